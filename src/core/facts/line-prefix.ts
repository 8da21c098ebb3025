/** A line that a process manager forwards with its program's name in front: `12:00:01 web.1  | hello`, `[web] hello`. */
export interface PrefixedLine {
  /** The process manager's name for it; undefined where the line has no such prefix. */
  readonly program?: string;
  /** What the program itself wrote. */
  readonly text: string;
}

interface LabelForm {
  readonly pattern: RegExp;
  /** Other lines have the same shape: tables, loggers. */
  readonly isLoose?: true;
}

// On a terminal the color of each program stops before its text.
const BAR = ' +\\|(?: (?:\\u001b\\[0?m)*|(?:\\u001b\\[0?m)+ ?|$)';
const NAME = '(?<program>[A-Za-z][\\w-]{0,63}';
const LEVELS =
  'fatal|critical|crit|emerg|alert|panic|severe|error|err|warning|warn|notice|info|debug|trace|verbose|log';

/** The prefixes of process managers; the first that matches counts. */
const FORMS: readonly LabelForm[] = [
  // Foreman, Honcho and goreman write the time too.
  { pattern: new RegExp(`^\\d\\d:\\d\\d:\\d\\d +${NAME}(?:\\.\\d{1,5})?)${BAR}`) },
  // Compose. Without a timestamp, a number must show that the line is neither prose nor a table.
  { pattern: new RegExp(`^${NAME}[.-]\\d{1,5})${BAR}`) },
  // `pm2 logs`.
  { pattern: new RegExp(`^\\d{1,4}\\|${NAME}) *\\| `) },
  // supervisor-stdout.
  { pattern: new RegExp(`^${NAME}) (?:stdout|stderr) \\| `) },
  // Overmind, Hivemind.
  { pattern: new RegExp(`^(?!(?:${LEVELS}) )(?<program>[a-z][\\w-]{0,63})${BAR}`), isLoose: true },
  // concurrently, npm-run-all. Loggers put levels, times and pids into brackets.
  {
    pattern: new RegExp(`^\\[(?!(?:${LEVELS}) *\\]|[\\d:.-]{4,64}\\])(?<program>[\\w:.@/-]{1,64}) *\\] `, 'i'),
    isLoose: true,
  },
  // concurrently with `--prefix command`.
  { pattern: /^\[(?<program>[a-z][\w.@/-]{0,40}(?: [\w.@/-]{1,40}){1,4}) *\] /, isLoose: true },
];

// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern removes colors
const COLOUR = /^(?:\u001b\[[0-9;]*m)+/;

/** Removes the prefix that Foreman, Honcho and similar managers put before each line, in the forms that nothing else resembles. */
export const splitPrefix = (line: string): PrefixedLine => split(line, false);

/** Removes the prefix in every form, even one that a table or a logger may have written. */
export const splitLabel = (line: string): PrefixedLine => split(line, true);

function split(line: string, isLooseToo: boolean): PrefixedLine {
  const plain = line.startsWith('\u001b') ? line.replace(COLOUR, '') : line;
  const mayBegin = line.includes('|') || (isLooseToo && plain.startsWith('[') && line.includes(']'));
  if (!mayBegin) return { text: line };
  for (const { pattern, isLoose = false } of FORMS) {
    const found = isLoose && !isLooseToo ? null : pattern.exec(plain);
    const program = found?.groups?.['program'];
    if (found !== null && program !== undefined) return { program, text: plain.slice(found[0].length) };
  }
  return { text: line };
}

/** The text of a line without the process manager's prefix and surrounding blanks. */
export const ownText = (line: string): string => splitPrefix(line).text.trim();
