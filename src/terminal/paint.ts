/** How to show a status. */
export interface Display {
  readonly paint: Paint;
  /** Characters in a line. */
  readonly width: number;
  /** Milliseconds since the Unix epoch, for how long ago things were. */
  readonly now: number;
  /** The sentence that says what made the report. */
  readonly source: string;
}

/** Colors for a terminal; each gives its text unchanged where none are wanted. */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

const style = (code: number) => (text: string) => `\u001b[${code}m${text}\u001b[0m`;
const plain = (text: string): string => text;

/**
 * Colors where the output is a terminal that has them. FORCE_COLOR beats NO_COLOR (no-color.org), which beats the terminal;
 * an empty variable is one that is not set.
 */
export function paintFor(isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): Paint {
  const { FORCE_COLOR: force = '', NO_COLOR: no = '', TERM: terminal } = environment;
  const isWanted = force === '' ? no === '' && isTerminal && terminal !== 'dumb' : !/^(?:0|false)$/.test(force);
  return isWanted
    ? { good: style(32), bad: style(31), strong: style(1), faint: style(2) }
    : { good: plain, bad: plain, strong: plain, faint: plain };
}
