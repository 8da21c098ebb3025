import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTurns } from '../../../src/sinks/api/turns.ts';

/** Longer than the API may work in one turn. */
const LONG_MS = 5;

function workFor(ms: number): void {
  const from = performance.now();
  while (performance.now() - from < ms);
}

test('does at once what comes while nobody waits', () => {
  const { take } = createTurns();
  const done: number[] = [];
  for (const n of [1, 2, 3]) take(() => done.push(n));
  expect(done).toEqual([1, 2, 3]);
});

test('lets the loop turn between pieces of long work, and keeps their order', async () => {
  const { take } = createTurns();
  const done: string[] = [];
  for (const name of ['a', 'b', 'c']) {
    take(() => {
      workFor(LONG_MS);
      done.push(name);
    });
  }
  const seen = [done.join('')];
  while (done.length < 3) {
    await nextTurn();
    seen.push(done.join(''));
  }
  expect(new Set(seen)).toEqual(new Set(['a', 'ab', 'abc']));
});

test('continues after a piece of work that failed', async () => {
  const { take } = createTurns();
  const failures: unknown[] = [];
  const caught = (error: unknown): unknown => failures.push(error);
  process.once('uncaughtException', caught);
  const others = process.listeners('uncaughtException').filter((each) => each !== caught);
  for (const each of others) process.off('uncaughtException', each);
  take(() => workFor(LONG_MS));
  take(() => {
    throw new Error('a bug');
  });
  const done = new Promise((resolve) => take(() => resolve('done')));
  expect(await done).toBe('done');
  for (const each of others) process.on('uncaughtException', each);
  expect(failures).toMatchObject([{ message: 'a bug' }]);
});
