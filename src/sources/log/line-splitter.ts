/** A longer line is cut here; what is beyond is dropped and counted. */
export const LINE_LIMIT_BYTES = 64 * 1024;

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
  let held: Buffer = Buffer.alloc(0);
  let length = 0;
  let cutBytes = 0;

  return {
    split(chunk) {
      const lines: string[] = [];
      let from = 0;
      for (let to = chunk.indexOf(NEWLINE); to !== -1; to = chunk.indexOf(NEWLINE, from)) {
        lines.push(completed(chunk, from, to));
        from = to + 1;
      }
      hold(chunk.subarray(from));
      return lines;
    },
    skip(chunk) {
      const last = chunk.lastIndexOf(NEWLINE);
      // Only the first line of a short chunk can be over-long: it began in chunks before.
      if (last !== -1) {
        cutBytes += Math.max(0, length + chunk.indexOf(NEWLINE) - LINE_LIMIT_BYTES);
        length = 0;
      }
      hold(chunk.subarray(last + 1));
    },
    end() {
      const rest = length === 0 ? undefined : text(held.subarray(0, length));
      length = 0;
      return rest;
    },
    unfinished: (wanted) => held.subarray(Math.max(0, length - wanted), length),
    takeCutBytes() {
      const taken = cutBytes;
      cutBytes = 0;
      return taken;
    },
  };

  function completed(chunk: Buffer, from: number, to: number): string {
    if (length === 0) {
      cutBytes += Math.max(0, to - from - LINE_LIMIT_BYTES);
      return text(chunk.subarray(from, Math.min(to, from + LINE_LIMIT_BYTES)));
    }
    hold(chunk.subarray(from, to));
    const line = text(held.subarray(0, length));
    length = 0;
    return line;
  }

  function hold(bytes: Buffer): void {
    const kept = Math.min(bytes.length, LINE_LIMIT_BYTES - length);
    cutBytes += bytes.length - kept;
    if (length + kept > held.length) held = grown(held, length, length + kept);
    bytes.copy(held, length, 0, kept);
    length += kept;
  }
}

function grown(held: Buffer, used: number, needed: number): Buffer {
  const larger = Buffer.alloc(Math.min(LINE_LIMIT_BYTES, Math.max(1_024, 2 * needed)));
  held.copy(larger, 0, 0, used);
  return larger;
}

function text(bytes: Buffer): string {
  const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
  return bytes.toString('utf8', 0, end);
}
