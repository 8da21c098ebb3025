import type { LargeHeader } from '../../core/facts/probe.ts';
import { type ByteFilter, InterimFilter, MAX_HEAD_BYTES } from './byte-filter.ts';
import { HeadEnd } from './head-end.ts';
import { HeaderSizes } from './header-sizes.ts';

/** Chunk by chunk: more than 4 KiB of text needs no more, unless the chunks are tiny. */
const MAX_BODY_BYTES = 16_384;
const SHOWN_HEADERS = 3;

/** Limits how much of an HTTP response the agent reads: a head as large as the platform's probe accepts, and the start of the body. */
export class AnswerFilter implements ByteFilter {
  isFull = false;
  /** Bytes of the head so far, interim responses included. */
  headBytes = 0;
  readonly #interim = new InterimFilter();
  readonly #sizes = new HeaderSizes();
  #head: HeadEnd | undefined = new HeadEnd(this.#sizes);
  #bodyBytes = 0;

  /** Whether the head was cut off. */
  get isHeadTooLarge(): boolean {
    return this.isFull && this.#head !== undefined;
  }

  take(bytes: Buffer): Buffer {
    if (this.isFull) return bytes.subarray(0, 0);
    if (this.#head === undefined) return this.#body(bytes);
    const answer = this.#interim.take(bytes);
    const end = this.#head.after(answer, 0);
    this.headBytes += bytes.length - answer.length + (end ?? answer.length);
    if (this.headBytes > MAX_HEAD_BYTES) {
      this.isFull = true;
      return answer.subarray(0, 0);
    }
    unfold(answer.subarray(0, end));
    if (end === undefined) return answer;
    this.#head = undefined;
    const body = this.#body(answer.subarray(end));
    return answer.subarray(0, end + body.length);
  }

  rest(): Buffer {
    return this.#interim.rest();
  }

  /** The largest headers of a head that was cut off. */
  largestHeaders(): readonly LargeHeader[] {
    return this.#head === undefined ? [] : this.#sizes.largest(SHOWN_HEADERS);
  }

  #body(bytes: Buffer): Buffer {
    const taken = bytes.subarray(0, MAX_BODY_BYTES - this.#bodyBytes);
    this.#bodyBytes += taken.length;
    this.isFull = this.#bodyBytes >= MAX_BODY_BYTES;
    return taken;
  }
}

const [FEED, RETURN, TAB, BLANK] = [0x0a, 0x0d, 0x09, 0x20];

/** Joins folded header lines (RFC 9112, 5.2) in place. Otherwise node:http copies everything it has of a header for each further line. */
function unfold(head: Buffer): void {
  // Skips the first byte: its carriage return may be in the chunk before.
  for (let at = head.indexOf(FEED, 1); at >= 0; at = head.indexOf(FEED, at + 1)) {
    const next = head[at + 1];
    if (next !== BLANK && next !== TAB) continue;
    head[at] = BLANK;
    if (head[at - 1] === RETURN) head[at - 1] = BLANK;
  }
}
