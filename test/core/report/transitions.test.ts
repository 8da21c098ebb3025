import { describe, expect, test } from 'vitest';
import type { WorkerPool } from '../../../src/core/facts/worker-pool.ts';
import { changeWords } from '../../../src/core/report/change-words.ts';
import { type Judged, transitions } from '../../../src/core/report/transitions.ts';
import { facts, NOW, probe } from '../../support/builders.ts';

const picture = (seen: Parameters<typeof facts>[0]): Judged => ({
  facts: facts({ listeners: [], ...seen }),
  judgement: { diagnoses: [], skipped: [] },
});

const poolWith = (timeoutCount: number): WorkerPool => {
  const timeout = { kind: 'timeout' as const, at: NOW, line: '[CRITICAL] WORKER TIMEOUT (pid:12)' };
  return {
    server: 'gunicorn',
    listeningAt: [],
    workers: timeoutCount === 0 ? [] : [{ pid: 12, timeout, end: timeout }],
    bootCount: 1,
    timeoutCount,
  };
};

const past = { vanished: [], zombies: [], listening: {}, execAt: {} };
const answered = probe({ kind: 'answered', status: 404, bodyHead: '' });

const told = (before: Judged, after: Judged): readonly string[] => transitions(before, after).map(changeWords);

describe('the first answer', () => {
  test('is told once, with its status', () => {
    const silent = picture({ past });
    const answering = picture({ past: { ...past, firstAnswer: answered } });
    expect(told(silent, answering)).toEqual(['first response: 404']);
    expect(told(answering, answering)).toEqual([]);
  });
});

describe('worker timeouts', () => {
  test('the first and the second are told', () => {
    expect(told(picture({ pool: poolWith(0) }), picture({ pool: poolWith(1) }))).toEqual(['worker 12 timed out']);
    expect(told(picture({ pool: poolWith(1) }), picture({ pool: poolWith(2) }))).toEqual([
      'worker 12 timed out, 2 timeouts so far',
    ]);
  });

  test('of a thousand in a row, ten are told', () => {
    const counts = Array.from({ length: 1_000 }, (_, index) => index);
    const words = counts.flatMap((count) =>
      told(picture({ pool: poolWith(count) }), picture({ pool: poolWith(count + 1) })),
    );
    expect(words).toHaveLength(10);
    expect(words.at(-1)).toBe('worker 12 timed out, 1000 timeouts so far');
  });

  test('many between two looks are told as one', () => {
    expect(told(picture({ pool: poolWith(3) }), picture({ pool: poolWith(60) }))).toEqual([
      'worker 12 timed out, 60 timeouts so far',
    ]);
  });
});
