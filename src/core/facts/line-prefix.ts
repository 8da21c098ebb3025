/** A line that a process manager passes on with the name of its program before it: `12:00:01 web.1  | hello`, `[web] hello`. */
export interface PrefixedLine {
  /** As the process manager calls it; undefined where nothing of the kind stands before the line. */
  readonly program?: string;
  /** What the program wrote. */
  readonly text: string;
}

interface LabelForm {
  readonly pattern: RegExp;
  /** Other lines look like this, too: tables, loggers. */
  readonly isLoose?: true;
}

// On a terminal the colour of each program ends before its text.
const BAR = ' +\\|(?: (?:\\u001b\\[0?m)*|(?:\\u001b\\[0?m)+ ?|$)';
const NAME = '(?<program>[A-Za-z][\\w-]{0,63}';
const LEVELS =
  'fatal|critical|crit|emerg|alert|panic|severe|error|err|warning|warn|notice|info|debug|trace|verbose|log';

/** How process managers put the name of a program before its line; the first that fits counts. */
const FORMS: readonly LabelForm[] = [
  // Foreman, Honcho and goreman write the time, too.
  { pattern: new RegExp(`^\\d\\d:\\d\\d:\\d\\d +${NAME}(?:\\.\\d{1,5})?)${BAR}`) },
  // Compose. Without a stamp a number must show that it is no prose and no table.
  { pattern: new RegExp(`^${NAME}[.-]\\d{1,5})${BAR}`) },
  // `pm2 logs`.
  { pattern: new RegExp(`^\\d{1,4}\\|${NAME}) *\\| `) },
  // supervisor-stdout.
  { pattern: new RegExp(`^${NAME}) (?:stdout|stderr) \\| `) },
  // Overmind, Hivemind.
  { pattern: new RegExp(`^(?!(?:${LEVELS}) )(?<program>[a-z][\\w-]{0,63})${BAR}`), isLoose: true },
  // concurrently, npm-run-all; loggers put levels, times and pids into brackets.
  {
    pattern: new RegExp(`^\\[(?!(?:${LEVELS}) *\\]|[\\d:.-]{4,64}\\])(?<program>[\\w:.@/-]{1,64}) *\\] `, 'i'),
    isLoose: true,
  },
  // concurrently with `--prefix command`.
  { pattern: /^\[(?<program>[a-z][\w.@/-]{0,40}(?: [\w.@/-]{1,40}){1,4}) *\] /, isLoose: true },
];

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is removed
const COLOUR = /^(?:\u001b\[[0-9;]*m)+/;

/** Takes off what Foreman, Honcho and their like put before each line, where nothing else looks like it. */
export const splitPrefix = (line: string): PrefixedLine => split(line, false);

/** The same for every form: also what a table or a logger may have written. */
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

/** The text of a line, without what a process manager put before it, and without the blanks around it. */
export const ownText = (line: string): string => splitPrefix(line).text.trim();
