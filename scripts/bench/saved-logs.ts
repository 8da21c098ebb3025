import { closeSync, openSync, writeSync } from 'node:fs';

/** A log of one kind, line by line. Its random parts are the same each time. */
export interface SavedLog {
  readonly name: string;
  readonly what: string;
  line(index: number): string;
}

const ordinary: readonly ((index: number) => string)[] = [
  (i) =>
    `10.0.${i % 7}.${i % 251} - - [21/Nov/2026:08:54:09 +0000] "GET /items/${i}?page=${i % 9} HTTP/1.1" 200 ${i % 5000} "-" "Mozilla/5.0 (X11; Linux x86_64)"`,
  (i) =>
    `2026-11-21 08:54:${second(i)},123 INFO app.orders: order ${i} was paid by customer ${i % 977} in ${i % 90} ms`,
  (i) => `[2026-11-21 08:54:${second(i)} +0000] [17] [INFO] request ${i} done`,
  (i) =>
    `{"level":"info","time":"2026-11-21T08:54:${second(i)}.123Z","msg":"job ${i} finished","queue":"mail","ms":${i % 300}}`,
  (i) => `DEBUG cache hit for key user:${i % 1000} (ttl ${i % 60} s)`,
  (i) => `  an indented detail, number ${i}, of something longer that an app may print here and there`,
];

const withNeedle: readonly ((index: number) => string)[] = [
  (i) => `[2026-11-21 08:54:${second(i)} +0000] [4] [CRITICAL] WORKER TIMEOUT (pid:${5 + (i % 40)})`,
  (i) => `[2026-11-21 08:54:${second(i)} +0000] [${5 + (i % 40)}] [INFO] Booting worker with pid: ${5 + (i % 40)}`,
  () => 'Error: connect ECONNREFUSED 10.0.0.5:5432',
  (i) =>
    `2026-11-21 08:54:${second(i)},123 WARNING app.db: could not connect to server: Connection refused, retrying in ${i % 9} s`,
  () => 'OSError: [Errno 98] Address already in use',
  () => '    at start (/srv/app/a.js:1:26)',
];

const second = (index: number): string => String(index % 60).padStart(2, '0');

const oneOf = (lines: readonly ((index: number) => string)[], index: number): string =>
  lines[hash(index) % lines.length]?.(index) ?? '';

/** Spreads consecutive numbers (Knuth's multiplicative hash). */
const hash = (index: number): number => Math.imul(index + 1, 2_654_435_761) >>> 8;

const mixedLine = (index: number): string => oneOf(index % 20 === 7 ? withNeedle : ordinary, index);

export const mixed: SavedLog = { name: 'mixed', what: 'mixed lines (5% hold a needle)', line: mixedLine };

/** The logs that take the longest to read. */
export const worst: readonly SavedLog[] = [
  { name: 'heads', what: 'heads of tracebacks alone', line: () => 'Traceback (most recent call last):' },
  { name: 'empty', what: 'empty lines alone', line: () => '' },
  {
    name: 'frames',
    what: 'lines that all look like a frame',
    line: (i) => `    at work (/srv/app/a.js:${i % 900}:26)`,
  },
  {
    name: 'sources',
    what: 'mixed lines of 256 containers',
    line: (i) => `app-${hash(i + 9) % 256}  | ${mixedLine(i)}`,
  },
  { name: 'needles', what: 'a needle on every line', line: (i) => oneOf(withNeedle, i) },
];

/** Writes lines until they have at least this many bytes. */
export function writeLog(file: string, { line }: SavedLog, bytes: number): void {
  const to = openSync(file, 'w');
  let index = 0;
  for (let written = 0; written < bytes; ) {
    const lines: string[] = [];
    for (let size = 0; size < CHUNK_BYTES; index += 1) {
      const text = `${line(index)}\n`;
      lines.push(text);
      size += text.length;
    }
    written += writeSync(to, lines.join(''));
  }
  closeSync(to);
}

const CHUNK_BYTES = 256 * 1024;

/** Writes a line of this many bytes. */
export function writeLongLine(file: string, bytes: number): void {
  const to = openSync(file, 'w');
  const chunk = Buffer.alloc(CHUNK_BYTES, 'long ');
  for (let written = 0; written < bytes; ) written += writeSync(to, chunk);
  writeSync(to, '\n');
  closeSync(to);
}
