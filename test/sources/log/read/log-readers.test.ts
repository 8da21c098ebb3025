import { describe, expect, test } from 'vitest';
import type { Observation } from '../../../../src/core/memory/observation.ts';
import { createLogReaders } from '../../../../src/sources/log/read/log-readers.ts';
import { QUIET_MS } from '../../../../src/sources/log/read/tail-pace.ts';
import { LINE_LIMIT_BYTES } from '../../../../src/sources/log/read/unfinished-line.ts';
import { facts } from '../../../support/builders.ts';
import { manualClock } from '../../../support/manual-clock.ts';

/** Readers that run, and what they observed so far. */
function running() {
  const clock = manualClock();
  const readers = createLogReaders(clock);
  const observed: Observation[] = [];
  const stopping = new AbortController();
  const record = (observation: Observation): void => {
    observed.push(observation);
  };
  const pause = (): Promise<void> => Promise.resolve();
  const done = readers.source.run({ clock, record, facts, pause }, stopping.signal);
  const write = (origin: string, text: string): void => readers.write(origin, Buffer.from(text));
  const tails = () => observed.filter(({ fact }) => fact === 'tail').map((each) => 'value' in each && each.value);
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    clock.advance(QUIET_MS);
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  const stop = (): Promise<void> => {
    stopping.abort();
    return done;
  };
  return { clock, readers, observed, write, tails, settle, stop };
}

const line = (origin: string, text: string) => ({ at: expect.any(Number), origin, text });

describe('the tail', () => {
  test('has the lines of all streams in the order in which they ended', () => {
    const { readers, write, tails } = running();
    write('stdout', 'begun, ');
    write('stderr', 'oops\n\n');
    write('stdout', 'done\nprompt> ');
    readers.end();
    expect(tails().at(-1)).toEqual([line('stderr', 'oops'), line('stdout', 'begun, done'), line('stdout', 'prompt>')]);
  });

  test('has the last 20 lines, each quotable', () => {
    const { readers, write, tails } = running();
    write('stdout', `${'x'.repeat(1_000)}\nDB_PASSWORD=hunter2\n`);
    write('stdout', Array.from({ length: 18 }, (_, index) => `${index}\n`).join(''));
    readers.end();
    const tail = tails().at(-1);
    expect(tail).toHaveLength(20);
    expect(tail).toContainEqual(line('stdout', `${'x'.repeat(299)}…`));
    expect(tail).toContainEqual(line('stdout', 'DB_PASSWORD=[redacted]'));
  });

  test('is told at once, and then every 250 ms at most while output comes', () => {
    const { clock, write, tails } = running();
    for (let ms = 0; ms < 1_000; ms += 10) {
      write('stdout', `${ms}\n`);
      clock.advance(10);
    }
    expect(tails()).toHaveLength(4);
  });

  test('is told once more when output stops', async () => {
    const { write, tails, settle, stop } = running();
    write('stdout', 'first\n');
    write('stdout', 'second\n');
    await settle();
    expect(tails()).toEqual([[line('stdout', 'first')], [line('stdout', 'first'), line('stdout', 'second')]]);
    await settle();
    expect(tails()).toHaveLength(2);
    await stop();
  });

  test('holds the end of much output, without the fragment of a line', () => {
    const { readers, write, tails } = running();
    write('stderr', 'long ago\n');
    for (let chunk = 0; chunk < 40; chunk += 1) write('stdout', `${'y'.repeat(9_999)}\n`);
    write('stderr', 'now\n');
    readers.end();
    const tail = tails().at(-1);
    expect(tail).toContainEqual(line('stderr', 'now'));
    expect(tail).not.toContainEqual(line('stderr', 'long ago'));
    expect(tail).not.toContainEqual(line('stdout', expect.not.stringMatching(/^y{299}…$/)));
  });
});

describe('an event', () => {
  const TIMEOUT = '[2026-11-21 08:54:09 +0000] [4] [CRITICAL] WORKER TIMEOUT (pid:7)\n';

  test('is told at once, with its stream', () => {
    const { clock, observed, write } = running();
    clock.advance(5_000);
    write('stderr', TIMEOUT);
    expect(observed).toContainEqual({
      kind: 'event',
      fact: 'logged',
      value: { origin: 'stderr', event: expect.objectContaining({ kind: 'worker-timeout', worker: 7 }) },
      at: 5_000,
    });
  });

  test('that came before the source runs is told when it does', async () => {
    const readers = createLogReaders(manualClock());
    readers.write('stderr', Buffer.from(TIMEOUT));
    const facts: unknown[] = [];
    const stopped = AbortSignal.abort();
    const watch = {
      clock: manualClock(),
      record: ({ fact }: Observation) => void facts.push(fact),
      facts: () => {
        throw new Error();
      },
      pause: () => Promise.resolve(),
    };
    await readers.source.run(watch, stopped);
    expect(facts).toEqual(['logged', 'tail']);
  });

  test('of a trace that nothing follows is told after a while', async () => {
    const { observed, write, settle, stop } = running();
    write('stderr', 'Traceback (most recent call last):\n  File "/srv/app/a.py", line 1, in <module>\nKeyError: 1\n');
    const exceptions = () => observed.filter(({ fact }) => fact === 'logged');
    expect(exceptions()).toEqual([]);
    await settle();
    expect(exceptions()).toHaveLength(1);
    await stop();
  });

  test('that repeats itself without end is told every 250 ms at most', () => {
    const { observed, readers, write } = running();
    const trace = 'Traceback (most recent call last):\n  File "/srv/app/a.py", line 1, in <module>\nKeyError: 1\n';
    write('stderr', trace.repeat(1_000));
    readers.end();
    expect(observed.filter(({ fact }) => fact === 'logged')).toHaveLength(1);
  });
});

test('cut bytes are told with the stream that they were cut from', () => {
  const { observed, readers, write } = running();
  write('stdout', 'x'.repeat(LINE_LIMIT_BYTES + 1_000));
  readers.end();
  expect(observed).toContainEqual({
    kind: 'event',
    fact: 'output-cut',
    value: { origin: 'stdout', bytes: 1_000 },
    at: 0,
  });
});

test('streams do not mix: each has its own lines and traces', () => {
  const { observed, readers, write } = running();
  write('stderr', '[2026-11-21 08:54:09 +0000] [4] [CRITICAL] WORKER ');
  write('stdout', 'hello\n');
  write('stderr', 'TIMEOUT (pid:7)\n');
  readers.end();
  expect(observed.filter(({ fact }) => fact === 'logged')).toHaveLength(1);
});
