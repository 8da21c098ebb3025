import { portValueSteps } from '../../remedies/port-value.ts';
import { type AdviceRow, install } from './advice-row.ts';
import { PYTHON_MODULES } from './python-modules.ts';
import { TRUST_ADVICE } from './trust-advice.ts';

/** With this the advice begins that is about another host. */
export const NEEDS = 'The app needs';

const reachDependency = (host: string): string =>
  `${NEEDS} ${host || 'another host'} in order to start: check its address and that it is up, or let the app retry instead of ending.`;

const freePort = (): string =>
  'Something in this container holds the port already: start the server once only, or give each its own port.';

/** What to do about a name to listen on that has no address here. */
export const listenOnAny = (name: string): string =>
  `Listen on \`0.0.0.0\` instead of ${name === '' ? 'that name' : `\`${name}\``}: the address to listen on must be one of this container's, and the name has no address here.`;

const correctPort = (value: string): string =>
  `Set the port to a number: the app was given ${value === '' ? 'none, or what is no number' : `\`${value}\``}. Check PORT and the command line.`;

/** What to do about what the system, the network or the image refuses. The first that matches counts; the group is what the sentence names. */
export const SYSTEM_ADVICE: readonly AdviceRow[] = [
  // The limits of watched files have the codes of a full disk and of too many open files.
  [
    /number of file watchers reached|\binotify (?:watch(?:es)?|instance) limit|limit.{0,40} (?:on|of) (?:the number of )?inotify (watch|instance)|inotify_(?:add_watch|init)\w{0,2}\b.{0,80}(?:No space left|[Tt]oo many open files)|EMFILE: too many open files, watch /,
    watchLess,
  ],
  // Node takes a port that is no number for the path of a socket.
  [/\blisten E[A-Z]{3,12}: [a-z ]{1,40} (tcp:\/\/[\w.:[\]-]{1,100})/, (text) => portValueSteps(text, 8_000)[0] ?? ''],
  ...PYTHON_MODULES,
  // A start script with Windows line endings.
  [
    /Cannot find (?:module|package) '[^']{1,300}[\r\uFFFD]'/,
    () =>
      "Take the carriage returns out of the script that starts the app (`sed -i 's/\\r$//'` in the Dockerfile): the name of the file ends in one.",
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
    (name) => `Pin the versions that fit each other: the installed package has no ${name}.`,
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
  [/ClassNotFoundException: (\S+)/, (name) => `Put ${name} on the class path of the image.`],
  // Gunicorn, which says `connect` where it listens.
  [/^Can't connect to \('([^']{1,253})', \d{1,5}\)$/, listenOnAny],
  [/\blisten tcp: lookup ([\w.-]{1,253})/, listenOnAny],
  [/ERR_SOCKET_BAD_PORT.{0,120}Received (?:type \w{1,20} \()?'?([^)']{0,60})/, correctPort],
  [/[`'"]?([^\s`'"]{0,60})[`'"]? is not a valid port(?: number)?\b/, correctPort],
  [/--port'?.{0,20}: '([^']{0,60})' is not a valid integer/, correctPort],
  // Spring reads it from this variable, and Kubernetes sets that for a service named `server`.
  [
    /Failed to bind properties under 'server\.port'.{0,120}Value: "(tcp:\/\/[\w.:[\]-]{1,100})"/,
    (text) => portValueSteps(text, 8_000, 'SERVER_PORT')[0] ?? '',
  ],
  [/Failed to bind properties under 'server\.port'.{0,120}Value: "([^"]{0,60})"/, correctPort],
  ...TRUST_ADVICE,
  // A socket's file outlives the server that made it.
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
    (port) => `Listen on a port of 1024 or above instead of ${port}: lower ones need a privilege.`,
  ],
  [/(?:EROFS|Read-only file system)/, () => 'Write to /tmp or to a volume: the file system is read-only.'],
  [
    /EMFILE|ENFILE|[Tt]oo many open files/,
    () =>
      'Close what the app opens, or raise its limit of open files: `ulimit -n`, `--ulimit nofile=` for the container.',
  ],
  [
    /can't start new thread|unable to create (?:new )?native thread|can't create Thread: Resource temporarily/,
    () => 'Start fewer threads, or raise the limit of processes of the container (`--pids-limit`): none was left.',
  ],
  [
    /chdir to cwd \("?(\S{1,300}?)"?\) set in config\.json failed: no such file/,
    (directory) =>
      `Create the working directory ${directory} in the Dockerfile (\`WORKDIR ${directory}\`), or correct it.`,
  ],
  [/ENOSPC|No space left on device/, () => 'Make room: the disk is full.'],
  [
    /heap out of memory|OutOfMemoryError|^MemoryError\b|^fatal error: runtime: (?:cannot allocate|out of) memory|^Out of memory\.$/,
    () => 'Give the runtime a larger heap within the memory limit of the container, or the container more memory.',
  ],
];

function callLater(place: string): string {
  return `${NEEDS} ${place}, which is this container itself, and nothing listened there yet: call it only after that listens, or set the host name of the service that is meant.`;
}

function watchLess(): string {
  return 'Start it without watching files (no `--watch`, `--reload` or development server), as production does, or raise `fs.inotify.max_user_watches` and `fs.inotify.max_user_instances` on the host: a limit of the kernel is reached, and no disk is full.';
}

function removeSocket(path: string): string {
  return `Remove ${path} before the server starts (\`rm -f ${path}\` in the start script), and start the server once only: the file is there already, as a server that was killed leaves it.`;
}
