import { describe, expect, test } from 'vitest';
import type { Diagnosis } from '../../../src/core/diagnosis/diagnosis.ts';
import type { Change } from '../../../src/core/report/transitions.ts';
import { createLogSink } from '../../../src/sinks/log/log-sink.ts';
import { app, facts, health, listener, NOW, releaseFailed, STARTED } from '../../support/builders.ts';
import { diagnosis, memoryLogger, report } from '../reports.ts';

const never = new AbortController().signal;
const MINUTE = 60_000;

/** The lines that these reports leave, and a short form of them. */
async function logged(reports: readonly ReturnType<typeof report>[], level: 'debug' | 'info' = 'info') {
  const { logger, lines } = memoryLogger(level);
  const sink = createLogSink(logger);
  for (const each of reports) await sink.deliver(each, never);
  return lines;
}

const words = (lines: Awaited<ReturnType<typeof logged>>) => lines.map(({ level, msg }) => `${level}: ${msg}`);

const raised = (change: Partial<Diagnosis> = {}, at = NOW) =>
  report({ at, changes: [{ kind: 'diagnosis-raised', diagnosis: diagnosis(change) }], diagnoses: [diagnosis(change)] });
const changed = (change: Partial<Diagnosis>, at = NOW) =>
  report({
    at,
    changes: [{ kind: 'diagnosis-changed', diagnosis: diagnosis(change) }],
    diagnoses: [diagnosis(change)],
  });
const cleared = (change: Partial<Diagnosis> = {}, at = NOW + 12_000) =>
  report({
    at,
    changes: [{ kind: 'diagnosis-cleared', diagnosis: diagnosis({ until: at, primary: false, ...change }) }],
  });

describe('the log of a healthy app', () => {
  const healthy: readonly Change[][] = [
    [
      { kind: 'app-started', app: app() },
      { kind: 'status', to: 'pending' },
    ],
    [{ kind: 'listener-opened', listener: listener('0.0.0.0') }],
    [
      { kind: 'release', to: 'passed' },
      { kind: 'status', from: 'pending', to: 'running' },
    ],
    [{ kind: 'runtime', to: 'healthy' }],
    [],
    [
      { kind: 'app-exited', app: app({ exit: { code: 0, at: NOW } }) },
      { kind: 'status', from: 'running', to: 'stopped' },
    ],
  ];

  test('is two lines', async () => {
    const lines = await logged(healthy.map((changes) => report({ changes })));
    expect(words(lines)).toEqual([
      'info: the release check passed 3 s after the app was started',
      'info: the app exited with code 0',
    ]);
  });

  test('has all the rest at debug', async () => {
    const lines = await logged(
      healthy.map((changes) => report({ changes })),
      'debug',
    );
    expect(words(lines)).toContain('debug: listening on 0.0.0.0:8000');
    expect(lines.length).toBe(8);
  });
});

describe('a diagnosis on the log', () => {
  test('has all fields, and a message that is enough alone', async () => {
    expect(await logged([raised()])).toEqual([
      {
        level: 'error',
        code: 'bound-to-loopback',
        severity: 'error',
        primary: true,
        confidence: 'certain',
        evidence: [
          {
            source: '/proc/net/tcp',
            expected: '0.0.0.0:8000',
            observed: '127.0.0.1:8000',
            at: new Date(NOW).toISOString(),
          },
        ],
        remedy: ['Start it with --bind 0.0.0.0:8000', 'Or set GUNICORN_CMD_ARGS'],
        since: new Date(NOW).toISOString(),
        msg: 'gunicorn listens on 127.0.0.1:8000, where only the container itself can reach it. Fix: Start it with --bind 0.0.0.0:8000.',
      },
    ]);
  });

  test('without a remedy is its summary', async () => {
    expect(words(await logged([raised({ summary: 'It is so!', remedy: [], severity: 'warning' })]))).toEqual([
      'warn: It is so!',
    ]);
  });

  test('is never louder than info when another explains it, and points to that', async () => {
    const [line] = await logged([raised({ primary: false, causedBy: 'daemonized', summary: 'Nobody listens.' })]);
    expect(line).toMatchObject({
      level: 'info',
      causedBy: 'daemonized',
      msg: 'Nobody listens. It follows from daemonized: fix that first.',
    });
  });

  test('is told again when it got graver or turned out to be the root cause, and not when it got less', async () => {
    const reports = [
      raised({ severity: 'warning', primary: false }),
      changed({ severity: 'error', primary: false }),
      changed({ severity: 'error', primary: true }),
      changed({ severity: 'warning', primary: true }),
      changed({ severity: 'error', primary: false }),
    ];
    expect((await logged(reports)).map(({ level, primary }) => [level, primary])).toEqual([
      ['warn', false],
      ['error', false],
      ['error', true],
    ]);
  });

  test('that is over is told with how long it lasted, a mere symptom only at debug', async () => {
    const lines = await logged([raised(), cleared(), cleared({ causedBy: 'daemonized' })]);
    expect(words(lines.slice(1))).toEqual(['info: over: The app listens on loopback only (it lasted 12 s)']);
    expect(lines[1]).toMatchObject({ code: 'bound-to-loopback', severity: 'error', primary: false });
  });
});

describe('a diagnosis that comes and goes', () => {
  const flap = (times: number, everyMs: number, change: Partial<Diagnosis> = {}) =>
    Array.from({ length: times }, (_, n) => [
      raised(change, NOW + n * everyMs),
      cleared({ ...change, since: NOW + n * everyMs }, NOW + n * everyMs + 1_000),
    ]).flat();

  test('is told three times, then once that it flaps, then no more', async () => {
    const lines = words(await logged(flap(50, 10_000)));
    expect(lines).toHaveLength(7);
    expect(lines[6]).toMatch(
      /^error: bound-to-loopback comes and goes, 4 times within 10 min; more of it is logged at debug\. gunicorn/,
    );
  });

  test('is still told once when each raise is again just one too many', async () => {
    const lines = words(await logged(flap(20, 3 * MINUTE)));
    expect(lines.filter((line) => line.includes('comes and goes'))).toHaveLength(1);
  });

  test('is told as usual once it has calmed down', async () => {
    const calm = raised({}, NOW + 3_600_000);
    const lines = words(await logged([...flap(10, 10_000), calm]));
    expect(lines.at(-1)).toMatch(/^error: gunicorn listens/);
  });

  test('takes its symptoms with it to debug', async () => {
    const symptom = raised({ code: 'no-response', primary: false, causedBy: 'bound-to-loopback' }, NOW + 100_000);
    expect(await logged([...flap(5, 10_000), symptom])).toHaveLength(7);
  });

  test('does not mute others', async () => {
    const other = raised({ code: 'wrong-port', summary: 'Other.' }, NOW + 100_000);
    expect((await logged([...flap(5, 10_000), other])).at(-1)).toMatchObject({ code: 'wrong-port', level: 'error' });
  });
});

describe('the end and the status on the log', () => {
  const ended = (changes: readonly Change[], change: Parameters<typeof facts>[0] = {}, diagnoses: Diagnosis[] = []) =>
    report({ changes, diagnoses, facts: facts(change) });

  test('a crash is an error, and the status that follows is not told twice', async () => {
    const exit = { signal: 'SIGSEGV', at: NOW };
    const lines = await logged([
      ended([
        { kind: 'app-exited', app: app({ exit }) },
        { kind: 'status', from: 'running', to: 'failed' },
      ]),
    ]);
    expect(words(lines)).toEqual(['error: the app was killed by SIGSEGV']);
  });

  test('an end that was asked for is no error', async () => {
    const stopped = app({ exit: { signal: 'SIGTERM', at: NOW }, stopRequestedAt: NOW - 1 });
    expect(words(await logged([ended([{ kind: 'app-exited', app: stopped }])]))).toEqual([
      'info: the app was killed by SIGTERM',
    ]);
  });

  test('a command that cannot be started is told with its errno and path', async () => {
    const failed = app({ startFailure: { errno: 'ENOENT', path: 'gunicron', searched: [], at: NOW } });
    expect(words(await logged([ended([{ kind: 'app-not-started', app: failed }])]))).toEqual([
      'error: the app could not be started: ENOENT, gunicron',
    ]);
  });

  test('a release check that failed names the root cause', async () => {
    const lines = await logged([
      ended(
        [
          { kind: 'release', to: 'failed' },
          { kind: 'status', from: 'pending', to: 'failed' },
        ],
        { health: releaseFailed() },
        [diagnosis()],
      ),
    ]);
    expect(words(lines)).toEqual([
      'error: the release check failed: the app gets no traffic; the cause: bound-to-loopback',
    ]);
  });

  test('a release check that was overtaken by a stop is not told', async () => {
    const stopping = { health: releaseFailed({ status: 'deleting' }) };
    expect(await logged([ended([{ kind: 'release', to: 'failed' }], stopping)])).toEqual([]);
  });

  test('falling ill and getting well at runtime are a warning and an info', async () => {
    const lines = await logged([
      ended([{ kind: 'status', from: 'running', to: 'failed' }], { health: health({ status: 'failed' }) }),
      ended([{ kind: 'status', from: 'failed', to: 'running' }]),
      ended([{ kind: 'status', from: 'running', to: 'deleting' }]),
    ]);
    expect(words(lines)).toEqual([
      'warn: the app is not fit for traffic any more',
      'info: the app may receive traffic now',
      'info: status deleting',
    ]);
  });

  test('a release check that passed without a known start says no time', async () => {
    const lines = await logged([ended([{ kind: 'release', to: 'passed' }], { app: undefined })]);
    expect(words(lines)).toEqual(['info: the release check passed']);
  });
});

describe('the log of an app that was found', () => {
  const found = (change: Parameters<typeof app>[0]) => app({ foundBy: 'listener', ...change });
  const starting = (of: ReturnType<typeof app>) => report({ changes: [{ kind: 'app-started', app: of }] });

  test('says which process was taken for it, and which came in its place', async () => {
    const lines = await logged([starting(found({})), starting(found({ pid: 9, inPlaceOf: 7 }))]);
    expect(words(lines)).toEqual([
      'info: the app was found by its listener (pid 7): gunicorn app:app',
      'info: the app continues as pid 9 instead of 7: gunicorn app:app',
    ]);
  });

  test('counts from when sidewatch came, where the app was there long before', async () => {
    const old = facts({ app: found({ startedAt: NOW - 86_400_000, watchedSince: STARTED }) });
    const lines = await logged([report({ changes: [{ kind: 'release', to: 'passed' }], facts: old })]);
    expect(words(lines)).toEqual(['info: the release check passed 3 s after sidewatch came to it']);
  });
});
