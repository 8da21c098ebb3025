// needs: time
import { setImmediate as loopAgain } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createLoopShare } from '../../../../src/sinks/api/http/loop-share.ts';

/** Longer than the API may work in one turn. */
const LONG_MS = 5;

function workFor(ms: number): void {
  const from = performance.now();
  while (performance.now() - from < ms);
}

test('does at once what comes while nobody waits', () => {
  const { run } = createLoopShare();
  const done: number[] = [];
  for (const n of [1, 2, 3]) run(() => done.push(n));
  expect(done).toEqual([1, 2, 3]);
});

test('lets the loop turn between pieces of long work, and keeps their order', async () => {
  let time = 1_000;
  const { run } = createLoopShare(() => time);
  const done: string[] = [];
  for (const name of ['a', 'b', 'c']) {
    run(() => {
      time += LONG_MS;
      done.push(name);
    });
  }
  const seen = [done.join('')];
  while (done.length < 3) {
    await loopAgain();
    seen.push(done.join(''));
  }
  expect(new Set(seen)).toEqual(new Set(['a', 'ab', 'abc']));
});

test('does no more than one piece of long work before what is short, however many wait', async () => {
  const { run, runLong } = createLoopShare();
  const done: string[] = [];
  const long = (name: string) => (): void => {
    workFor(LONG_MS);
    done.push(name);
  };
  for (const name of ['long 1', 'long 2', 'long 3', 'long 4']) runLong(long(name));
  run(() => done.push('short 1'));
  await loopAgain();
  run(() => done.push('short 2'));
  while (done.length < 6) await loopAgain();
  expect(done.indexOf('short 1')).toBeLessThanOrEqual(1);
  expect(done.indexOf('short 2')).toBeLessThanOrEqual(3);
  expect(done.filter((name) => name.startsWith('long'))).toEqual(['long 1', 'long 2', 'long 3', 'long 4']);
});

test('gives short work at least half of the time', async () => {
  const { run, runLong } = createLoopShare();
  const done: string[] = [];
  run(() => workFor(LONG_MS));
  for (let n = 0; n < 10; n += 1) {
    runLong(() => {
      workFor(50);
      done.push('long');
    });
    run(() => {
      workFor(2);
      done.push('short');
    });
  }
  while (done.length < 20) await loopAgain();
  expect(done.slice(0, done.lastIndexOf('short')).filter((word) => word === 'long').length).toBeLessThanOrEqual(2);
});

test('has the loop turn often between two pieces of long work: Node takes one new connection in each turn', async () => {
  const { runLong } = createLoopShare();
  const turnsAtEnd: number[] = [];
  let turns = 0;
  for (let n = 0; n < 3; n += 1) {
    runLong(() => {
      workFor(50);
      turnsAtEnd.push(turns);
    });
  }
  while (turnsAtEnd.length < 3) {
    await loopAgain();
    turns += 1;
  }
  const [first = 0, second = 0, third = 0] = turnsAtEnd;
  expect(Math.min(second - first, third - second)).toBeGreaterThan(20);
});

test('does long work also while short work never ends', async () => {
  const { run, runLong } = createLoopShare();
  let isDone = false;
  run(() => workFor(LONG_MS));
  runLong(() => {
    isDone = true;
  });
  const again = (): void => {
    workFor(1);
    if (!isDone) setImmediate(() => run(again));
  };
  run(again);
  while (!isDone) await loopAgain();
  expect(isDone).toBe(true);
});

test('continues after a piece of work that failed', async () => {
  const { run } = createLoopShare();
  const failures: unknown[] = [];
  const caught = (error: unknown): unknown => failures.push(error);
  process.once('uncaughtException', caught);
  const others = process.listeners('uncaughtException').filter((each) => each !== caught);
  for (const each of others) process.off('uncaughtException', each);
  run(() => workFor(LONG_MS));
  run(() => {
    throw new Error('a bug');
  });
  const done = new Promise((resolve) => run(() => resolve('done')));
  expect(await done).toBe('done');
  for (const each of others) process.on('uncaughtException', each);
  expect(failures).toMatchObject([{ message: 'a bug' }]);
});
