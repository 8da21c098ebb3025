import { invocations } from './command-line/invocation.ts';
import { quotedWord, shellPath } from './command-line/shell-word.ts';

/** A pid file from an earlier start that stops a program from starting, usually because its pid belongs to a live process. */
export interface StalePid {
  /** The program's own line. */
  readonly line: string;
  /** The file, if the line names it. */
  readonly path?: string;
}

/** The newest line in which a program reports that its pid file stops it from starting; undefined if none does. */
export function stalePidIn(lines: readonly string[]): StalePid | undefined {
  for (const line of lines.slice(-MAX_LINES).reverse()) {
    for (const [pattern, file = ''] of SAYS) {
      const match = pattern.exec(line);
      if (match === null) continue;
      const named = match.slice(1).find((group) => group !== undefined);
      const path = named === undefined ? '' : `${named}${file}`;
      return { line: line.trim(), ...(PID_FILE.test(path) && { path }) };
    }
  }
  return undefined;
}

/** The step against it, for the server that `command` starts. */
export function stalePidStep({ path, line }: StalePid, command: readonly string[]): string {
  const remove = path === undefined ? removal(command) : `rm -f ${shellPath(path)}`;
  const what = path ?? 'the pid file';
  const why = line.includes('AH00058') ? UNREADABLE : LEFT;
  return remove === undefined
    ? `Delete ${what} before the server starts: ${why}.`
    : `Delete ${what} before the server starts (\`${remove}\`): ${why}.`;
}

const LEFT = 'an earlier start left it behind, and its pid now belongs to another process';
const UNREADABLE = 'it does not contain a pid';
const MAX_LINES = 32;
/** Anyone can write this line, so it must never cause another file to be deleted. */
const PID_FILE = /(?:pid|lock)[^/]*$/i;

/** The group is the file. The second member completes its path. */
const SAYS: readonly (readonly [pattern: RegExp, file?: string])[] = [
  // Apache, which exits with code 0.
  [/^httpd \(pid \d{1,10}\) already running$/],
  // Apache, when the file is empty or contains something else.
  [/\bAH00058: Error retrieving pid file (\S{1,300})$/],
  // Gunicorn and Unicorn.
  [/\bAlready running on PID:? ?\d{1,10} \(or pid(?: file '([^']{1,300})'|=(\S{1,300})) is stale\)/],
  // Rails and Rack, before and since 7.1.
  [/A server is already running(?:\. Check | \(pid: \d{1,10}, file: )(\S{1,300}?)[.)]{0,2}$/],
  // PostgreSQL.
  [
    /\bIs another (?:postmaster|postgres) \(PID \d{1,10}\) running in data directory "([^"]{1,300})"\?/,
    '/postmaster.pid',
  ],
  // Celery.
  [/^ERROR: Pidfile \(([^)]{1,300})\) already exists\.$/],
  // Thin.
  [/(?:^|\s)(\S{1,300}) already exists, seems like it's already running \(process ID: \d{1,10}\)/],
  // Twisted's default file.
  [/^Another twistd server is running, PID \d{1,10}$/],
  // Play.
  [/\bThis application is already running \(Or delete (\S{1,300}) file\)/],
  // D-Bus.
  [/\bThe pid file "([^"]{1,300})" exists, if the message bus is not running, remove this file$/],
  // Squid.
  [/\bSquid is already running: Found fresh instance PID file \(([^)]{1,300})\) with PID \d{1,10}/],
  // Tomcat, whose file the variable CATALINA_PID names.
  [/^Tomcat appears to still be running with PID \d{1,10}\. Start aborted\.$/],
  // rsync.
  [/\bfailed to create pid file (\S{1,300}): File exists/],
  // X servers.
  [/^\s{0,8}If this server is no longer running, remove (\S{1,300})$/],
];

/** The command that deletes the file when no line names it. Apache can print its path, and Twisted has a default. */
function removal(command: readonly string[]): string | undefined {
  for (const { program, path, args } of invocations(command)) {
    if (/^twistd?3?$/.test(program)) return twistedRemoval(twistedFile(args));
    if (!/^(?:apache2|httpd|apache2ctl|apachectl|apache2-foreground|httpd-foreground)$/.test(program)) continue;
    const words = [
      /foreground$/.test(program) ? 'apachectl' : path,
      ...configuration(args),
      '-t',
      '-D',
      'DUMP_RUN_CFG',
    ];
    return `rm -f "$(${words.map(quotedWord).join(' ')} | sed -n 's/^PidFile: "\\(.*\\)"/\\1/p')"`;
  }
  return undefined;
}

/** Apache's options that say which configuration it reads. */
const configuration = (args: readonly string[]): readonly string[] =>
  args.flatMap((arg, at) => (/^-[dfcC]$/.test(arg) ? [arg, args[at + 1] ?? ''] : []));

const twistedRemoval = (file: string): string | undefined =>
  file.startsWith('-') ? undefined : `rm -f ${quotedWord(file)}`;

function twistedFile(args: readonly string[]): string {
  const given = args.find((arg) => arg.startsWith('--pidfile='));
  return given?.slice('--pidfile='.length) ?? args[args.indexOf('--pidfile') + 1 || args.length] ?? 'twistd.pid';
}
