import type { LogLine } from '../../core/facts/log-event.ts';
import { loggedLevel, loggedMessage } from '../../core/facts/logged-message.ts';
import { isFailure, withoutLabel } from './failure-line.ts';

/** The line of the last ones that tells most of why a program ended. */
export interface Telling {
  /** Without what its logger put before it, and with the line below it where it ends with a colon. */
  readonly text: string;
  /** Its place among the lines. */
  readonly index: number;
  /** After it nothing was written that tells anything. */
  readonly isLast: boolean;
}

/** Undefined where no line tells anything: all are blank, or what programs write whatever went wrong. */
export function tellingLine(tail: readonly LogLine[]): Telling | undefined {
  const lines = tail.map(({ text }) => withoutLabel(text));
  const last = lines.findLastIndex((line) => !isNote(line));
  if (last < 0) return undefined;
  const index = graver(lines, headOf(tail, lines, last));
  return { text: withNext(lines, index), index, isLast: index === last };
}

/** What programs, their runtimes and who started them write at the end whatever went wrong. */
const NOTES: readonly RegExp[] = [
  /^\W*$/,
  // Apache, PHP-FPM, Rack, nginx, HAProxy.
  /^AH00015: Unable to open logs|^Action '.{1,40}' failed\.$|^The Apache error log may have more information|^apache2?ctl: /,
  /ERROR: (?:FPM initialization failed|failed to (?:post process|load) (?:the )?configuration|Unable to include )/,
  /^nginx: configuration file \S+ test failed$|: (?:Error\(s\)|Fatal errors) found in configuration/,
  // npm, Yarn, pnpm, Bun, make, Go.
  /^npm (?:error|ERR!|notice|warn|WARN|verb|info)(?!.*(?:Missing script|ENOENT|E404|EACCES|EJSONPARSE|could not determine executable))/,
  /^> \S.*|^\$ \S.*|^yarn run v\d|^error Command failed with |^info Visit https?:|^Done in \d|^\s?ELIFECYCLE\b|^error: script "[^"]{1,100}" (?:exited|was terminated)/,
  /^make(?:\[\d+\])?: \*\*\* \[|^exit status \d+$|^Exit code \d+$/,
  /^Command "[^"]{1,100}" not found\.$|^Run `bundle install`/,
  // Runtimes.
  /^note: |^stack backtrace:|^Stack backtrace:|^goroutine \d+ \[|^runtime stack:$|^\[signal SIG/,
  /^Node\.js v\d|^Bun v\d|^\(Use `node --trace-|^\s*\^+\s*$|^triggerUncaughtException|^\[?errors\]?: \[$|^[}\])]+,?$/,
  /^at \S.*|^\.\.\. \d+ (?:more|common frames|lines matching)|^--- End of |^from \S+:\d+:in |^\S+:\d+:in [`']|^File "[^"]{1,300}", line \d+|^#\d+ /,
  /^BEGIN failed--compilation aborted|^Compilation failed in require at |^stack traceback:$|^thrown in \S+ on line \d+$/,
  /^Runtime terminating during boot|^Crash dump is being written to|^Kernel pid terminated|^\{"(?:init terminating|Kernel pid terminated)|^\(\w{1,40} [\d.]+\) \S+:\d+: /,
  /^Aborted(?: \(core dumped\))?$|^Dumping heap to |^Heap dump file created/,
  // Command lines.
  /^(?:Usage|USAGE|usage): |^(?:For more information|Try|See|Run)\b.{0,60}(?:--?h(?:elp)?\b|'help'|\bhelp\b)|^For help, use /,
  // Goodbyes.
  /^(?:\S+ )?(?:[Ee]xiting|[Ss]hutting down|[Ss]topping|[Ss]hutdown|[Gg]ood ?bye|[Bb]ye)\b[\w\s]{0,30}[.!…]*$/,
  /^Shutting down: (?:Master|Arbiter)$|^Reason: /,
];

const isNote = (line: string): boolean => NOTES.some((pattern) => pattern.test(loggedNote(line)));

/** Notes stand behind the prefixes of loggers, too. */
const loggedNote = (line: string): string => (/^[\d[{]/.test(line) ? loggedMessage(line) : line);

/** An indented line continues one above it. */
function headOf(tail: readonly LogLine[], lines: readonly string[], from: number): number {
  const isIndented = (index: number): boolean => /^(?:\s|[-*] )/.test(tail[index]?.text ?? '');
  let index = from;
  while (index > 0 && isIndented(index)) index -= 1;
  return isIndented(index) || isNote(lines[index] ?? '') ? from : index;
}

/** Where the line is a mere report, an error that was logged before it tells more. */
function graver(lines: readonly string[], index: number): number {
  const line = lines[index] ?? '';
  const isReport = loggedLevel(line) === 'info' && !isFailure(loggedMessage(line));
  const error = isReport ? lines.findLastIndex((each) => loggedLevel(each) === 'error' && !isNote(each)) : -1;
  return error < 0 ? index : error;
}

/** The logger of .NET writes its category first, and others end with a colon before what they list. */
function withNext(lines: readonly string[], index: number): string {
  const line = lines[index] ?? '';
  const next = lines.slice(index + 1).find((each) => !isNote(each));
  if (next !== undefined && /^(?:fail|crit): [\w.]{1,200}\[\d{1,6}\]$/.test(line)) return next;
  const text = loggedMessage(line);
  return next !== undefined && text.endsWith(':') ? `${text} ${next}` : text;
}
