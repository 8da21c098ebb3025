import { expect, test } from 'vitest';
import { diagnose } from '../../src/core/diagnosis/diagnose.ts';
import type { Facts } from '../../src/core/memory/facts.ts';
import { transitions } from '../../src/core/report/transitions.ts';
import { rules } from '../../src/rules/index.ts';
import { createLogSink } from '../../src/sinks/log/log-sink.ts';
import { memoryLogger, report } from '../sinks/reports.ts';
import {
  answered,
  app,
  facts,
  listener,
  NOW,
  pool,
  probe,
  process,
  releaseFailed,
  STARTED,
  settings,
  waiting,
  worker,
} from '../support/builders.ts';
import { ended, exception, log, refused } from '../support/rule-builders.ts';

const strict = settings({ strict: true });
const silentProbe = probe({ kind: 'no-response', received: 0 }, { passed: false });
const failure = {
  kind: 'dependency-failed',
  what: 'database',
  how: 'refused',
  line: 'refused',
  count: 9,
  firstAt: STARTED,
} as const;

/** Apps in all kinds of trouble, and one that is well. */
const situations: readonly Facts[] = [
  facts(),
  facts({ app: app({ foundBy: 'age', watchedSince: NOW - 5_000 }) }),
  facts({
    app: ended({ code: 1 }),
    health: releaseFailed(),
    listeners: [],
    log: log(['x'], { exceptions: [exception('E: x')] }),
  }),
  facts({ app: ended({ signal: 'SIGKILL' }), listeners: [], log: log(['x']) }),
  facts({ health: waiting(), listeners: [], probes: [refused] }),
  facts({
    health: releaseFailed(),
    listeners: [],
    probes: [refused],
    processes: [process({ name: 'migrate', command: ['python', 'manage.py', 'migrate'] })],
  }),
  facts({
    health: releaseFailed(),
    probes: [silentProbe, silentProbe],
    listeners: [listener('0.0.0.0', 8000, { queued: 129 })],
  }),
  facts({
    health: releaseFailed(),
    pool: pool({
      timeoutCount: 3,
      workers: [worker(8, { timeout: { kind: 'timeout', at: NOW - 9_000, line: 'WORKER TIMEOUT (pid:8)' } })],
    }),
  }),
  facts({ settings: strict, health: releaseFailed(), probes: [probe(answered(500), { passed: false })] }),
  facts({
    health: releaseFailed(),
    listeners: [],
    log: log([], { dependencyFailures: [{ ...failure, at: NOW - 100 }] as never }),
  }),
  facts({
    app: app({ exit: { code: 3, at: NOW - 200 } }),
    listeners: [],
    log: log([], { bindErrors: [{ kind: 'bind-error', reason: 'in-use', port: 8000, line: 'x', at: NOW - 300 }] }),
  }),
];

/** Every instant moved by up to two hours, as by a clock that is set again and again. */
function unsettled<T>(value: T, random: () => number): T {
  if (typeof value === 'number') return (value > 1e12 ? value + Math.round((random() - 0.5) * 14_400_000) : value) as T;
  if (Array.isArray(value)) return value.map((each) => unsettled(each, random)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unsettled(each, random)])) as T;
}

/** Numbers from 0 to 1 that are the same in every run (a linear congruence). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const NEGATIVE = /(?<![\w.)\]-])[-\u2212]\d+(?:\.\d+)? (?:ms|s|min|h|seconds)\b|\bNaN\b/;

test('no sentence, line or field ever has a duration below zero, however the clock was set', async () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const random = seeded(seed);
    for (const situation of situations) {
      const seen = unsettled(situation, random);
      const judgement = diagnose(rules, seen, []);
      const cleared = judgement.diagnoses.map(
        (each) => ({ kind: 'diagnosis-cleared', diagnosis: { ...each, until: NOW } }) as const,
      );
      const changes = [...transitions(undefined, { facts: seen, judgement }), ...cleared];
      const { logger, lines } = memoryLogger('debug');
      await createLogSink(logger).deliver(
        report({ facts: seen, diagnoses: judgement.diagnoses, changes }),
        new AbortController().signal,
      );
      const fields = lines.flatMap((line) => Object.entries(line)).filter(([name]) => /Ms$/.test(name));
      for (const [name, value] of fields) expect([name, Number(value) >= 0]).toEqual([name, true]);
      for (const text of textsIn([lines, judgement])) expect(text).not.toMatch(NEGATIVE);
    }
  }
});

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
