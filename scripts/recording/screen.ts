import type { Recording } from './cast.ts';

/** A part of a row in one style. */
export interface Span {
  readonly column: number;
  readonly text: string;
  readonly style: Style;
}

export type Style = (typeof styles)[keyof typeof styles];

/** A row of the terminal at the end of the recording. */
export interface Row {
  /** Seconds from the start to the row's last change. */
  readonly at: number;
  readonly spans: readonly Span[];
}

/** The colors of sidewatch's log, by their SGR parameter (ECMA-48, 8.3.117). */
const styles = { 0: 'plain', 1: 'strong', 2: 'faint', 31: 'bad', 32: 'good' } as const;

interface Cell {
  readonly text: string;
  readonly style: Style;
}

// The pieces of a terminal's output: a color, another control sequence, or one character.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is parsed
const PIECE = /\u001b\[(\d*)m|(\u001b\[[^@-~]*[@-~]|\u001b.)|[\s\S]/gu;

/**
 * What the terminal shows at the end, if no row scrolls out. Knows line endings, backspaces, wrapping and `styles`.
 * Throws an Error for every other control character or sequence.
 */
export function screenRows({ columns, outputs }: Recording): readonly Row[] {
  const screen = emptyScreen(columns);
  for (const { at, text } of outputs)
    for (const [piece, color, sequence] of text.matchAll(PIECE)) {
      if (color !== undefined) screen.style(styleOf(color));
      else if (sequence === undefined && piece >= ' ') screen.put(piece, at);
      else screen.move(piece);
    }
  return screen.rows();
}

interface Screen {
  style(style: Style): void;
  put(character: string, at: number): void;
  move(control: string): void;
  rows(): readonly Row[];
}

function emptyScreen(columns: number): Screen {
  const lines: { cells: Cell[]; at: number }[] = [];
  let [row, column, current]: [number, number, Style] = [0, 0, 'plain'];
  return {
    style(style) {
      current = style;
    },
    put(text, at) {
      if (column === columns) [row, column] = [row + 1, 0];
      while (lines.length <= row) lines.push({ cells: [], at });
      const line = lines[row] ?? { cells: [], at };
      while (line.cells.length < column) line.cells.push({ text: ' ', style: 'plain' });
      line.cells[column] = { text, style: current };
      line.at = at;
      column += 1;
    },
    move(control) {
      if (control === '\n') row += 1;
      else if (control === '\r') column = 0;
      else if (control === '\b') column = Math.max(0, column - 1);
      // A terminal shows nothing for the echo of Ctrl-C.
      else if (control !== '\u0003') throw new Error(`cannot show ${JSON.stringify(control)}`);
    },
    rows: () => lines.map(({ cells, at }) => ({ at, spans: spansOf(cells) })),
  };
}

/** The text of a row. */
export const rowText = ({ spans }: Row): string =>
  spans.reduce((text, span) => text.padEnd(span.column) + span.text, '').trimEnd();

function styleOf(parameter: string): Style {
  const known: Readonly<Record<string, Style>> = styles;
  const style = known[parameter === '' ? '0' : parameter];
  if (style === undefined) throw new Error(`cannot show the color ${parameter}`);
  return style;
}

/** Neighbors of one style together, without blanks at the ends. */
function spansOf(cells: readonly Cell[]): readonly Span[] {
  const spans: { column: number; text: string; style: Style }[] = [];
  cells.forEach(({ text, style }, column) => {
    const last = spans.at(-1);
    if (last?.style === style) last.text += text;
    else spans.push({ column, text, style });
  });
  return spans
    .map((span) => ({
      ...span,
      column: span.column + span.text.length - span.text.trimStart().length,
      text: span.text.trim(),
    }))
    .filter(({ text }) => text !== '');
}
