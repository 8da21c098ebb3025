import type { AdviceRow } from './advice-row.ts';

/** What to do about a file that does not exist, or not for the app's user. */
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
  // Python's libraries put words of their own before the reason; Java's readers of files, old and new.
  [/\(No such file or directory\): '([^']{1,300})'/, putIntoImage],
  [/FileNotFoundException: (\S{1,300}) \(No such file or directory\)/, putIntoImage],
  [/(?:NoSuchFileException|FileNotFoundException): (\/\S{1,300})$/, putIntoImage],
  // Haskell, Elixir, Apache, nginx.
  [/: (\S{1,300}): openFile: does not exist/, putIntoImage],
  [/\bcould not read file "([^"]{1,300})": no such file/, putIntoImage],
  [/: file '([^']{1,300})' does not exist or is empty$/, putIntoImage],
  [/\bcannot load certificate(?: key)? "([^"]{1,300})": .{0,120}No such file/, putIntoImage],
  // .NET, Go, PHP, a shell.
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

/** What to do about a file that is missing; a certificate is rather mounted than built in. */
export function putIntoImage(path: string): string {
  const secret = SECRET.exec(path)?.[1];
  if (secret?.startsWith('kubernetes.io/'))
    return 'Let the pod have the token of its service account (`automountServiceAccountToken: true`), or run the app outside of Kubernetes with other credentials: the token is not mounted.';
  if (secret !== undefined)
    return `Mount the secret ${secret} into the container: nothing is at ${path}. Check that the secret exists, and that the service names it.`;
  const orMount = /\.(?:crt|cer|pem|key|p12|pfx|jks)$/.test(path) ? ', or mount it there' : '';
  return `Put ${path} into the image${orMount}, or correct the path.`;
}

function giveAccess(path: string): string {
  return `Give the app's user access to ${path} (chown in the Dockerfile, or another USER).`;
}
