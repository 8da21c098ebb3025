import type { AdviceRow } from './advice-row.ts';

/** Steps for a file that does not exist, or that the app's user cannot access. */
export const FILE_ADVICE: readonly AdviceRow[] = [
  // Java, PHP.
  [/\bUnable to access jarfile (\S{1,300})$/, putIntoImage],
  [/^Could not open input file: (\S{1,300})$/, putIntoImage],
  [/Failed opening required '([^']{1,300})'/, putIntoImage],
  // Node, Python, Ruby.
  [
    /(?:ENOENT: no such file or directory, \w+ '|No such file or directory: '|No such file or directory @ \w+ - )([^']+)/,
    putIntoImage,
  ],
  // Python libraries that put their own words before the reason, and Java's old and new file readers.
  [/\(No such file or directory\): '([^']{1,300})'/, putIntoImage],
  [/FileNotFoundException: (\S{1,300}) \(No such file or directory\)/, putIntoImage],
  [/(?:NoSuchFileException|FileNotFoundException): (\/\S{1,300})$/, putIntoImage],
  // Haskell, Elixir, Apache, nginx.
  [/: (\S{1,300}): openFile: does not exist/, putIntoImage],
  [/\bcould not read file "([^"]{1,300})": no such file/, putIntoImage],
  [/: file '([^']{1,300})' does not exist or is empty$/, putIntoImage],
  [/\bcannot load certificate(?: key)? "([^"]{1,300})": .{0,120}No such file/, putIntoImage],
  // .NET, Go, PHP, shells.
  [/Could not find (?:file|a part of the path) '([^']{1,300})'/, putIntoImage],
  [/\b(?:open|stat|read|chdir|lstat) (\S{1,300}): no such file or directory\b/, putIntoImage],
  [
    /\b(?:open|file_get_contents|include|require|parse_ini_file)(?:_once)?\((\S{1,300})\): Failed to open stream: No such file/i,
    putIntoImage,
  ],
  [
    /: can(?:'t|not) open (?:file )?'?([^\s']{1,300})'?: (?:\[Errno 2\] )?No such file(?: or directory)?$/,
    putIntoImage,
  ],
  [/(?:EACCES: permission denied, \w+ |Permission denied: )'([^']+)'/, giveAccess],
  [/\b(?:open|stat|mkdir|unlink|read|rename) (\S{1,300}): permission denied\b/, giveAccess],
  [/FileNotFoundException: (\S{1,300}) \(Permission denied\)/, giveAccess],
  [/The stream or file "([^"]{1,300})" could not be opened.{0,120}Permission denied/, giveAccess],
  [/AccessDeniedException: (\/\S{1,300})$/, giveAccess],
  [/Access to the path '([^']{1,300})' is denied/, giveAccess],
];

/** Where Docker, Kubernetes and Vault put secrets. */
const SECRET = /^\/(?:(?:var\/)?run|etc|vault)\/secrets\/(\S+)$/;

/** The step for a missing file. Secrets and certificates are usually mounted, not built in. */
export function putIntoImage(path: string): string {
  const secret = SECRET.exec(path)?.[1];
  if (secret?.startsWith('kubernetes.io/'))
    return 'Mount the service account token into the pod (`automountServiceAccountToken: true`), or give the app other credentials outside Kubernetes: the token is not mounted.';
  if (secret !== undefined)
    return `Mount the secret ${secret} into the container: ${path} does not exist. Check that the secret exists and that the service lists it.`;
  const orMount = /\.(?:crt|cer|pem|key|p12|pfx|jks)$/.test(path) ? ', or mount it there' : '';
  return `Put ${path} into the image${orMount}, or correct the path.`;
}

function giveAccess(path: string): string {
  return `Give the app's user access to ${path} (chown in the Dockerfile, or another USER).`;
}
