/** UTF-8 text whose lines all have a newline. Lines are cut out on request. */
export interface TextLines {
  readonly bytes: Buffer;
  /** The line from its first byte to its newline, without its line ending. It may share memory with other lines. */
  line(from: number, to: number): string;
  /** The same line with a newline before it, and with its carriage return if it has one. */
  afterNewline(from: number, to: number): string;
}

const NEWLINE = '\n';

export function textLines(bytes: Buffer): TextLines {
  let whole: string | undefined;
  const cut = (from: number, to: number): string =>
    whole?.length === bytes.length ? whole.slice(from, to) : bytes.toString('utf8', from, to);
  return {
    bytes,
    line: (from, to) => withoutReturn(cut(from, to)),
    afterNewline(from, to) {
      // If each byte is one character, all lines are cut from one string, which is cheaper.
      whole ??= bytes.toString('utf8');
      return from === 0 ? NEWLINE + cut(0, to) : cut(from - 1, to);
    },
  };
}

export const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);
