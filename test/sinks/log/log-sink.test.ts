import { describe, expect, test } from 'vitest';
import type { Diagnosis } from '../../../src/core/diagnosis/diagnosis.ts';
import type { Change } from '../../../src/core/report/transitions.ts';
import { createLogSink } from '../../../src/sinks/log/log-sink.ts';
import { app, facts, health, listener, NOW, probe, releaseFailed, STARTED } from '../../support/builders.ts';
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
const changesOf = ({ events }: ReturnType<typeof report>): readonly Change[] => events.map(({ change }) => change);
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

  test('is one line at the start, which says what is watched, and one at the end', async () => {
    const lines = await logged(healthy.map((changes, i) => report({ changes, last: i === healthy.length - 1 })));
    expect(words(lines)).toEqual([
      'info: the release check passed after 3 s: `gunicorn app:app` (profile aptible, sidewatch 0.0.0)',
      'info: the app exited with code 0',
    ]);
  });

  test('names the port that answered', async () => {
    const last = probe();
    const passed = facts({
      health: health({ release: { state: 'passed', deadline: NOW, passedAt: NOW, lastProbe: last } }),
    });
    const [line] = await logged([report({ changes: [{ kind: 'release', to: 'passed' }], facts: passed })]);
    expect(line).toMatchObject({
      msg: 'the release check passed after 100 s on port 8000: `gunicorn app:app` (profile aptible, sidewatch 0.0.0)',
      ...{ version: '0.0.0', command: ['gunicorn', 'app:app'], profile: 'aptible', port: 8_000, tookMs: 100_000 },
    });
  });

  test('has all the rest at debug', async () => {
    const lines = await logged(
      healthy.map((changes, i) => report({ changes, last: i === healthy.length - 1 })),
      'debug',
    );
    expect(words(lines)).toContain('debug: listening on 0.0.0.0:8000');
    expect(lines.length).toBe(8);
  });
});

describe('a diagnosis on the log', () => {
  test('comes after what is watched, has all fields, and a message that is enough alone', async () => {
    const summary = 'gunicorn listens on 127.0.0.1:8000, where only the container itself can reach it.';
    const [intro, line] = await logged([raised()]);
    expect(intro).toMatchObject({
      level: 'info',
      msg: 'watching `gunicorn app:app` (profile aptible, sidewatch 0.0.0)',
    });
    expect(line).toEqual({
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
      summary,
      msg: `${summary} Fix: Start it with --bind 0.0.0.0:8000.`,
    });
  });

  test('without a remedy is its summary', async () => {
    const lines = await logged([raised({ summary: 'It is so!', remedy: [], severity: 'warning' })]);
    expect(words(lines.slice(1))).toEqual(['warn: It is so!']);
  });

  test('that follows from another one is one short line at info', async () => {
    const [, line] = await logged([raised({ primary: false, causedBy: 'daemonized', summary: 'Nothing listens.' })]);
    expect(line).toMatchObject({
      level: 'info',
      causedBy: 'daemonized',
      msg: 'The app listens on loopback only: this follows from daemonized.',
    });
  });

  test('gets one short second line when it becomes an error, and none when it becomes less or primary', async () => {
    const lines = await logged([
      raised({ severity: 'warning', primary: false }),
      changed({ severity: 'error', primary: false }, NOW + 42_000),
      changed({ severity: 'error', primary: true }, NOW + 43_000),
      changed({ severity: 'warning', primary: true }, NOW + 44_000),
      changed({ severity: 'error', primary: true }, NOW + 45_000),
    ]);
    expect(words(lines.slice(2))).toEqual(['error: Now an error, after 42 s: The app listens on loopback only.']);
    expect(lines[2]).toMatchObject({ severity: 'error', evidence: [{ observed: '127.0.0.1:8000' }] });
  });

  test('whose cause is found later is replaced by name, and there is no second error', async () => {
    const cause = diagnosis({ code: 'daemonized', summary: 'It left.', remedy: ['Stay.'], title: 'Went away' });
    const symptom = diagnosis({ primary: false, causedBy: 'daemonized' });
    const found = report({
      changes: [
        { kind: 'diagnosis-raised', diagnosis: cause },
        { kind: 'diagnosis-changed', diagnosis: symptom },
      ],
      diagnoses: [cause, symptom],
    });
    const lines = await logged([raised(), found]);
    expect(words(lines.slice(2))).toEqual(['warn: Replaces bound-to-loopback above: It left. Fix: Stay.']);
    expect(lines[2]).toMatchObject({
      code: 'daemonized',
      severity: 'error',
      primary: true,
      replaces: ['bound-to-loopback'],
    });
  });

  test('that another one takes over from, before the app was healthy, is replaced by name, too', async () => {
    const next = diagnosis({ code: 'wrong-port', summary: 'It is 3000.', remedy: [] });
    const takesOver = (exit?: { code: number; at: number }) =>
      report({
        changes: [
          { kind: 'diagnosis-raised', diagnosis: next },
          { kind: 'diagnosis-cleared', diagnosis: diagnosis({ until: NOW, primary: false }) },
        ],
        diagnoses: [next],
        facts: facts({ app: app(exit && { exit }), health: releaseFailed() }),
      });
    const healthy = report({ facts: facts({ health: health({ status: 'running' }) }) });
    expect(words((await logged([raised(), takesOver(), healthy])).slice(2))).toEqual([
      'warn: Replaces bound-to-loopback above: It is 3000.',
    ]);
    expect(words((await logged([raised(), takesOver({ code: 1, at: NOW })])).slice(2))).toEqual(['error: It is 3000.']);
  });
});

describe('a hint, which is a diagnosis of severity info,', () => {
  const hint = { severity: 'info', primary: false } as const;

  test('is logged when nothing graver came of it for some seconds', async () => {
    const still = report({ at: NOW + 5_000, diagnoses: [diagnosis(hint)] });
    expect(words((await logged([raised(hint), still])).slice(1))).toEqual([
      'info: gunicorn listens on 127.0.0.1:8000, where only the container itself can reach it. Fix: Start it with --bind 0.0.0.0:8000.',
    ]);
  });

  test('is no line of its own when it becomes a warning right away, or is over', async () => {
    const lines = await logged([
      raised(hint),
      changed({ severity: 'warning' }, NOW + 300),
      report({ at: NOW + 9_000 }),
    ]);
    expect(lines.map(({ level }) => level)).toEqual(['info', 'warn']);
    expect(await logged([raised(hint), cleared(hint, NOW + 300), report({ at: NOW + 9_000 })])).toEqual([]);
  });

  test('waits again when what it followed from is over', async () => {
    const followed = { ...hint, causedBy: 'port-in-use' };
    const lines = await logged([raised(followed), changed(hint, NOW + 300), cleared(hint, NOW + 600)]);
    expect(lines).toEqual([]);
  });
});

describe('a diagnosis that is over', () => {
  const running = (at: number) => report({ at, facts: facts({ health: health({ status: 'running' }) }) });
  const over = (at: number) => ({ ...cleared({}, at), body: { ...cleared({}, at).body, status: 'failed' as const } });

  test('is resolved when the app passes its checks again, in a few words', async () => {
    const lines = await logged([raised(), over(NOW + 12_000), running(NOW + 20_000)]);
    expect(words(lines.slice(2))).toEqual(['info: resolved after 12 s: The app listens on loopback only']);
    expect(lines[2]).toMatchObject({ code: 'bound-to-loopback' });
    expect(lines[2]).not.toHaveProperty('evidence');
  });

  test('is not told while the app fails in another way, when it comes back, or when it was a symptom', async () => {
    expect(await logged([raised(), over(NOW + 12_000)])).toHaveLength(2);
    const back = { ...raised({}, NOW + 13_000), body: over(NOW + 13_000).body };
    expect(await logged([raised(), over(NOW + 12_000), back, running(NOW + 20_000)])).toHaveLength(2);
    const symptom = { primary: false, causedBy: 'daemonized' };
    expect(await logged([raised(symptom), cleared(symptom)])).toHaveLength(2);
  });

  test('is not replaced by its symptom, which is all that is left until the checks have passed several times', async () => {
    const symptom = { code: 'runtime-check-failing', primary: false, causedBy: 'bound-to-loopback' } as const;
    const { causedBy: _, ...left } = { ...diagnosis(symptom), summary: 'It passes again.' };
    const alone = { ...left, primary: true };
    const remains = report({
      at: NOW + 12_000,
      changes: [...changesOf(changed(alone)), ...changesOf(cleared())],
      diagnoses: [alone],
      facts: facts({ health: health({ status: 'failed' }) }),
    });
    const before = [raised(), raised(symptom)];
    expect(words((await logged([...before, remains, running(NOW + 30_000)])).slice(3))).toEqual([
      'info: resolved after 12 s: The app listens on loopback only',
    ]);
    const later = { ...remains, at: NOW + 200_000, events: [] };
    expect(words((await logged([...before, remains, later])).slice(3))).toEqual([
      'warn: Replaces bound-to-loopback above: It passes again. Fix: Start it with --bind 0.0.0.0:8000.',
    ]);
  });

  test('leaves no second error when the app recovers after its release check failed', async () => {
    const late = diagnosis({ code: 'slow-boot', summary: 'It came late.', remedy: [] });
    const recovers = report({
      at: NOW + 12_000,
      changes: [
        { kind: 'diagnosis-raised', diagnosis: late },
        ...changesOf(cleared()),
        { kind: 'status', to: 'running' },
      ],
      diagnoses: [late],
      facts: facts({ health: health({ status: 'running' }) }),
    });
    const lines = await logged([raised(), recovers]);
    expect(words(lines.slice(2))).toContain('info: It came late.');
    expect(lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(words((await logged([recovers])).slice(1))).toContain('error: It came late.');
  });

  test('is no longer resolved by itself once another diagnosis has replaced it', async () => {
    const warned = { severity: 'warning' } as const;
    const cause = diagnosis({ code: 'slow-boot', summary: 'It is slow.', remedy: [] });
    const symptom = diagnosis({ ...warned, primary: false, causedBy: 'slow-boot' });
    const replaces = report({
      changes: [{ kind: 'diagnosis-raised', diagnosis: cause }],
      diagnoses: [cause, symptom],
      facts: facts({ health: releaseFailed() }),
    });
    const lines = await logged([raised(warned), replaces, cleared(symptom), running(NOW + 20_000)]);
    expect(words(lines.slice(1))).toEqual([
      expect.stringMatching(/^warn: gunicorn listens/),
      'error: Replaces bound-to-loopback above: It is slow.',
    ]);
  });

  test('is not told of an app that exits or is asked to stop', async () => {
    const gone = app({ exit: { code: 1, at: NOW + 12_000 } });
    const exited = report({ at: NOW + 13_000, facts: facts({ app: gone, health: health({ status: 'failed' }) }) });
    expect(await logged([raised(), over(NOW + 12_000), exited, running(NOW + 20_000)])).toHaveLength(2);
    const stopped = facts({ app: app({ stopRequestedAt: NOW + 11_000, stopRequestedBy: 'SIGTERM' }) });
    expect(await logged([raised(), { ...over(NOW + 12_000), facts: stopped }])).toHaveLength(2);
  });
});

describe('a diagnosis that comes and goes', () => {
  const flap = (times: number, everyMs: number, change: Partial<Diagnosis> = {}) =>
    Array.from({ length: times }, (_, n) => [
      raised(change, NOW + n * everyMs),
      cleared({ ...change, since: NOW + n * everyMs }, NOW + n * everyMs + 1_000),
    ]).flat();
  const ofCodes = async (reports: readonly ReturnType<typeof report>[]) =>
    words(await logged(reports)).filter((line) => !line.includes('watching'));

  test('is told three times, then once that it flaps, then no more', async () => {
    const lines = await ofCodes(flap(50, 10_000));
    expect(lines).toHaveLength(7);
    expect(lines[6]).toMatch(/^error: Has come and gone 4 times in 10 min; the rest is logged at debug\. gunicorn/);
  });

  test('is still told once when each raise is again just one too many', async () => {
    const lines = await ofCodes(flap(20, 3 * MINUTE));
    expect(lines.filter((line) => line.includes('Has come and gone'))).toHaveLength(1);
  });

  test('is told as usual once it has calmed down', async () => {
    const calm = raised({}, NOW + 3_600_000);
    const lines = await ofCodes([...flap(10, 10_000), calm]);
    expect(lines.at(-1)).toMatch(/^error: gunicorn listens/);
  });

  test('takes what follows from it to debug, and the recoveries in between', async () => {
    const failed = facts({ health: health({ status: 'failed' }) });
    const fails = report({
      at: NOW + 60_000,
      changes: [...changesOf(raised({}, NOW + 60_000)), { kind: 'status', from: 'running', to: 'failed' }],
      diagnoses: [diagnosis()],
      facts: failed,
    });
    const passes = report({ at: NOW + 61_000, changes: [{ kind: 'status', from: 'failed', to: 'running' }] });
    expect(await ofCodes([...flap(6, 10_000), fails, passes])).toHaveLength(7);
  });

  test('takes its symptoms with it to debug', async () => {
    const symptom = raised({ code: 'no-response', primary: false, causedBy: 'bound-to-loopback' }, NOW + 100_000);
    expect(await ofCodes([...flap(5, 10_000), symptom])).toHaveLength(7);
  });

  test('does not mute others', async () => {
    const other = raised({ code: 'wrong-port', summary: 'Other.' }, NOW + 100_000);
    expect((await logged([...flap(5, 10_000), other])).at(-1)).toMatchObject({ code: 'wrong-port', level: 'error' });
  });
});

describe('what follows from a fault', () => {
  const exit = { code: 1, at: NOW };
  const exited: readonly Change[] = [
    { kind: 'app-exited', app: app({ exit }) },
    { kind: 'release', to: 'failed' },
    { kind: 'status', from: 'pending', to: 'failed' },
  ];
  const gone = facts({ app: app({ exit }), health: releaseFailed() });
  const early = diagnosis({ code: 'exited-early', summary: 'It broke.', remedy: [], title: 'Broke' });
  const cause = (at = NOW, changes: readonly Change[] = []) =>
    report({
      at,
      changes: [...changes, { kind: 'diagnosis-raised', diagnosis: early }],
      diagnoses: [early],
      facts: gone,
    });
  const ofLevels = async (reports: readonly ReturnType<typeof report>[]) =>
    words(await logged(reports)).filter((line) => !line.includes('watching'));

  test('comes after the one error, at info, in the same report', async () => {
    expect(await ofLevels([cause(NOW, exited)])).toEqual([
      'error: It broke.',
      'info: the app exited with code 1',
      'info: the release check failed',
    ]);
  });

  test('waits for a diagnosis that comes a moment later', async () => {
    const lines = await ofLevels([report({ changes: exited, facts: gone }), cause(NOW + 600)]);
    expect(lines.map((line) => line.split(':')[0])).toEqual(['error', 'info', 'info']);
    expect(lines[0]).toBe('error: It broke.');
  });

  test('that the diagnosis says itself is not said again', async () => {
    const says = { ...early, summary: '`app` exited with code 1 after 3 s.' };
    const [first] = [
      report({ changes: [...exited, { kind: 'diagnosis-raised', diagnosis: says }], diagnoses: [says], facts: gone }),
    ];
    expect(await ofLevels([first])).toEqual([
      'error: `app` exited with code 1 after 3 s.',
      'info: the release check failed',
    ]);
  });

  test('is an error where no diagnosis comes', async () => {
    const last = report({ at: NOW + 600, facts: gone, last: true });
    const late = report({ at: NOW + 3_000, facts: gone });
    for (const end of [last, late]) {
      expect(await ofLevels([report({ changes: exited.slice(0, 1), facts: gone }), end])).toEqual([
        'error: the app exited with code 1',
      ]);
    }
  });

  test('is at info after a fault that was logged long before', async () => {
    const fails: readonly Change[] = [{ kind: 'release', to: 'failed' }];
    const failed = report({
      at: NOW + 60_000,
      changes: fails,
      diagnoses: [diagnosis()],
      facts: facts({ health: releaseFailed() }),
    });
    expect(await ofLevels([raised(), failed])).toEqual([
      expect.stringMatching(/^error: gunicorn listens/),
      'info: the release check failed',
    ]);
  });

  test('has no errno: a command that could not be started has a diagnosis that says why', async () => {
    const failed = app({ startFailure: { errno: 'ENOENT', path: 'gunicron', searched: [], at: NOW } });
    const changes: readonly Change[] = [{ kind: 'app-not-started', app: failed }];
    expect(await ofLevels([cause(NOW, changes)])).toEqual(['error: It broke.']);
    expect(await ofLevels([report({ changes, last: true })])).toEqual(['error: the app could not be started']);
  });
});

describe('the end and the status on the log', () => {
  const ended = (changes: readonly Change[], change: Parameters<typeof facts>[0] = {}, diagnoses: Diagnosis[] = []) =>
    report({ changes, diagnoses, facts: facts(change), last: true });

  test('a stop that was asked for is no error, says who asked, and takes no fault back', async () => {
    const stopping = app({ stopRequestedAt: NOW - 1, stopRequestedBy: 'SIGTERM' });
    const stopped = app({ ...stopping, exit: { signal: 'SIGTERM', at: NOW } });
    const lines = await logged([
      raised(),
      report({
        changes: [{ kind: 'status', from: 'failed', to: 'deleting' }],
        facts: facts({ app: stopping }),
        diagnoses: [diagnosis()],
      }),
      ended(
        [
          { kind: 'app-exited', app: stopped },
          { kind: 'diagnosis-cleared', diagnosis: diagnosis() },
        ],
        { app: stopped },
      ),
    ]);
    expect(words(lines.slice(2))).toEqual(['info: shutting down (SIGTERM)', 'info: the app stopped (SIGTERM)']);
  });

  test('nothing that is raised while the app stops is an error', async () => {
    const stopping = facts({ app: app({ stopRequestedAt: NOW - 1, stopRequestedBy: 'controller' }) });
    const late = { ...raised(), facts: stopping };
    expect(await logged([late, report({ at: NOW + 9_000, facts: stopping })])).toEqual([]);
  });

  test('a release check that was overtaken by a stop is not told', async () => {
    const stopping = { health: releaseFailed({ status: 'deleting' }) };
    expect(await logged([ended([{ kind: 'release', to: 'failed' }], stopping)])).toEqual([]);
  });

  test('failing checks at runtime without a diagnosis are an error, passing ones an info', async () => {
    const lines = await logged([
      ended([{ kind: 'status', from: 'running', to: 'failed' }], { health: health({ status: 'failed' }) }),
      ended([{ kind: 'status', from: 'failed', to: 'running' }]),
    ]);
    expect(words(lines)).toEqual([
      'error: the app fails its checks',
      'info: the app passes its checks and may receive traffic',
    ]);
  });

  test('a release check that passed without a known start says no time', async () => {
    const lines = await logged([ended([{ kind: 'release', to: 'passed' }], { app: undefined })]);
    expect(words(lines)).toEqual([
      'info: the release check passed: `(unknown command)` (profile aptible, sidewatch 0.0.0)',
    ]);
  });
});

describe('the log of an app that was found', () => {
  const found = (change: Parameters<typeof app>[0]) => app({ foundBy: 'listener', ...change });
  const starting = (of: ReturnType<typeof app>) => report({ changes: [{ kind: 'app-started', app: of }] });

  test('says how it was found when it says what is watched', async () => {
    const passed = report({
      changes: [{ kind: 'release', to: 'passed' }],
      facts: facts({ app: found({ startedAt: NOW - 86_400_000, watchedSince: STARTED }) }),
    });
    expect(words(await logged([starting(found({})), passed]))).toEqual([
      'info: the release check passed after 3 s: `gunicorn app:app`, pid 7, found by its listener (profile aptible, sidewatch 0.0.0)',
    ]);
  });

  test('says which process came in its place', async () => {
    expect(words(await logged([starting(found({ pid: 9, inPlaceOf: 7 }))]))).toEqual([
      'info: the app continues as pid 9 instead of 7: `gunicorn app:app`',
    ]);
  });
});
