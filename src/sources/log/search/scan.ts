import type { TextAutomaton } from './text-automaton.ts';

/** Bytes that a text automaton reads in sequence. */
export interface Scan {
  /** The offset of the next byte, and the state there. */
  at: number;
  state: number;
  readonly end: number;
}

/** Reads until a text or a line is complete; false if none is. A separate loop, because nearly all time is spent in it. */
export function scanOn(scan: Scan, bytes: Buffer, { table, firstTelling }: TextAutomaton): boolean {
  let { state } = scan;
  for (let at = scan.at; at < scan.end; at += 1) {
    // `as`: the table has an entry for each state and byte.
    state = table[(state << 3) + (table[bytes[at] as number] as number)] as number;
    if (state < firstTelling) continue;
    scan.at = at + 1;
    scan.state = state;
    return true;
  }
  return false;
}

/** Reads in two places at the same time, until something is complete in one of them; false when one is read to its end. */
export function scanBoth(first: Scan, second: Scan, bytes: Buffer, { table, firstTelling }: TextAutomaton): boolean {
  const gap = second.at - first.at;
  const end = Math.min(first.end, second.end - gap);
  let one = first.state;
  let other = second.state;
  for (let at = first.at; at < end; at += 1) {
    // `as`: see above.
    one = table[(one << 3) + (table[bytes[at] as number] as number)] as number;
    other = table[(other << 3) + (table[bytes[at + gap] as number] as number)] as number;
    if (one < firstTelling && other < firstTelling) continue;
    first.at = at + 1;
    first.state = one;
    second.at = at + 1 + gap;
    second.state = other;
    return true;
  }
  return false;
}
