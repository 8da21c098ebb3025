import { type CsvForm, csvRecord } from './parse-csv.ts';
import type { Records } from './records.ts';

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const MAX_ROW_BYTES = 1024 * 1024;

/**
 * Splits a CSV export into its rows, each as one line of JSON, without the header.
 * A row longer than 1 MiB is cut there, because a quote was never closed.
 */
export function createCsvRecords(form: CsvForm): Records {
  // Tab-separated exports have no quotes: they write a tab in a text differently.
  const hasQuotes = form.delimiter !== '\t';
  let held: Buffer = Buffer.alloc(0);
  let isQuoted = false;
  let isHeader = true;

  return {
    split(chunk) {
      const rows: string[] = [];
      let start = 0;
      for (let at = 0; at < chunk.length; at += 1) {
        if (chunk[at] === QUOTE && hasQuotes) isQuoted = !isQuoted;
        const isEnd = chunk[at] === NEWLINE && (!isQuoted || held.length + at - start > MAX_ROW_BYTES);
        if (!isEnd) continue;
        rows.push(...row(chunk.subarray(start, at)));
        start = at + 1;
      }
      const rest = chunk.subarray(start);
      // Drops everything after the limit, up to the next line ending.
      held = held.length > MAX_ROW_BYTES ? held : Buffer.concat([held, rest]);
      return rows;
    },
    end: () => (held.length === 0 ? [] : row(Buffer.alloc(0))),
  };

  function row(end: Buffer): readonly string[] {
    const bytes = Buffer.concat([held, end.subarray(0, MAX_ROW_BYTES)]);
    held = Buffer.alloc(0);
    isQuoted = false;
    const text = bytes.toString('utf8').replace(/\r$/, '');
    if (!isHeader) return text === '' ? [] : [csvRecord(text, form)];
    isHeader = false;
    return [];
  }
}
