/** The parcel that is on its way: one at a time. */
export interface Flight {
  /** Its number; undefined when none is. */
  readonly seq: number | undefined;
  /** The highest number that was ever on its way. */
  readonly triedSeq: number;
  /** Does the work that delivers it; the work's signal aborts when it is given up. */
  carry<T>(seq: number, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Gives it up, if it is one of those. */
  giveUp(seqs: ReadonlySet<number>): void;
}

/** `triedBefore`: up to which number others may have been on their way. */
export function createFlight(triedBefore: number): Flight {
  let triedSeq = triedBefore;
  let current: { readonly seq: number; readonly controller: AbortController } | undefined;

  return {
    get seq() {
      return current?.seq;
    },
    get triedSeq() {
      return triedSeq;
    },
    async carry(seq, work) {
      const controller = new AbortController();
      current = { seq, controller };
      triedSeq = Math.max(triedSeq, seq);
      try {
        return await work(controller.signal);
      } finally {
        current = undefined;
      }
    },
    giveUp(seqs) {
      if (current && seqs.has(current.seq)) current.controller.abort();
    },
  };
}
