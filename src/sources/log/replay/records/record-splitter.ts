import type { Instant } from '../../../../core/clock.ts';
import { createLineSplitter } from '../../read/line-splitter.ts';
import { LINE_LIMIT_BYTES } from '../../read/unfinished-line.ts';
import { areRecords } from '../parse-layers.ts';
import { createCsvRecords } from './csv-records.ts';
import { createJournalRecords } from './journal-records.ts';
import { createJsonRecords, listStart } from './json-records.ts';
import { csvForm } from './parse-csv.ts';
import type { Records } from './records.ts';
import { createYamlRecords } from './yaml-records.ts';

const HEAD_BYTES = 64 * 1024;

/** Splits a log into records, or into its lines, whose bytes it can return. */
export interface RecordSplitter extends Records {
  /**
   * The bytes of the lines that end in this chunk, each with its newline. Each text is valid until the next.
   * Undefined while the log may be an export.
   */
  texts(chunk: Buffer): Iterable<Buffer> | undefined;
}

/** Recognizes an export by its start; splits anything else into lines. */
export function createRecordSplitter(notAfter: Instant): RecordSplitter {
  let head: Buffer[] = [];
  let length = 0;
  let splitter: Splitter | undefined;

  return {
    split(chunk) {
      if (splitter !== undefined) return splitter.split(chunk);
      // The caller reuses its chunk.
      head.push(Buffer.from(chunk));
      length += chunk.length;
      return length < HEAD_BYTES ? [] : begin().lines;
    },
    end() {
      if (splitter !== undefined) return splitter.end();
      const { lines, chosen } = begin();
      return [...lines, ...chosen.end()];
    },
    texts: (chunk) => splitter?.texts?.(chunk),
  };

  function begin(): { readonly lines: readonly string[]; readonly chosen: Records } {
    const bytes = Buffer.concat(head);
    head = [];
    const chosen = splitterFor(bytes, notAfter);
    splitter = chosen;
    return { lines: chosen.split(bytes), chosen };
  }
}

/** Splits into lines, if it can return their bytes; otherwise into records. */
type Splitter = Records & Partial<Pick<RecordSplitter, 'texts'>>;

function splitterFor(head: Buffer, notAfter: Instant): Splitter {
  const text = head.toString('utf8');
  const form = csvForm(text);
  if (form !== undefined) return createCsvRecords(form);
  if (YAML.test(text)) return createYamlRecords();
  if (/^__CURSOR=\S/.test(text)) return createJournalRecords();
  const list = listStart(text);
  if (list !== undefined && areRecords(createJsonRecords(list).split(head), notAfter)) return createJsonRecords(list);
  return lineRecords();
}

/** The default output of `gcloud logging read`. */
const YAML =
  /^---\r?\n(?:[A-Za-z_]\w*:.*\r?\n(?:[ -].*\r?\n){0,400}){0,20}(?:insertId|textPayload|jsonPayload|logName):/;

function lineRecords(): Splitter {
  const splitter = createLineSplitter();
  return {
    split: splitter.split,
    *texts(chunk) {
      for (let from = 0; from < chunk.length; from += LINE_LIMIT_BYTES) {
        yield* splitter.whole(chunk.subarray(from, from + LINE_LIMIT_BYTES));
      }
    },
    end() {
      const rest = splitter.end();
      return rest === undefined ? [] : [rest];
    },
  };
}
