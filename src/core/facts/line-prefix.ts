/** A line that a process manager passes on with the name of its program before it: `12:00:01 web.1  | hello`, `web-1  | hello`. */
export interface PrefixedLine {
  /** As the process manager calls it; undefined where nothing of the kind stands before the line. */
  readonly program?: string;
  /** What the program wrote. */
  readonly text: string;
}

// On a terminal the colour of each program ends before its text.
const BAR = ' +\\|(?: (?:\\u001b\\[0?m)*|(?:\\u001b\\[0?m)+ ?|$)';
// Foreman and Honcho write a stamp; without one a number must show that it is no prose and no table.
const STAMPED = new RegExp(`^\\d\\d:\\d\\d:\\d\\d +([A-Za-z][\\w-]{0,63}(?:\\.\\d{1,5})?)${BAR}`);
const NUMBERED = new RegExp(`^([A-Za-z][\\w-]{0,63}[.-]\\d{1,5})${BAR}`);
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is removed
const COLOUR = /^(?:\u001b\[[0-9;]*m)+/;

/** Takes off what Foreman, Honcho and their like put before each line. */
export function splitPrefix(line: string): PrefixedLine {
  if (!line.includes('|')) return { text: line };
  const plain = line.replace(COLOUR, '');
  const found = STAMPED.exec(plain) ?? NUMBERED.exec(plain);
  if (found === null) return { text: line };
  const [prefix, program = ''] = found;
  return { program, text: plain.slice(prefix.length) };
}

/** The text of a line, without what a process manager put before it, and without the blanks around it. */
export const ownText = (line: string): string => splitPrefix(line).text.trim();
