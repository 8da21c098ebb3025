import { portValueSteps } from '../../remedies/port-value.ts';
import { type AdviceRow, install } from './advice-row.ts';
import { PYTHON_MODULES } from './python-modules.ts';
import { TRUST_ADVICE } from './trust-advice.ts';

/** Every step about another host starts with this, and no other step does. */
export const NEEDS = 'Check that';

const reachDependency = (host: string): string =>
  `${NEEDS} ${host || 'the other host'} is up and that its address is correct, or make the app retry instead of exiting: the app needs it to start.`;

const freePort = (): string =>
  'Start the server only once, or give each program its own port: something in this container already uses the port.';

/** The step for a listen address that is a name without an address here. */
export const listenOnAny = (name: string): string =>
  `Listen on \`0.0.0.0\` instead of ${name === '' ? 'that name' : `\`${name}\``}: the address to listen on must be this container's own, and the name has no address here.`;

const correctPort = (value: string): string =>
  `Set the port to a number: ${value === '' ? 'it is missing or not a number' : `the app got \`${value}\``}. Check PORT and the command line.`;

/** Steps for errors of the system, the network or the image. The first match counts, and its group is the name in the sentence. */
export const SYSTEM_ADVICE: readonly AdviceRow[] = [
  // The limits on watched files have the error codes of a full disk and of too many open files.
  [
    /number of file watchers reached|\binotify (?:watch(?:es)?|instance) limit|limit.{0,40} (?:on|of) (?:the number of )?inotify (watch|instance)|inotify_(?:add_watch|init)\w{0,2}\b.{0,80}(?:No space left|[Tt]oo many open files)|EMFILE: too many open files, watch /,
    watchLess,
  ],
  // Node treats a port that is not a number as the path of a socket.
  [/\blisten E[A-Z]{3,12}: [a-z ]{1,40} (tcp:\/\/[\w.:[\]-]{1,100})/, (text) => portValueSteps(text, 8_000)[0] ?? ''],
  ...PYTHON_MODULES,
  // A start script with Windows line endings.
  [
    /Cannot find (?:module|package) '[^']{1,300}[\r\uFFFD]'/,
    () =>
      "Remove the carriage returns (Windows line endings) from the script that starts the app (`sed -i 's/\\r$//'` in the Dockerfile): the file name ends in one.",
  ],
  [
    /Cannot find module ['"]((?:\.{0,2}\/)[^'"]+)['"]/,
    (path) =>
      `Put ${path} into the image: it is a file of the app or of its build (COPY it, or run the build in the Dockerfile).`,
  ],
  [
    /Cannot find (?:module|package) ['"]([^'"]+)['"]/,
    (name) => install(`the package ${name}`, 'list it in dependencies, not devDependencies, and run npm ci'),
  ],
  [
    /^ImportError: cannot import name ['"]?(\w+)/,
    (name) => `Pin compatible versions: the installed package has no ${name}.`,
  ],
  [
    /^Can't locate (\S{1,200}\.pm) in @INC/,
    (name) =>
      install(
        `the Perl module ${name.replace(/\//g, '::').replace(/\.pm$/, '')}`,
        'add it to the cpanfile, or its Debian package',
      ),
  ],
  [
    /(?:^|: )module '([^']{1,100})' not found/,
    (name) => install(`the Lua module ${name}`, 'luarocks install, or its package'),
  ],
  [
    /Couldn't find a valid (ICU) package/,
    () =>
      install('libicu', 'apt-get install libicu-dev, apk add icu-libs, or set DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1'),
  ],
  [/ClassNotFoundException: (\S+)/, (name) => `Add ${name} to the class path in the image.`],
  // Gunicorn, which logs `connect` when it cannot listen.
  [/^Can't connect to \('([^']{1,253})', \d{1,5}\)$/, listenOnAny],
  [/\blisten tcp: lookup ([\w.-]{1,253})/, listenOnAny],
  [/ERR_SOCKET_BAD_PORT.{0,120}Received (?:type \w{1,20} \()?'?([^)']{0,60})/, correctPort],
  [/[`'"]?([^\s`'"]{0,60})[`'"]? is not a valid port(?: number)?\b/, correctPort],
  [/--port'?.{0,20}: '([^']{0,60})' is not a valid integer/, correctPort],
  // Spring reads the port from this variable, which Kubernetes sets for a service named `server`.
  [
    /Failed to bind properties under 'server\.port'.{0,120}Value: "(tcp:\/\/[\w.:[\]-]{1,100})"/,
    (text) => portValueSteps(text, 8_000, 'SERVER_PORT')[0] ?? '',
  ],
  [/Failed to bind properties under 'server\.port'.{0,120}Value: "([^"]{0,60})"/, correctPort],
  ...TRUST_ADVICE,
  // A socket file outlives the server that created it.
  [
    /(?:EADDRINUSE|[Aa]ddress (?:already )?in use).{0,40}?[\s:'"(]((?:unix:(?:\/\/)?)?\/[^\s'":,()]{1,200})(?:[\s'",)]|$)|(?:unix:(?:\/\/)?|["' ])(\/[^\s'":,()]{1,200}\.sock)\b.{0,60}[Aa]ddress (?:already )?in use/,
    (behind, before) => removeSocket((behind || before).replace(/^unix:(?:\/\/)?/, '')),
  ],
  [/EADDRINUSE|[Aa]ddress (?:already )?in use/, freePort],
  [/ECONNREFUSED ((?:localhost|127\.[\d.]{5,11}|\[?::1\]?):\d{1,5})\b/, callLater],
  [/ECONNREFUSED (\S+)/, reachDependency],
  [/(?:ENOTFOUND|EAI_AGAIN) (\S+)/, reachDependency],
  [/could not translate host name "([^"]+)"/, reachDependency],
  [
    /ECONNREFUSED|Connection refused|ETIMEDOUT|Name or service not known|Name does not resolve|Temporary failure in name resolution/,
    () => reachDependency(''),
  ],
  [
    /(?:EACCES|Permission denied).*:(\d{1,4})$/,
    (port) => `Listen on port 1024 or higher instead of ${port}: lower ports need a privilege.`,
  ],
  [/(?:EROFS|Read-only file system)/, () => 'Write to /tmp or to a volume: the file system is read-only.'],
  [
    /EMFILE|ENFILE|[Tt]oo many open files/,
    () =>
      'Close the files that the app opens, or raise its limit on open files (`ulimit -n`, or `--ulimit nofile=` for the container).',
  ],
  [
    /can't start new thread|unable to create (?:new )?native thread|can't create Thread: Resource temporarily/,
    () => "Start fewer threads, or raise the container's process limit (`--pids-limit`): it was reached.",
  ],
  [
    /chdir to cwd \("?(\S{1,300}?)"?\) set in config\.json failed: no such file/,
    (directory) =>
      `Create the working directory ${directory} in the Dockerfile (\`WORKDIR ${directory}\`), or correct its path.`,
  ],
  [/ENOSPC|No space left on device/, () => 'Free disk space, or use a larger disk: the disk is full.'],
  [
    /heap out of memory|OutOfMemoryError|^MemoryError\b|^fatal error: runtime: (?:cannot allocate|out of) memory|^Out of memory\.$/,
    () => "Give the runtime a larger heap within the container's memory limit, or give the container more memory.",
  ],
];

function callLater(place: string): string {
  return `${NEEDS} ${place} is up before the app connects: that is this container itself, and nothing was listening there yet. If you mean another service, set its host name.`;
}

function watchLess(): string {
  return 'Start it without watching files (no `--watch`, `--reload` or development server), or raise `fs.inotify.max_user_watches` and `fs.inotify.max_user_instances` on the host. The kernel limit is reached, and no disk is full.';
}

function removeSocket(path: string): string {
  return `Remove ${path} before the server starts (\`rm -f ${path}\` in the start script), and start the server only once. The file already exists, perhaps because an earlier server was killed.`;
}
