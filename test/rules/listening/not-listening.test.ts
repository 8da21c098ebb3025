import { describe, expect, test } from 'vitest';
import { noPast } from '../../../src/core/facts/past.ts';
import type { Process } from '../../../src/core/facts/process.ts';
import rule from '../../../src/rules/listening/not-listening.ts';
import slowBoot from '../../../src/rules/listening/slow-boot.ts';
import {
  app,
  endpoint,
  facts,
  health,
  listener,
  NOW,
  probe,
  process,
  releaseFailed,
  STARTED,
  settings,
  waiting,
} from '../../support/builders.ts';
import {
  causesOf,
  ended,
  exception,
  findingOf,
  log,
  refused,
  severityOf,
  silent,
} from '../../support/rule-builders.ts';

const quiet = { listeners: [], listenersSince: STARTED, probes: [refused], health: waiting() };

const startedAgo = (ms: number, releaseTimeoutMs = 180_000) =>
  facts({ ...quiet, app: app({ startedAt: NOW - ms }), settings: settings({ releaseTimeoutMs }) });

test('grows from silence to a warning to an error', () => {
  expect(severityOf(rule, startedAgo(59_999))).toBe('silent');
  expect(severityOf(rule, startedAgo(60_000))).toBe('warning');
  expect(severityOf(rule, facts({ ...quiet, health: releaseFailed() }))).toBe('error');
});

test('warns at half of a short release timeout', () => {
  expect(severityOf(rule, startedAgo(29_999, 60_000))).toBe('silent');
  expect(severityOf(rule, startedAgo(30_000, 60_000))).toBe('warning');
});

test('waits a moment for a connection attempt that may be what the app waits for', () => {
  const connect = { pid: 7, address: '10.0.3.4', port: 5432, state: 'connecting', since: NOW - 1_000 } as const;
  const seen = (startedMs: number, since: number) =>
    facts({ ...quiet, app: app({ startedAt: NOW - startedMs }), connections: [{ ...connect, since }] });
  expect(severityOf(rule, seen(60_000, NOW - 1_000))).toBe('silent');
  expect(severityOf(rule, seen(63_000, NOW - 1_000))).toBe('warning');
  expect(severityOf(rule, seen(60_000, NOW - 3_000))).toBe('warning');
});

describe('knows an app that will never listen', () => {
  const told = (change: Parameters<typeof facts>[0]) => findingOf(rule, facts({ ...quiet, ...change }));
  const worker = process({ command: ['/usr/bin/python3', '/usr/bin/celery', '-A', 'shop', 'worker'] });

  test('a worker, which should run without an endpoint', () => {
    const finding = told({ processes: [process({ command: ['sh', 'start.sh'] }), { ...worker, pid: 9 }] });
    expect(finding.summary).toMatch(/: Celery is a worker, which processes jobs and listens on no port\.$/);
    expect(finding.remedy[0]).toBe('Run it as a service without an endpoint: Celery serves no traffic.');
  });

  test('by its own words', () => {
    const line = "[info] Configuration :server was not enabled for ShopWeb.Endpoint, http/https services won't start";
    const finding = told({ log: log([line, '[info] started']) });
    expect(finding.summary).toContain(`its log says "${line}"`);
    expect(finding.remedy.join()).toContain('PHX_SERVER=true');
  });

  test('but not a web server next to a worker, or a page about workers', () => {
    const web = process({ pid: 11, command: ['gunicorn', 'shop.wsgi'] });
    expect(told({ processes: [web, { ...worker, pid: 9 }] }).summary).toMatch(/it is idle/);
    expect(told({ processes: [process({ command: ['celery', '-A', 'shop', 'flower'] })] }).summary).toMatch(
      /it is idle/,
    );
    expect(told({ log: log(['see https://docs/: Configuration :server was not enabled']) }).summary).toMatch(
      /it is idle/,
    );
  });
});

describe('says what the app does meanwhile', () => {
  const told = (change: Parameters<typeof facts>[0]) => findingOf(rule, facts({ ...quiet, ...change }));
  const child = (command: readonly string[], change: Partial<Process> = {}) =>
    process({ pid: 9, ppid: 7, kinship: 'descendant', command, startedAt: NOW - 40_000, ...change });
  const shell = process({ command: ['sh', '-c', 'python manage.py migrate && gunicorn app:app'] });

  test.each([
    [['python', 'manage.py', 'migrate'], 'running a database migration'],
    [['/usr/bin/python3', '/usr/local/bin/alembic', 'upgrade', 'head'], 'running a database migration'],
    [['bundle', 'exec', 'rails', 'db:migrate'], 'running a database migration'],
    [['node', '/app/node_modules/.bin/prisma', 'migrate', 'deploy'], 'running a database migration'],
    [['npm', 'run', 'build'], 'building'],
    [['node', '/app/node_modules/.bin/next', 'build'], 'building'],
    [['npm', 'ci'], 'installing packages'],
    [['pip', 'install', '-r', 'requirements.txt'], 'installing packages'],
    [['bash', './wait-for-it.sh'], 'waiting for another host'],
  ])('%j', (command, words) => {
    const finding = told({ processes: [shell, child(command)] });
    expect(finding.summary).toBe(
      `The app is still not listening on any port after 100 s (the endpoint's is 8000): it has been ${words} for 40 s (\`${command.join(' ')}\`).`,
    );
  });

  test('waiting for a host, by the script that waits for it', () => {
    const finding = told({ processes: [shell, child(['bash', './wait-for-it.sh', 'db:5432'])] });
    expect(finding.summary).toMatch(/: it has been waiting for db:5432 for 40 s\.$/);
    expect(finding.evidence[1]?.observed).toBe('bash ./wait-for-it.sh db:5432 (pid 9), for 40 s');
  });

  test('waiting for an answer on an old connection', () => {
    const connection = { pid: 7, address: '10.0.3.4', port: 5432, state: 'established', since: NOW - 30_000 } as const;
    expect(told({ connections: [connection] }).summary).toMatch(
      /waiting for an answer from 10\.0\.3\.4:5432 for 30 s\.$/,
    );
    const young = { ...connection, since: NOW - 3_000 };
    expect(told({ connections: [young] }).summary).toContain('it is idle');
  });

  test('sleeping', () => {
    expect(told({ processes: [shell, child(['sleep', '600'])] }).summary).toMatch(
      /: it is sleeping \(`sleep 600`\)\.$/,
    );
  });

  test('not by the script of a shell whose first part is over', () => {
    expect(told({ processes: [shell, child(['gunicorn', 'app:app'])] }).summary).toMatch(
      /: it is idle, and it has logged nothing\.$/,
    );
  });

  test('not by a silence that nobody has heard', () => {
    const seen = told({
      processes: [shell, child(['gunicorn', 'app:app'])],
      log: { tail: [], exceptions: [], hostRejections: [], cutBytes: 0, unread: { stream: 'output', why: 'terminal' } },
    });
    expect(seen.summary).toMatch(/: it is idle; its output goes to the terminal, where sidewatch does not read it\.$/);
  });

  test('not by what a zombie did', () => {
    expect(told({ processes: [process(), child(['npm', 'ci'], { state: 'Z' })] }).summary).toContain('it is idle');
  });

  test('computing', () => {
    const finding = told({ activity: { cpuShare: 0.98, overMs: 5_000 } });
    expect(finding.summary).toContain('it is busy, using 98% of a core');
    expect(finding.evidence).toContainEqual({ source: '/proc/PID/stat', observed: '98% of a core over 5 s' });
    expect(finding.remedy.at(-1)).toContain('RELEASE_HEALTHCHECK_TIMEOUT=270');
  });

  test('suspended or blocked', () => {
    expect(told({ processes: [process({ state: 'T' })] }).summary).toContain('(pid 7) is suspended');
    expect(told({ processes: [process({ state: 'D' })] }).summary).toContain('(pid 7) is blocked in the kernel');
  });

  test('idle, with its last words', () => {
    const finding = told({ log: log(['connecting to db', 'still waiting'], { lastWrittenAt: NOW - 9_000 }) });
    expect(finding.summary).toMatch(/: it is idle, and its last line was "still waiting"\.$/);
    expect(finding.evidence).toEqual([
      { source: '/proc/net/tcp', expected: 'a listener on port 8000', observed: 'no listener of the app', at: NOW },
      { source: 'log', observed: 'connecting to db', at: NOW - 9_000 },
      { source: 'log', observed: 'still waiting', at: NOW - 9_000 },
    ]);
  });

  test('preloading in silence', () => {
    expect(told({ app: app({ command: ['gunicorn', '--preload', 'app:app'] }) }).remedy.join()).toContain('--preload');
  });

  test('waiting for a debugger', () => {
    expect(told({ listeners: [listener('127.0.0.1', 5678)] }).evidence[0]?.observed).toBe(
      'no listener of the app except 127.0.0.1:5678',
    );
  });
});

describe('after it had been healthy', () => {
  const lost = { ...quiet, health: health(), listenersSince: NOW - 2_000 };

  test('waits for a program started since, or a script that sleeps before it starts one', () => {
    const since = NOW - 4_000;
    const shell = process({ command: ['sh', '-c', 'while :; do node desk.js; sleep 3; done'] });
    const next = (command: readonly string[], startedAt = NOW - 3_000) =>
      facts({ ...lost, listenersSince: since, processes: [shell, process({ pid: 30, ppid: 7, command, startedAt })] });
    expect(severityOf(rule, next(['node', 'desk.js']))).toBe('silent');
    expect(severityOf(rule, next(['sleep', '3']))).toBe('silent');
    expect(severityOf(rule, next(['sleep', 'infinity']))).toBe('error');
    expect(severityOf(rule, next(['node', 'jobs.js'], since - 1_001))).toBe('error');
  });

  test('waits for the server that replaced a script since, after another server that the script stopped', () => {
    const became = (agoMs: number) =>
      facts({ ...lost, processes: [process({ pid: 7 })], past: { ...noPast, execAt: { 7: NOW - agoMs } } });
    expect(severityOf(rule, became(2_500))).toBe('silent');
    expect(severityOf(rule, became(30_000))).toBe('error');
  });

  test('is an error after two seconds', () => {
    expect(severityOf(rule, facts({ ...lost, listenersSince: NOW - 1_999 }))).toBe('silent');
    expect(findingOf(rule, facts(lost)).severity).toBe('error');
    expect(findingOf(rule, facts(lost)).summary).toMatch(
      /^The app still runs but has not listened on any port for 2 s \(the endpoint's is 8000\): it is idle/,
    );
  });

  test('is silent while the app is being stopped', () => {
    expect(rule.judge(facts({ ...lost, app: app({ stopRequestedAt: NOW - 3_000 }) }))).toEqual(silent);
  });
});

describe('is silent', () => {
  const failed = { ...quiet, health: releaseFailed() };
  test.each([
    ['on a healthy app', facts()],
    ['when it listens on another port', facts({ ...failed, listeners: [listener('0.0.0.0', 3000)] })],
    ['when it listens on loopback', facts({ ...failed, listeners: [listener('127.0.0.1')] })],
    [
      'when the owner of the listener cannot be read',
      facts({ ...failed, listeners: [listener('0.0.0.0', 8000, { owner: 'unknown' })] }),
    ],
    ['when the endpoint answers all the same', facts({ ...failed, probes: [probe()] })],
    ['when the app has ended', facts({ ...failed, app: ended({ code: 1 }) })],
    [
      'where the platform only wants the process',
      facts({ ...failed, settings: settings({ profile: 'cloudaipilot' }) }),
    ],
  ])('%s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});

test('is raised for a daemon without a listener, and when no port is known', () => {
  const daemon = {
    processes: [process({ kinship: 'survivor', pid: 12 })],
    app: ended({ code: 0 }),
    health: releaseFailed(),
  };
  expect(findingOf(rule, facts({ ...quiet, ...daemon, endpoints: [] })).summary).toContain(
    'is still not listening on any port after 100 s: it is idle',
  );
});

test('is skipped where the listeners cannot be read', () => {
  expect(rule.judge(facts({ ...quiet, listeners: undefined, endpoints: [endpoint()] })).kind).toBe('skipped');
});

describe('an app that has logged nothing since an exception', () => {
  const raised = exception("KeyError: 'STRIPE_API_KEY'", { at: NOW - 50_000, where: 'app.py line 4, in serve' });
  const idle = (lastWrittenAt: number) =>
    facts({
      ...quiet,
      health: releaseFailed(),
      log: log(["KeyError: 'STRIPE_API_KEY'"], { exceptions: [raised], lastWrittenAt }),
    });

  test('is reported with the exception', () => {
    const { summary, remedy } = findingOf(rule, idle(NOW - 50_300));
    expect(summary).toMatch(/: it has been idle since KeyError: 'STRIPE_API_KEY' \(app\.py line 4, in serve\)\.$/);
    expect(remedy).toEqual([
      'Set the environment variable STRIPE_API_KEY for this container: the app reads it, but it is not set.',
    ]);
  });

  test('is idle for another reason if it kept running', () => {
    expect(findingOf(rule, idle(NOW - 40_000)).summary).not.toContain('since KeyError');
  });

  test('is not reported as still starting', () => {
    const fresh = { ...raised, at: NOW - 900 };
    const seen = facts({
      ...quiet,
      health: releaseFailed(),
      log: log(['KeyError'], { exceptions: [fresh], lastWrittenAt: NOW - 1_000 }),
    });
    expect(causesOf([slowBoot, rule], seen)).toEqual({ 'not-listening': 'primary' });
  });
});
