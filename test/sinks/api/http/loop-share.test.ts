import { setImmediate as nextReport } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTurns } from '../../../../src/sinks/api/http/loop-share.ts';

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
    await nextReport();
    seen.push(done.join(''));
  }
  expect(new Set(seen)).toEqual(new Set(['a', 'ab', 'abc']));
});

test('does no more than one piece of long work before what is short, however many wait', async () => {
  const { take, takeLong } = createTurns();
  const done: string[] = [];
  const long = (name: string) => (): void => {
    workFor(LONG_MS);
    done.push(name);
  };
  for (const name of ['long 1', 'long 2', 'long 3', 'long 4']) takeLong(long(name));
  take(() => done.push('short 1'));
  await nextReport();
  take(() => done.push('short 2'));
  while (done.length < 6) await nextReport();
  expect(done.indexOf('short 1')).toBeLessThanOrEqual(1);
  expect(done.indexOf('short 2')).toBeLessThanOrEqual(3);
  expect(done.filter((name) => name.startsWith('long'))).toEqual(['long 1', 'long 2', 'long 3', 'long 4']);
});

test('gives short work at least half of the time', async () => {
  const { take, takeLong } = createTurns();
  const done: string[] = [];
  take(() => workFor(LONG_MS));
  for (let n = 0; n < 10; n += 1) {
    takeLong(() => {
      workFor(50);
      done.push('long');
    });
    take(() => {
      workFor(2);
      done.push('short');
    });
  }
  while (done.length < 20) await nextReport();
  expect(done.slice(0, done.lastIndexOf('short')).filter((word) => word === 'long').length).toBeLessThanOrEqual(2);
});

test('has the loop turn often between two pieces of long work: Node takes one new connection in each turn', async () => {
  const { takeLong } = createTurns();
  const turnsAtEnd: number[] = [];
  let turns = 0;
  for (let n = 0; n < 3; n += 1) {
    takeLong(() => {
      workFor(50);
      turnsAtEnd.push(turns);
    });
  }
  while (turnsAtEnd.length < 3) {
    await nextReport();
    turns += 1;
  }
  const [first = 0, second = 0, third = 0] = turnsAtEnd;
  expect(Math.min(second - first, third - second)).toBeGreaterThan(20);
});

test('does long work also while short work never ends', async () => {
  const { take, takeLong } = createTurns();
  let isDone = false;
  take(() => workFor(LONG_MS));
  takeLong(() => {
    isDone = true;
  });
  const again = (): void => {
    workFor(1);
    if (!isDone) setImmediate(() => take(again));
  };
  take(again);
  while (!isDone) await nextReport();
  expect(isDone).toBe(true);
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
