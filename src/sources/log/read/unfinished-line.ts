/** A longer line is cut here; the rest is dropped and counted. */
export const LINE_LIMIT_BYTES = 64 * 1024;

/** What has come of a line so far. */
export interface UnfinishedLine {
  /** In bytes. */
  readonly length: number;
  append(bytes: Buffer): void;
  /** The line so far, valid until the next call; starts a new one. */
  take(): Buffer;
  /** Bytes of over-long lines dropped since the last call. */
  takeCutBytes(): number;
}

export function createUnfinishedLine(): UnfinishedLine {
  let held: Buffer = Buffer.alloc(0);
  let length = 0;
  let cutBytes = 0;

  return {
    get length() {
      return length;
    },
    append(bytes) {
      const kept = Math.min(bytes.length, LINE_LIMIT_BYTES - length);
      cutBytes += bytes.length - kept;
      if (length + kept > held.length) held = grown(held, length, length + kept);
      bytes.copy(held, length, 0, kept);
      length += kept;
    },
    take() {
      const line = held.subarray(0, length);
      length = 0;
      return line;
    },
    takeCutBytes() {
      const taken = cutBytes;
      cutBytes = 0;
      return taken;
    },
  };
}

function grown(held: Buffer, used: number, needed: number): Buffer {
  const larger = Buffer.alloc(Math.min(LINE_LIMIT_BYTES, Math.max(1_024, 2 * needed)));
  held.copy(larger, 0, 0, used);
  return larger;
}
