/** A text of lines of UTF-8, each with its newline, which are cut out of it when they are asked for. */
export interface TextLines {
  readonly bytes: Buffer;
  /** The line that begins at a byte and has its newline at another, without its line end. It may share memory with the others. */
  line(from: number, to: number): string;
  /** The same with a newline before it, and its return if it has one. */
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
      // Where each byte is a character, lines are cut from one text, which is cheaper.
      whole ??= bytes.toString('utf8');
      return from === 0 ? NEWLINE + cut(0, to) : cut(from - 1, to);
    },
  };
}

export const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);
