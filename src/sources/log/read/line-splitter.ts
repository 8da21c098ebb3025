import { withoutReturn } from '../search/text-lines.ts';
import { createUnfinishedLine, LINE_LIMIT_BYTES } from './unfinished-line.ts';

const NEWLINE = 0x0a;
const LINE_END = Buffer.of(NEWLINE);

/** Splits bytes into lines; holds at most one unfinished line. */
export interface LineSplitter {
  /** The lines that end in this chunk, without their line endings; invalid UTF-8 is replaced. They may share memory. */
  split(chunk: Buffer): readonly string[];
  /**
   * The bytes of the lines that end in this chunk, each with its newline: the line that started earlier, then the others.
   * Valid until the next call. `chunk` is at most LINE_LIMIT_BYTES long.
   */
  whole(chunk: Buffer): readonly Buffer[];
  /** The unfinished line; undefined if there is none. */
  end(): string | undefined;
  /** Bytes of over-long lines dropped since the last call. */
  takeCutBytes(): number;
}

export function createLineSplitter(): LineSplitter {
  const held = createUnfinishedLine();

  return {
    split(chunk) {
      const lines: string[] = [];
      for (let from = 0; from < chunk.length; from += LINE_LIMIT_BYTES) {
        const texts = whole(chunk.subarray(from, from + LINE_LIMIT_BYTES));
        for (const text of texts) for (const line of linesOf(text)) lines.push(line);
      }
      return lines;
    },
    whole,
    end() {
      return held.length === 0 ? undefined : withoutReturn(held.take().toString('utf8'));
    },
    takeCutBytes: held.takeCutBytes,
  };

  function whole(chunk: Buffer): readonly Buffer[] {
    const last = chunk.lastIndexOf(NEWLINE);
    if (last === -1) {
      held.append(chunk);
      return [];
    }
    const begun = held.length === 0 ? [] : [begunBefore(chunk)];
    const ended = chunk.subarray(begun.length === 0 ? 0 : chunk.indexOf(NEWLINE) + 1, last + 1);
    held.append(chunk.subarray(last + 1));
    return ended.length === 0 ? begun : [...begun, ended];
  }

  /** The line that started in earlier chunks. */
  function begunBefore(chunk: Buffer): Buffer {
    held.append(chunk.subarray(0, chunk.indexOf(NEWLINE)));
    return Buffer.concat([held.take(), LINE_END]);
  }
}

/** The lines of a text that ends with a newline, without their line endings. */
export function linesOf(text: Buffer): readonly string[] {
  if (text.length === 0) return [];
  const decoded = text.toString('utf8');
  const lines = decoded.split('\n');
  lines.pop();
  return decoded.includes('\r\n') ? lines.map(withoutReturn) : lines;
}
