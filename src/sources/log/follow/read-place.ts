/** How far a file was read, and what is known of the hole that a truncation may have left in it. */
export interface ReadPlace {
  readonly offset: number;
  /** A writer that does not append goes on at its old place after a truncation, behind a hole of NULs: it would begin at `from`, and so much that was counted as lost is in it. */
  readonly hole?: { readonly from: number; readonly countedBytes: number };
  /** What is read next may be the hole's. */
  readonly isInHole: boolean;
}

/** What a file that was cut short lost. */
export interface CutShort {
  /** Bytes behind the offset that copies gave back. */
  readonly recoveredBytes: number;
  /** Bytes behind those that were there, and that nobody has read. */
  readonly lostBytes: number;
}

/** The place after a step, and how many bytes more (or, less than 0, not so many) were lost than was known before. */
export interface Stepped {
  readonly place: ReadPlace;
  readonly lostBytes: number;
}

/** The same after bytes were read. */
export interface Taken extends Stepped {
  /** Whether they go on from what was read before; else they are the beginning of a hole, behind which to read on. */
  readonly isNext: boolean;
  /** With so many NULs of a hole they begin. */
  readonly skippedBytes: number;
}

const NUL = 0;

/** The place after the bytes that stand at it. */
export function placeAfter({ offset, hole, isInHole }: ReadPlace, fresh: Buffer): Taken {
  const skippedBytes = isInHole ? holeLength(fresh) : 0;
  if (offset === 0 && hole !== undefined && fresh[0] === NUL) {
    // What the hole swallowed is counted as it is passed.
    const place = { offset: hole.from, isInHole: true };
    return { place, lostBytes: -hole.countedBytes, skippedBytes, isNext: false };
  }
  const place = { offset: offset + fresh.length, isInHole: isInHole && skippedBytes === fresh.length };
  return { place, lostBytes: skippedBytes, skippedBytes, isNext: true };
}

/** Where to read on in a file that was truncated: at its beginning, or (`goesOn`) behind the hole that stands where the last bytes were. */
export function placeAfterCut({ offset, hole }: ReadPlace, cut: CutShort, goesOn: boolean): Stepped {
  const from = offset + cut.recoveredBytes;
  if (goesOn) return { place: { offset: from, isInHole: true, ...(hole && { hole }) }, lostBytes: 0 };
  const { lostBytes } = cut;
  return { place: { offset: 0, isInHole: false, hole: { from, countedBytes: lostBytes } }, lostBytes };
}

/** How many NULs the bytes begin with. */
export function holeLength(bytes: Buffer): number {
  const end = bytes.findIndex((byte) => byte !== NUL);
  return end === -1 ? bytes.length : end;
}
