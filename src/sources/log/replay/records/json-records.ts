import type { Records } from './records.ts';

/** Where the records of a JSON export start, and what ends them. */
export interface ListStart {
  /** Bytes before the first record. */
  readonly skipped: number;
  /** The end of the list ends the records; the rest is about the export. */
  readonly isMember: boolean;
}

const MEMBER =
  /^\s*\{[^[\]{}]{0,1000}"(?:events|results|logs|entries|items|data|rows|tables|hits|records|messages|lines)"\s*:\s*\[/;
/** A search response of Elasticsearch or OpenSearch has its hits one level deeper. */
const HITS =
  /^\s*\{(?:\s*"(?:took|_scroll_id|timed_out|_shards)"\s*:[^[\]]{0,1000})?\s*"hits"\s*:\s*\{[^[\]]{0,400}"hits"\s*:\s*\[/;
const ARRAY = /^\s*\[(?=\s*\{)/;

/**
 * Finds an array of records, an array in a member of an object, or objects of several lines each.
 * Undefined where each line is a record, or none is.
 */
export function listStart(text: string): ListStart | undefined {
  const array = ARRAY.exec(text) ?? MEMBER.exec(text) ?? HITS.exec(text);
  if (array !== null) return { skipped: Buffer.byteLength(array[0]), isMember: array[0].trimStart().startsWith('{') };
  return /^\s*\{[ \t]*\r?\n/.test(text) ? { skipped: 0, isMember: false } : undefined;
}

const MAX_RECORD_BYTES = 1024 * 1024;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LIST_END = 0x5d;

/** Splits JSON into its records without parsing the whole; leaves out a record longer than 1 MiB. */
export function createJsonRecords({ skipped, isMember }: ListStart): Records {
  let toSkip = skipped;
  let depth = 0;
  let isText = false;
  let isEscaped = false;
  let isOver = false;
  let held: Buffer[] = [];
  let heldBytes = 0;

  return {
    split(chunk) {
      const records: string[] = [];
      const bytes = chunk.subarray(toSkip);
      toSkip = Math.max(0, toSkip - chunk.length);
      let start = 0;
      for (let at = 0; at < bytes.length && !isOver; at += 1) {
        if (isText) at = textEnd(bytes, at);
        const edge = look(bytes[at]);
        if (edge === 'start') start = at;
        if (edge === 'end') {
          hold(bytes.subarray(start, at + 1));
          records.push(...taken());
        }
      }
      if (depth > 0) hold(bytes.subarray(start));
      return records;
    },
    end: () => [],
  };

  /** The offset of the quote that ends a string; the length if it is yet to come. */
  function textEnd(bytes: Buffer, from: number): number {
    for (let at = from; at < bytes.length; at += 1) {
      if (isEscaped) isEscaped = false;
      else if (bytes[at] === BACKSLASH) isEscaped = true;
      else if (bytes[at] === QUOTE) return at;
    }
    return bytes.length;
  }

  /** Whether a record starts or ends with the byte. */
  function look(byte: number | undefined): 'start' | 'end' | undefined {
    if (byte === QUOTE) isText = !isText;
    else if (isOpening(byte)) {
      depth += 1;
      return depth === 1 ? 'start' : undefined;
    } else if (isClosing(byte) && depth > 0) {
      depth -= 1;
      return depth === 0 ? 'end' : undefined;
    } else if (byte === LIST_END) isOver = isMember;
    return undefined;
  }

  function hold(bytes: Buffer): void {
    heldBytes += bytes.length;
    // Copies, because the caller reuses its chunk.
    if (heldBytes <= MAX_RECORD_BYTES) held.push(Buffer.from(bytes));
  }

  function taken(): readonly string[] {
    const record = heldBytes <= MAX_RECORD_BYTES ? [Buffer.concat(held).toString('utf8')] : [];
    held = [];
    heldBytes = 0;
    return record;
  }
}

const isOpening = (byte: number | undefined): boolean => byte === 0x7b || byte === 0x5b;
const isClosing = (byte: number | undefined): boolean => byte === 0x7d || byte === 0x5d;
