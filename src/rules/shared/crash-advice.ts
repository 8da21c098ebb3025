import type { Exception } from '../../core/facts/log-event.ts';
import { stalePidIn, stalePidStep } from '../../remedies/stale-pid.ts';

/** What to do about an exception that ended an app, as one sentence; undefined when its text does not tell. */
export function crashAdvice({ text }: Pick<Exception, 'text'>): string | undefined {
  for (const [pattern, advise] of ADVICE) {
    const match = pattern.exec(text);
    if (match !== null) return advise(match[1] ?? '');
  }
  return undefined;
}

/** What to do about words that a program ended with, where it raised no exception; undefined when no line tells. */
export function lineAdvice(lines: readonly string[], command: readonly string[] = []): string | undefined {
  const stale = stalePidIn(lines);
  return stale ? stalePidStep(stale, command) : lastWordsAdvice(lines);
}

const lastWordsAdvice = (lines: readonly string[]): string | undefined =>
  lines
    .flatMap((line) => LAST_WORDS.map(([pattern, advise]) => [pattern.exec(line), advise] as const))
    .map(([match, advise]) => match && advise(match[1] ?? ''))
    .findLast((advice) => advice !== null);

const LAST_WORDS: readonly (readonly [RegExp, (found: string) => string])[] = [
  [
    /^npm (?:error|ERR!) Missing script: "([^"]{1,100})"$/,
    (name) => `Write the script "${name}" in package.json, or let the container start the server itself.`,
  ],
  [
    /Already running on PID \d{1,10} \(or pid file '(\S{1,300})' is stale\)/,
    (path) =>
      `Delete ${path} before Gunicorn starts (\`rm -f ${path}\`): a former start left it behind, and its number belongs to another process now.`,
  ],
  [
    /'' is not a valid port number/,
    () => 'Set the variable that the address is read from (`$PORT` or the like): it is empty, so no port is left.',
  ],
];

const install = (what: string, how: string): string =>
  `Install ${what} in the image: ${how}, then build the image again.`;

const setVariable = (name: string): string =>
  `Set the environment variable ${name} for this container: the app reads it and it is not there.`;

const reachDependency = (host: string): string =>
  `The app needs ${host || 'another host'} in order to start: check its address and that it is up, or let the app retry instead of ending.`;

const freePort = (): string =>
  'Something in this container holds the port already: start the server once only, or give each its own port.';

/** The first that matches counts; the group is what the sentence names. */
const ADVICE: readonly (readonly [RegExp, (found: string) => string])[] = [
  [/^ModuleNotFoundError: No module named '([\w.]+)'/, installPythonModule],
  [
    /Cannot find module '((?:\.{0,2}\/)[^']+)'/,
    (path) =>
      `Put ${path} into the image: it is a file of the app or of its build (COPY it, or run the build in the Dockerfile).`,
  ],
  [
    /Cannot find (?:module|package) '([^']+)'/,
    (name) => install(`the package ${name}`, 'list it in dependencies, not devDependencies, and run npm ci'),
  ],
  [
    /^LoadError: cannot load such file -- (\S+)/,
    (name) => install(name, 'add its gem to the Gemfile and run bundle install'),
  ],
  [
    /^ImportError: cannot import name ['"]?(\w+)/,
    (name) => `Pin the versions that fit each other: the installed package has no ${name}.`,
  ],
  [/ClassNotFoundException: (\S+)/, (name) => `Put ${name} on the class path of the image.`],
  [/UnsupportedClassVersionError/, () => 'Use a newer Java in the image: the classes were compiled for a later one.'],
  [/^KeyError: (?:key not found: )?["']([A-Z][A-Z0-9_]*)["']/, setVariable],
  [
    /\b([A-Z][A-Z0-9]*_[A-Z0-9_]+)\b.*\b(?:must be set|is not set|not set|is required|must not be empty|not found|is missing|undefined)/,
    setVariable,
  ],
  [
    /[Mm]issing (?:required )?(?:environment variable:? )?[`'"]?(SECRET_KEY_BASE|[A-Z][A-Z0-9]*_[A-Z0-9_]+)\b/,
    setVariable,
  ],
  [/Missing `secret_key_base`/, () => setVariable('SECRET_KEY_BASE')],
  [/EADDRINUSE|[Aa]ddress (?:already )?in use/, freePort],
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
  [/ENOSPC|No space left on device/, () => 'Make room: the disk is full.'],
  [
    /(?:EACCES: permission denied, \w+ |Permission denied: )'([^']+)'/,
    (path) => `Give the app's user access to ${path} (chown in the Dockerfile, or another USER).`,
  ],
  [
    /(?:ENOENT: no such file or directory, \w+ |No such file or directory: )'([^']+)'/,
    (path) => `Put ${path} into the image, or correct the path.`,
  ],
  [
    /^(?:SyntaxError|IndentationError|TabError)\b/,
    () => 'Correct the syntax, or run it with the language version that it was written for.',
  ],
  [
    /heap out of memory|OutOfMemoryError|^MemoryError\b/,
    () => 'Give the runtime a larger heap within the memory limit of the container, or the container more memory.',
  ],
];

function installPythonModule(name: string): string {
  const [top = name] = name.split('.');
  return `Install the Python module ${top} in the image (requirements.txt or pyproject.toml), or, if it is the app's own, start from its directory or set PYTHONPATH.`;
}
