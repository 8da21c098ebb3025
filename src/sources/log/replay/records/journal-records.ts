import type { Records } from './records.ts';

const NEWLINE = 0x0a;
const EQUALS = 0x3d;
const LENGTH_BYTES = 8;
const MAX_FIELD_BYTES = 1024 * 1024;
const MAX_FIELDS = 1_000;

/**
 * Splits the output of `journalctl -o export` (https://systemd.io/JOURNAL_EXPORT_FORMATS) into its entries, each as one line of JSON.
 * A field is a line `NAME=value`, or the name alone, a 64-bit length and the value; an empty line ends the entry.
 */
export function createJournalRecords(): Records {
  let held: Buffer = Buffer.alloc(0);
  let fields = new Map<string, string>();

  return {
    split(chunk) {
      held = Buffer.concat([held, chunk]);
      const entries: string[] = [];
      let from = 0;
      for (let next = fieldAt(held, from); next !== undefined; next = fieldAt(held, from)) {
        if (next.name === '') entries.push(...taken());
        else if (fields.size < MAX_FIELDS) fields.set(next.name, next.value);
        from = next.end;
      }
      const rest = held.subarray(from);
      // No field of a log is this long, so the length is wrong and the rest unreliable.
      held = Buffer.from(rest.length > MAX_FIELD_BYTES ? rest.subarray(0, 0) : rest);
      return entries;
    },
    end: () => taken(),
  };

  function taken(): readonly string[] {
    const entry = fields.size === 0 ? [] : [JSON.stringify(Object.fromEntries(fields))];
    fields = new Map();
    return entry;
  }
}

interface Field {
  /** Empty at the end of an entry. */
  readonly name: string;
  readonly value: string;
  /** The offset of the next field. */
  readonly end: number;
}

/** Undefined while the field is incomplete. */
function fieldAt(bytes: Buffer, from: number): Field | undefined {
  const lineEnd = bytes.indexOf(NEWLINE, from);
  if (lineEnd === -1) return undefined;
  const line = bytes.subarray(from, lineEnd);
  const equals = line.indexOf(EQUALS);
  if (line.length === 0 || equals !== -1) {
    const name = line.toString('utf8', 0, Math.max(0, equals));
    return { name, value: line.toString('utf8', equals + 1), end: lineEnd + 1 };
  }
  const start = lineEnd + 1 + LENGTH_BYTES;
  if (bytes.length < start) return undefined;
  const length = Number(bytes.readBigUInt64LE(lineEnd + 1));
  const end = start + length;
  if (bytes.length < end + 1) return undefined;
  return { name: line.toString('utf8'), value: bytes.toString('utf8', start, end), end: end + 1 };
}
