import { describe, expect, test } from 'vitest';
import { createReadProgress, sizeWords } from '../../src/cli/read-progress.ts';
import { manualClock } from '../support/manual-clock.ts';

const CLEAR = '\r\u001b[K';

function watched(total: number | undefined) {
  const clock = manualClock();
  const written: string[] = [];
  const progress = createReadProgress('app.log', total, clock, (text) => written.push(text));
  return { clock, written, progress };
}

describe('the progress of a long read', () => {
  test('is not shown where the read is over within a second', () => {
    const { clock, written, progress } = watched(10_000);
    progress.at(5_000);
    clock.advance(900);
    progress.at(10_000);
    progress.end();
    expect(written).toEqual([]);
  });

  test('is shown five times a second from then on, and leaves the line empty', () => {
    const { clock, written, progress } = watched(2 * 1024 ** 3);
    for (let bytes = 1; bytes <= 15; bytes += 1) {
      clock.advance(100);
      progress.at(bytes * 100 * 1024 ** 2);
    }
    progress.end();
    expect(written).toEqual([
      `${CLEAR}sidewatch: app.log: 1000 MB of 2.0 GB (48%)`,
      `${CLEAR}sidewatch: app.log: 1.2 GB of 2.0 GB (58%)`,
      `${CLEAR}sidewatch: app.log: 1.4 GB of 2.0 GB (68%)`,
      CLEAR,
    ]);
  });

  test('has no share where the size is not known', () => {
    const { clock, written, progress } = watched(undefined);
    clock.advance(1_500);
    progress.at(12);
    expect(written).toEqual([`${CLEAR}sidewatch: app.log: 12 bytes read`]);
  });
});

test.each([
  [0, '0 bytes'],
  [1_023, '1023 bytes'],
  [1_536, '1.5 KB'],
  [256 * 1024 ** 2, '256 MB'],
  [5 * 1024 ** 4, '5.0 TB'],
])('%i bytes are %s', (bytes, words) => {
  expect(sizeWords(bytes)).toBe(words);
});
