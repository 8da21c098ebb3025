const FEED = 0x0a;
const RETURN = 0x0d;

/** Who gets the lines of a head, as they come. */
export interface LineTaker {
  /** A part of the line, its end included where that has come. Does not keep the chunk. */
  take(chunk: Buffer, from: number, to: number): void;
  endLine(): void;
}

/** Finds the blank line that ends the head of an HTTP/1 message while it comes in. Keeps two numbers, and makes nothing: heads may come without end. */
export class HeadEnd {
  /** Of the line that is not over. */
  #lineBytes = 0;
  #isOnlyReturn = false;
  #hasBegun = false;
  readonly #lines: LineTaker | undefined;

  constructor(lines?: LineTaker) {
    this.#lines = lines;
  }

  /** The index after the blank line, looking from `start` on; undefined while the head is not over. After it the next head may come. */
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

  /** Whether the line that has just ended was the blank one; those before the first line do not count (RFC 9112, 2.2). */
  #closeLine(): boolean {
    const isBlank = this.#lineBytes === 0 || this.#isOnlyReturn;
    const isEnd = isBlank && this.#hasBegun;
    this.#hasBegun = !isEnd && (this.#hasBegun || !isBlank);
    this.#lineBytes = 0;
    this.#isOnlyReturn = false;
    return isEnd;
  }
}
