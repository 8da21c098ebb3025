import type { LargeHeader } from '../../core/facts/probe.ts';

const FEED = 0x0a;
/** A longer name is no name of a header that anybody chose. */
const MAX_NAME_BYTES = 64;
const KEPT_NAMES = 256;
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Follows the head of an HTTP/1 message while it comes in, up to the blank line that ends it. Keeps sizes and names, no values.
 * Allocates no buffers: endless heads would leave them to the garbage collector.
 */
export class HeadWalk {
  /** How the line that is not over begins: enough for its name. */
  #line = '';
  #lineBytes = 0;
  #hasBegun = false;
  readonly #sizes = new Map<string, LargeHeader>();

  /** The index after the blank line; undefined while the head is not over. */
  end(chunk: Buffer): number | undefined {
    for (let from = 0; from < chunk.length; ) {
      const feed = chunk.indexOf(FEED, from);
      const to = feed < 0 ? chunk.length : feed + 1;
      this.#add(chunk, from, to);
      if (feed >= 0 && this.#closeLine()) return to;
      from = to;
    }
    return undefined;
  }

  /** The headers that take the most room, the largest first; also that which is not over. */
  largest(count: number): readonly LargeHeader[] {
    if (this.#lineBytes > 0) this.#count();
    return [...this.#sizes.values()].sort((a, b) => b.bytes - a.bytes).slice(0, count);
  }

  #add(chunk: Buffer, from: number, to: number): void {
    const room = MAX_NAME_BYTES + 1 - this.#line.length;
    if (room > 0) this.#line += chunk.toString('latin1', from, Math.min(to, from + room));
    this.#lineBytes += to - from;
  }

  /** Whether the line that has just ended was the blank one; those before the first line do not count (RFC 9112, 2.2). */
  #closeLine(): boolean {
    const isBlank = this.#line === '\n' || this.#line === '\r\n';
    const isEnd = isBlank && this.#hasBegun;
    this.#hasBegun ||= !isBlank;
    if (!isBlank) this.#count();
    this.#line = '';
    this.#lineBytes = 0;
    return isEnd;
  }

  #count(): void {
    const colon = this.#line.indexOf(':');
    const name = colon < 0 ? '' : this.#line.slice(0, colon);
    if (!NAME.test(name)) return;
    const key = name.toLowerCase();
    const before = this.#sizes.get(key);
    if (before === undefined && this.#sizes.size >= KEPT_NAMES) return;
    this.#sizes.set(key, { name: before?.name ?? name, bytes: (before?.bytes ?? 0) + this.#lineBytes });
  }
}
