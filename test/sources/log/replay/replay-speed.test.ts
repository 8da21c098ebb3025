// needs: time
import { expect, test } from 'vitest';
import { createReplay } from '../../../../src/sources/log/replay/replay.ts';
import { settings } from '../../../support/builders.ts';
import { computedMs } from '../../../support/computed.ts';
import { SAVED_AT } from '../../../support/replay.ts';

const BYTES = 1_000_000;
/** What a byte of the worst log may cost more than one of ordinary lines; measured: 1 to 12. */
const MOST = 60;

const filled = (line: (index: number) => string): Buffer => {
  const lines: string[] = [];
  for (let size = 0; size < BYTES; size += (lines.at(-1)?.length ?? 0) + 1) lines.push(line(lines.length));
  return Buffer.from(`${lines.join('\n')}\n`);
};

const ordinary = filled((i) => `2026-11-21 08:54:09,123 INFO app.orders: order ${i} was paid by customer ${i % 977}`);

function readMs(log: Buffer): number {
  return computedMs(() => {
    const replay = createReplay(settings(), SAVED_AT);
    for (let from = 0; from < log.length; from += 65_536) replay.write(log.subarray(from, from + 65_536));
    replay.end();
  });
}

readMs(ordinary);
const ordinaryMs = readMs(ordinary);

test.each<readonly [string, Buffer]>([
  ['empty lines', filled(() => '')],
  ['heads of tracebacks', filled(() => 'Traceback (most recent call last):')],
  ['frames of Node', filled((i) => `    at work (/srv/app/a.js:${i % 900}:26)`)],
  ['frames of Java', filled((i) => `\tat com.acme.Work.run(Work.java:${i % 900})`)],
  ['lines of 256 containers', filled((i) => `app-${(i * 7) % 256}  | order ${i} was paid by customer ${i % 977}`)],
  ['labels that never come again', filled((i) => `[request-${i}] ok`)],
  ['blanks', filled(() => ' '.repeat(60))],
  ['one line', filled(() => 'long '.repeat(BYTES / 5))],
  [
    'needles that say nothing',
    filled((i) => `${i} Invalid Missing ** (x at y - panic: ] ERROR Started the port in use`),
  ],
  [
    'a trace that never ends, of one program among others',
    filled((i) => (i === 0 ? '[a] panic: x' : `[b] order ${i}`)),
  ],
])('a log of %s costs no more than a multiple of an ordinary one', (_, log) => {
  expect(readMs(log)).toBeLessThan(MOST * ordinaryMs);
});
