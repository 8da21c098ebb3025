const FEED = 0x0a;
const RETURN = 0x0d;

/** Receives the lines of a head as they come. */
export interface LineTaker {
  /** Accepts a part of the line, with its ending if that has come. Does not keep the chunk. */
  take(chunk: Buffer, from: number, to: number): void;
  endLine(): void;
}

/**
 * Finds the blank line that ends the head of an HTTP/1 message while it comes in.
 * Keeps two numbers and allocates nothing: heads may be endless.
 */
export class HeadEnd {
  /** The length of the unfinished line. */
  #lineBytes = 0;
  #isOnlyReturn = false;
  #hasBegun = false;
  readonly #lines: LineTaker | undefined;

  constructor(lines?: LineTaker) {
    this.#lines = lines;
  }

  /** The index after the blank line, searching from `start`; undefined while the head is incomplete. The next head may follow. */
  after(chunk: Buffer, start: number): number | undefined {
    for (let from = start; from < chunk.length; ) {
      const feed = chunk.indexOf(FEED, from);
      this.#add(chunk, from, feed < 0 ? chunk.length : feed);
      this.#lines?.take(chunk, from, feed < 0 ? chunk.length : feed + 1);
      if (feed < 0) return undefined;
      this.#lines?.endLine();
      if (this.#closeLine()) return feed + 1;
      from = feed + 1;
    }
    return undefined;
  }

  #add(chunk: Buffer, from: number, to: number): void {
    if (to === from) return;
    this.#isOnlyReturn = this.#lineBytes === 0 && to - from === 1 && chunk[from] === RETURN;
    this.#lineBytes += to - from;
  }

  /** Whether the line that was just completed is the blank one; blank lines before the first line do not count (RFC 9112, 2.2). */
  #closeLine(): boolean {
    const isBlank = this.#lineBytes === 0 || this.#isOnlyReturn;
    const isEnd = isBlank && this.#hasBegun;
    this.#hasBegun = !isEnd && (this.#hasBegun || !isBlank);
    this.#lineBytes = 0;
    this.#isOnlyReturn = false;
    return isEnd;
  }
}
