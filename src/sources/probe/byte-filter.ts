import { HeadEnd } from './head-end.ts';

/** A filter between a connection and its reader. */
export interface ByteFilter {
  /** The part of the next bytes that the reader gets. */
  take(bytes: Buffer): Buffer;
  /** The bytes still held back, once nothing more comes. */
  rest(): Buffer;
  /** Whether enough was read; it accepts no more bytes. */
  readonly isFull: boolean;
}

/** The limit of the platforms' probes for a head, including interim responses before it: Go's http.DefaultMaxHeaderBytes. */
export const MAX_HEAD_BYTES = 1_048_576;

const NONE: Buffer = Buffer.alloc(0);
const BEGINNING = 'HTTP/1.1 1';
/** `HTTP/1.1 103`. A 101 ends HTTP on the connection, so it is a final response. */
const INTERIM = /^HTTP\/1\.[01] 1(?!01)\d\d/;
const BEGINNING_BYTES = 12;

/**
 * Removes interim responses (`100 Continue`, `103 Early Hints`) from the front and keeps nothing of them.
 * A client must accept them unasked (RFC 9110, 15.2), and only the start of the final response matters.
 */
export class InterimFilter implements ByteFilter {
  #bytes = 0;
  #held: Buffer = NONE;
  readonly #head = new HeadEnd();
  #isInside = false;
  #isOver = false;

  get isFull(): boolean {
    return !this.#isOver && this.#bytes > MAX_HEAD_BYTES;
  }

  take(bytes: Buffer): Buffer {
    this.#bytes += bytes.length;
    if (this.#isOver) return bytes;
    const held = this.#held;
    this.#held = NONE;
    return this.#afterInterim(held.length === 0 ? bytes : Buffer.concat([held, bytes]));
  }

  #afterInterim(bytes: Buffer): Buffer {
    for (let from = 0; from < bytes.length; ) {
      if (!this.#isInside) {
        const beginning = bytes.toString('latin1', from, from + BEGINNING_BYTES);
        if (mayBeInterim(beginning)) {
          this.#held = bytes.subarray(from);
          return NONE;
        }
        this.#isOver = !INTERIM.test(beginning);
        if (this.#isOver) return bytes.subarray(from);
        this.#isInside = true;
      }
      const end = this.#head.after(bytes, from);
      if (end === undefined) return NONE;
      this.#isInside = false;
      from = end;
    }
    return NONE;
  }

  rest(): Buffer {
    this.#isOver = true;
    return this.#held;
  }
}

/** Lets this many bytes through, whatever they are. */
export class ByteLimit implements ByteFilter {
  #left: number;

  constructor(limit: number) {
    this.#left = limit;
  }

  get isFull(): boolean {
    return this.#left === 0;
  }

  take(bytes: Buffer): Buffer {
    const taken = bytes.subarray(0, this.#left);
    this.#left -= taken.length;
    return taken;
  }

  rest(): Buffer {
    return NONE;
  }
}

/** Whether more bytes are needed to decide. */
function mayBeInterim(beginning: string): boolean {
  if (beginning.length >= BEGINNING_BYTES) return false;
  return BEGINNING.startsWith(beginning.replace('HTTP/1.0', 'HTTP/1.1').slice(0, BEGINNING.length));
}
