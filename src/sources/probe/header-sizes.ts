import type { LargeHeader } from '../../core/facts/probe.ts';
import type { LineTaker } from './head-end.ts';

/** A longer name is not a real header name. */
const MAX_NAME_BYTES = 64;
const KEPT_NAMES = 256;
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Adds up the size of each header of a head while its lines come in. Keeps sizes and names, no values.
 * Allocates no buffers: endless heads would fill the memory until the garbage collector runs.
 */
export class HeaderSizes implements LineTaker {
  /** The start of the unfinished line: enough for its name. */
  #line = '';
  #lineBytes = 0;
  readonly #sizes = new Map<string, LargeHeader>();

  take(chunk: Buffer, from: number, to: number): void {
    const room = MAX_NAME_BYTES + 1 - this.#line.length;
    if (room > 0) this.#line += chunk.toString('latin1', from, Math.min(to, from + room));
    this.#lineBytes += to - from;
  }

  endLine(): void {
    this.#count();
    this.#line = '';
    this.#lineBytes = 0;
  }

  /** The largest headers, the largest first; an unfinished one counts too. */
  largest(count: number): readonly LargeHeader[] {
    if (this.#lineBytes > 0) this.#count();
    return [...this.#sizes.values()].sort((a, b) => b.bytes - a.bytes).slice(0, count);
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
