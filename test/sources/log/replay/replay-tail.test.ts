import { expect, test } from 'vitest';
import { passageOf } from '../../../../src/sources/log/read/passage.ts';
import { createReplayTail } from '../../../../src/sources/log/replay/replay-tail.ts';

const passage = (from: number, to: number) =>
  passageOf(
    Array.from({ length: to - from }, (_, more) => ({ origin: 'stderr', text: `line ${from + more}` }) as const),
  );

test('the last forty lines that are not blank are kept, however they came', () => {
  const tail = createReplayTail();
  const blank = passageOf([{ origin: 'stderr', text: ' \t' } as const]);
  for (let n = 0; n < 300; n += 1) {
    tail.add(passage(n, n + 1));
    tail.add(blank);
  }
  tail.settle();
  expect(tail.lines.map(({ text }) => text)).toEqual(Array.from({ length: 40 }, (_, n) => `line ${n + 260}`));
  tail.add(passage(300, 310));
  tail.settle();
  expect(tail.lines.map(({ text }) => text)).toEqual(Array.from({ length: 40 }, (_, n) => `line ${n + 270}`));
});
