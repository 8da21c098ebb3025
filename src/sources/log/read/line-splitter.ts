import { createUnfinishedLine, LINE_LIMIT_BYTES } from './unfinished-line.ts';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Bytes in, lines out; holds at most one unfinished line. */
export interface LineSplitter {
  /** The lines that end in this chunk, without their line ends; invalid UTF-8 is replaced. */
  split(chunk: Buffer): readonly string[];
  /** As `split`, at the cost of a look at both ends of the chunk: the lines are dropped unseen. `chunk` is at most LINE_LIMIT_BYTES long. */
  skip(chunk: Buffer): void;
  /** The unfinished line; undefined when there is none. */
  end(): string | undefined;
  /** The last bytes of the unfinished line, at most `length` of them; valid until the next call. */
  unfinished(length: number): Buffer;
  /** Bytes of over-long lines dropped since the last call. */
  takeCutBytes(): number;
}

export function createLineSplitter(): LineSplitter {
  const held = createUnfinishedLine();

  return {
    split(chunk) {
      const lines: string[] = [];
      let from = 0;
      for (let to = chunk.indexOf(NEWLINE); to !== -1; to = chunk.indexOf(NEWLINE, from)) {
        lines.push(from === to && held.length === 0 ? '' : completed(chunk.subarray(from, to)));
        from = to + 1;
      }
      held.append(chunk.subarray(from));
      return lines;
    },
    skip(chunk) {
      const last = chunk.lastIndexOf(NEWLINE);
      // Only the first line of a short chunk can be over-long: it began in chunks before.
      if (last !== -1) {
        held.cut(held.length + chunk.indexOf(NEWLINE) - LINE_LIMIT_BYTES);
        held.take();
      }
      held.append(chunk.subarray(last + 1));
    },
    end() {
      return held.length === 0 ? undefined : text(held.take());
    },
    unfinished: held.last,
    takeCutBytes: held.takeCutBytes,
  };

  function completed(bytes: Buffer): string {
    if (held.length === 0) {
      held.cut(bytes.length - LINE_LIMIT_BYTES);
      return text(bytes.subarray(0, LINE_LIMIT_BYTES));
    }
    held.append(bytes);
    return text(held.take());
  }
}

function text(bytes: Buffer): string {
  const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
  return bytes.toString('utf8', 0, end);
}
