/** How far a file was read, and what is known of the hole that a truncation may have left. */
export interface ReadPlace {
  readonly offset: number;
  /**
   * After a truncation, a writer that does not append continues at its old offset, after a hole of NULs.
   * The hole would reach to `from`, and includes `countedBytes` that were counted as lost.
   */
  readonly hole?: { readonly from: number; readonly countedBytes: number };
  /** The next bytes may belong to the hole. */
  readonly isInHole: boolean;
}

/** What a truncated file lost. */
export interface CutShort {
  /** Bytes after the offset that copies gave back. */
  readonly recoveredBytes: number;
  /** Bytes after the recovered ones that were never read. */
  readonly lostBytes: number;
}

/** The place after a step, and how many more bytes were lost than was known before; negative if fewer. */
export interface Stepped {
  readonly place: ReadPlace;
  readonly lostBytes: number;
}

/** The result of a step that read bytes. */
export interface Taken extends Stepped {
  /** Whether the bytes continue what was read before; otherwise they are the start of a hole to skip. */
  readonly isNext: boolean;
  /** The number of a hole's NULs at the start of the bytes. */
  readonly skippedBytes: number;
}

const NUL = 0;

/** The place after reading the bytes at it. */
export function placeAfter({ offset, hole, isInHole }: ReadPlace, fresh: Buffer): Taken {
  const skippedBytes = isInHole ? holeLength(fresh) : 0;
  if (offset === 0 && hole !== undefined && fresh[0] === NUL) {
    // The bytes that the hole replaced are counted as the reader passes it.
    const place = { offset: hole.from, isInHole: true };
    return { place, lostBytes: -hole.countedBytes, skippedBytes, isNext: false };
  }
  const place = { offset: offset + fresh.length, isInHole: isInHole && skippedBytes === fresh.length };
  return { place, lostBytes: skippedBytes, skippedBytes, isNext: true };
}

/** Where to continue in a truncated file: at its start, or (`goesOn`) after the hole where the last bytes were. */
export function placeAfterCut({ offset, hole }: ReadPlace, cut: CutShort, goesOn: boolean): Stepped {
  const from = offset + cut.recoveredBytes;
  if (goesOn) return { place: { offset: from, isInHole: true, ...(hole && { hole }) }, lostBytes: 0 };
  const { lostBytes } = cut;
  return { place: { offset: 0, isInHole: false, hole: { from, countedBytes: lostBytes } }, lostBytes };
}

/** The number of NULs at the start of the bytes. */
export function holeLength(bytes: Buffer): number {
  const end = bytes.findIndex((byte) => byte !== NUL);
  return end === -1 ? bytes.length : end;
}
