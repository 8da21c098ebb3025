import { describe, expect, test } from 'vitest';
import type { Connection } from '../../../src/core/facts/connection.ts';
import type { Log } from '../../../src/core/memory/facts.ts';
import rule from '../../../src/rules/dependencies/dependency-unreachable.ts';
import { rules } from '../../../src/rules/index.ts';
import {
  app,
  facts,
  health,
  NOW,
  PORT,
  pool,
  probe,
  process,
  releaseFailed,
  STARTED,
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

type LoggedFailure = NonNullable<Log['dependencyFailures']>[number];

const LINE = 'connection to server at "db" (10.0.3.4), port 5432 failed: Connection refused';

const told = (change: Partial<LoggedFailure> = {}): LoggedFailure => ({
  kind: 'dependency-failed',
  how: 'refused',
  target: 'db:5432',
  service: 'PostgreSQL',
  line: LINE,
  at: NOW - 1_000,
  firstAt: NOW - 90_000,
  count: 40,
  ...change,
});

const connecting = (change: Partial<Connection> = {}): Connection => ({
  pid: 7,
  address: '10.0.3.4',
  port: 5432,
  state: 'connecting',
  since: NOW - 41_000,
  ...change,
});

const silentApp = { listeners: [], probes: [refused], health: waiting() };
const operational = exception('psycopg2.OperationalError: refused', {
  dependency: { how: 'refused', target: 'db:5432', service: 'PostgreSQL' },
});

describe('dependency-unreachable for an app that does not listen', () => {
  test('is raised from its log, and explains why nothing listens', () => {
    const seen = facts({ ...silentApp, log: log([LINE], { dependencyFailures: [told()] }) });
    const { summary, severity, remedy } = findingOf(rule, seen);
    expect([severity, summary]).toEqual([
      'warning',
      'The app is still not listening on any port after 100 s because PostgreSQL at db:5432 refuses the connection.',
    ]);
    expect(remedy[0]).toContain('PostgreSQL at db:5432');
    expect(causesOf(rules, seen)).toEqual({
      'dependency-unreachable': 'primary',
      'not-listening': 'dependency-unreachable',
    });
  });

  describe('with a script that only guesses', () => {
    const GUESS = 'Database not ready, retrying in 2s...';
    const guess = { line: GUESS, how: 'unreached', service: 'database', count: 4 } as const;
    const { target: _, ...untold } = told(guess);
    const round = (...lines: readonly string[]) =>
      rule.judge(
        facts({ ...silentApp, log: log([GUESS, ...lines, GUESS, ...lines, GUESS], { dependencyFailures: [untold] }) }),
      ).kind;

    test('is silent if the program before had its own error', () => {
      expect(round('Error: P3009', '', 'The `add_orders` migration started at 2026-01-10 08:15:22 UTC failed')).toBe(
        'silent',
      );
      // It mentions resolving, but not of a name.
      expect(round('migrate found failed migrations. Read more about how to resolve migration issues')).toBe('silent');
      expect(round('psql:init.sql:3: ERROR:  relation "orders" is missing')).toBe('silent');
    });

    test.each([
      ['nothing', []],
      ['a host', ["Error: P1001: Can't reach database server at `db`:`5432`"]],
      ['a server that starts', ['FATAL:  the database system is starting up']],
      ['its password', ['Error: password authentication failed']],
      ['no failure', ['12 migrations found in prisma/migrations']],
      ['what time may heal', ['Error: the schema is not migrated yet']],
    ])('is raised if the program named %s', (_name, lines) => {
      expect(round(...lines)).toBe('raised');
    });
  });

  describe('with a script that logged once that it waits', () => {
    const WAITS = 'wait-for-it.sh: waiting 60 seconds for db:5432';
    const shell = process({ pid: 7, command: ['bash', 'start.sh'] });
    const sleep = process({ pid: 30, ppid: 7, kinship: 'descendant', command: ['sleep', '1'] });
    const waits = (lines: readonly string[], ...processes: readonly (typeof shell)[]) =>
      rule.judge(
        facts({
          ...silentApp,
          processes,
          log: log(lines, {
            dependencyFailures: [told({ line: WAITS, how: 'unreached', at: NOW - 90_000, count: 1 })],
          }),
        }),
      ).kind;

    test('is raised while only the script and its pauses run', () => {
      expect(waits([WAITS], shell, sleep)).toBe('raised');
    });

    test('is silent once something else was logged, or runs', () => {
      expect(waits([WAITS, 'wait-for-it.sh: db:5432 is available after 3 seconds'], shell, sleep)).toBe('silent');
      expect(waits([WAITS, 'loading the catalog'], shell, sleep)).toBe('silent');
      expect(waits([WAITS], shell, process({ pid: 31, ppid: 7, command: ['node', 'web.js'] }))).toBe('silent');
    });
  });

  test('is silent if the repeated failure was followed by success', () => {
    const come = log([LINE, 'db:5432 is available after 4 seconds', 'loading the catalog'], {
      dependencyFailures: [told()],
    });
    expect(rule.judge(facts({ ...silentApp, log: come }))).toEqual(silent);
  });

  test('is raised from a connection attempt without a reply, and quotes its row', () => {
    const { summary, evidence } = findingOf(rule, facts({ ...silentApp, connections: [connecting()] }));
    expect(summary).toContain('PostgreSQL at 10.0.3.4:5432 does not answer');
    expect(evidence[0]).toMatchObject({
      source: '/proc/net/tcp',
      observed: 'pid 7 to 10.0.3.4:5432, SYN_SENT for 41 s',
    });
  });

  test.each([
    [['bash', './wait-for-it.sh', 'db:5432', '--', 'gunicorn', 'app:app']],
    [['sh', '/usr/bin/wait-for', 'db:5432', '-t', '60']],
    [['dockerize', '-wait', 'tcp://db:5432', '-timeout', '60s', 'gunicorn']],
    [['sh', '-c', 'until nc -z db 5432; do sleep 1; done; exec gunicorn app:app']],
    [['sh', '-c', 'until pg_isready -h db -p 5432; do sleep 1; done; exec gunicorn app:app']],
    [['bash', '-c', 'while ! (echo > /dev/tcp/db/5432) 2>/dev/null; do sleep 1; done']],
  ])('is raised from the script that waits: %j', (command) => {
    const seen = facts({ ...silentApp, processes: [process({ command, name: command[0] ?? '' })] });
    expect(findingOf(rule, seen).summary).toContain('because PostgreSQL at db:5432 cannot be reached');
    // The name may have no address, the port may refuse: only a connection attempt without a reply shows which.
    const stuck = facts({ ...silentApp, processes: [process({ command, name: 'sh' })], connections: [connecting()] });
    expect(findingOf(rule, stuck).summary).toContain('because PostgreSQL at db:5432 does not answer');
  });

  describe('with two lines about the same wait', () => {
    const exact = { how: 'no-such-name', target: 'es-logs', line: "nc: bad address 'es-logs'" } as const;
    const vague = { how: 'unreached', service: 'Elasticsearch', line: 'Elasticsearch is unavailable' } as const;
    const failure = (each: typeof exact | typeof vague, change: Partial<LoggedFailure> = {}): LoggedFailure => ({
      kind: 'dependency-failed',
      ...each,
      at: NOW - 500,
      firstAt: NOW - 9_000,
      count: 9,
      ...change,
    });
    const summaryOf = (...dependencyFailures: readonly LoggedFailure[]): string =>
      findingOf(rule, facts({ ...silentApp, log: log([], { dependencyFailures }) })).summary;

    test('the host and the service are named', () => {
      const words = 'Elasticsearch at es-logs cannot be found: the name has no address';
      expect(summaryOf(failure(exact), failure(vague))).toContain(words);
      expect(summaryOf(failure(vague), failure(exact))).toContain(words);
    });

    test.each([
      ['one of two hosts', [failure(exact), failure(exact, { target: 'db' }), failure(vague)]],
      ['another service', [failure(exact, { target: 'es-logs:5432' }), failure(vague)]],
      ['another trouble', [failure(exact), failure(vague, { how: 'rejected' })]],
      ['another time', [failure(exact, { at: NOW - 9_000 }), failure(vague)]],
    ])('%s is not part of it', (_, failures) => {
      expect(summaryOf(...failures)).toContain('because its Elasticsearch');
    });
  });

  describe('with a failure without a host', () => {
    const line = 'error communicating with database: failed to lookup address information: Name or service not known';
    const { target: _, ...nameless } = told({ how: 'no-such-name', service: 'database', line });
    const findingBy = (said: readonly string[], environment = {}) =>
      findingOf(
        rule,
        facts({ ...silentApp, environment, log: log([...said, line], { dependencyFailures: [nameless] }) }),
      );

    test('finds it in the URL that was logged above', () => {
      const { summary, evidence } = findingBy(['INFO desk: connecting to postgres://app:pw@pg.desk.svc:5432/app']);
      expect(summary).toContain('because PostgreSQL at pg.desk.svc:5432 cannot be found');
      expect(JSON.stringify(evidence)).toContain('a line above names pg.desk.svc:5432');
      expect(JSON.stringify([summary, evidence])).not.toContain('pw');
    });

    test("finds it in the app's variable", () => {
      const { summary, evidence } = findingBy([], { DATABASE_URL: 'postgres://pg.desk.svc:5432' });
      expect(summary).toContain('because PostgreSQL at pg.desk.svc:5432 cannot be found');
      expect(evidence).toContainEqual({ source: 'environment', observed: 'DATABASE_URL names pg.desk.svc:5432' });
    });

    test.each([
      ['a URL of another service', ['connecting to redis://cache:6379'], {}],
      ["another service's variable", [], { REDIS_URL: 'redis://cache:6379' }],
      ['the URL of a page', ['see https://docs.example/errors'], {}],
    ])('does not mistake %s for it', (_, said, environment) => {
      expect(findingBy(said, environment).summary).toContain('because its database cannot be found');
    });
  });

  test('is not raised from the host that pg_isready names', () => {
    const command = ['sh', '-c', 'until pg_isready -h 127.0.0.1; do sleep 1; done'];
    const line = '127.0.0.1:5432 - no response';
    const failure = { ...told({ count: 3 }), how: 'no-answer', target: '127.0.0.1:5432', line } as const;
    const seen = facts({
      ...silentApp,
      processes: [process({ command, name: 'sh' })],
      log: log([line], { dependencyFailures: [failure] }),
    });
    expect(findingOf(rule, seen).summary).toContain('refuses the connection');
  });

  test.each(['localhost', '127.0.0.1'])('a wait for %s counts as refused, which no firewall does', (host) => {
    const command = ['sh', '-c', `until nc -z ${host} 5432; do sleep 1; done; exec gunicorn app:app`];
    const { summary, remedy } = findingOf(rule, facts({ ...silentApp, processes: [process({ command, name: 'sh' })] }));
    expect(summary).toContain(`because nothing listens on ${host}:5432 (PostgreSQL) in this container`);
    expect(remedy[0]).toContain('localhost in a container is that container only');
    expect(remedy.join(' ')).not.toContain('firewall');
  });

  test('is an error once the release check has failed', () => {
    const seen = facts({ ...silentApp, health: releaseFailed(), connections: [connecting()] });
    expect(severityOf(rule, seen)).toBe('error');
    expect(causesOf(rules, seen)['dependency-unreachable']).toBe('primary');
  });

  test('is silent within the usual time of a start', () => {
    const young = app({ startedAt: NOW - 30_000 });
    const seen = facts({ ...silentApp, app: young, log: log([LINE], { dependencyFailures: [told()] }) });
    expect(rule.judge(seen)).toEqual(silent);
  });

  test('is silent if only one failure was logged, or the last one is old', () => {
    const logs = [told({ count: 1 }), told({ at: NOW - 40_000 })];
    for (const each of logs) {
      const seen = facts({ ...silentApp, log: log([LINE], { dependencyFailures: [each] }) });
      expect(rule.judge(seen)).toEqual(silent);
    }
  });

  test('is silent about a new connection attempt, and about an established connection', () => {
    const connections = [connecting({ since: NOW - 500 }), connecting({ state: 'established' })];
    expect(rule.judge(facts({ ...silentApp, connections }))).toEqual(silent);
  });

  test('is silent about a loop that has continued to the server', () => {
    const command = ['sh', '-c', 'until nc -z db 5432; do sleep 1; done; gunicorn app:app'];
    const server = process({ pid: 9, ppid: 7, kinship: 'descendant' });
    expect(rule.judge(facts({ ...silentApp, processes: [process({ command }), server] }))).toEqual(silent);
  });
});

describe('dependency-unreachable for an app that exited', () => {
  const early = { listeners: [], processes: [], health: releaseFailed(), probes: [] };

  test('is raised from the exception that ended it, and explains the exit', () => {
    const seen = facts({
      ...early,
      app: ended({ code: 1 }, { command: ['python', 'app.py'] }),
      pool: undefined,
      log: log([LINE], { exceptions: [operational] }),
    });
    expect(findingOf(rule, seen).summary).toBe(
      '`python app.py` exited with code 1 after 1.2 s because PostgreSQL at db:5432 refuses the connection.',
    );
    expect(causesOf(rules, seen)).toEqual({
      'dependency-unreachable': 'primary',
      'exited-early': 'dependency-unreachable',
    });
  });

  test('is raised from its last words if there is no exception', () => {
    const line = 'dial tcp: lookup db on 127.0.0.11:53: no such host';
    const failure = told({ line, how: 'no-such-name', target: 'db', at: STARTED + 1_100, count: 1 });
    const seen = facts({ ...early, app: ended({ code: 1 }), log: log([line], { dependencyFailures: [failure] }) });
    expect(findingOf(rule, seen).summary).toContain('cannot be found');
  });

  test('explains workers that fail to boot', () => {
    const seen = facts({
      ...early,
      app: ended({ code: 3 }),
      pool: pool({ bootFailure: { at: STARTED + 1_000, line: 'Reason: Worker failed to boot.' } }),
      log: log([LINE], { exceptions: [operational] }),
    });
    expect(causesOf(rules, seen)).toMatchObject({
      'dependency-unreachable': 'primary',
      'worker-boot-failed': 'dependency-unreachable',
    });
  });

  test('is silent if another exception ended it', () => {
    const failure = told({ at: STARTED + 1_050, count: 1 });
    const exceptions = [exception("KeyError: 'SECRET_KEY'")];
    const seen = facts({
      ...early,
      app: ended({ code: 1 }),
      log: log([LINE], { exceptions, dependencyFailures: [failure] }),
    });
    expect(rule.judge(seen)).toEqual(silent);
  });

  test('is silent if it was asked to stop', () => {
    const stopped = ended({ code: 1 }, { stopRequestedAt: STARTED + 1_000 });
    expect(rule.judge(facts({ ...early, app: stopped, log: log([LINE], { exceptions: [operational] }) }))).toEqual(
      silent,
    );
  });
});

describe('dependency-unreachable for an app that listens', () => {
  const stalled = probe({ kind: 'no-response', received: 0 }, { purpose: 'runtime' });
  const unhealthy = health({ runtime: { state: 'unhealthy', consecutiveFailures: 3 } });

  test('is raised when it no longer responds and waits for a connection', () => {
    const seen = facts({ probes: [stalled], health: unhealthy, connections: [connecting()] });
    expect(findingOf(rule, seen)).toMatchObject({ severity: 'error', confidence: 'likely' });
    expect(causesOf(rules, seen)).toMatchObject({ 'no-response': 'dependency-unreachable' });
  });

  test.each(['127.0.0.1', stalled.address])('does not mistake its own port at %s for another host', (address) => {
    const own = connecting({ address, port: PORT });
    expect(rule.judge(facts({ probes: [stalled], health: unhealthy, connections: [own] }))).toEqual(silent);
  });

  test('is silent about a healthy app, whatever it logs and cannot reach', () => {
    const seen = facts({ connections: [connecting()], log: log([LINE], { dependencyFailures: [told()] }) });
    expect(rule.judge(seen)).toEqual(silent);
  });

  test('is silent if the checks are refused: that concerns its port', () => {
    const seen = facts({ health: releaseFailed(), probes: [refused], connections: [connecting()] });
    expect(rule.judge(seen)).toEqual(silent);
  });

  test('is skipped where the listeners cannot be read', () => {
    expect(rule.judge(facts({ ...silentApp, listeners: undefined })).kind).toBe('skipped');
  });
});

test('recognizes a script that waits for a name', () => {
  const script = process({
    command: ['sh', '-c', 'until getent hosts db; do sleep 1; done; exec uvicorn --host 0.0.0.0 a:b'],
  });
  const seen = facts({ listeners: [], health: releaseFailed(), probes: [refused], processes: [script], log: log([]) });
  expect(findingOf(rule, seen).summary).toContain('because db cannot be found: the name has no address');
  const server = process({ command: ['uvicorn', '--host', '0.0.0.0', 'nslookup:app'] });
  expect(rule.judge(facts({ listeners: [], health: releaseFailed(), probes: [refused], processes: [server] }))).toEqual(
    silent,
  );
});

describe('a lookup that names nothing', () => {
  const line = 'ERROR:    [Errno -3] Temporary failure in name resolution';
  const { target: _, service: __, ...nameless } = told({ line, how: 'no-such-name', at: STARTED + 1_100, count: 1 });
  const seen = (...command: readonly string[]) =>
    facts({
      app: ended({ code: 1 }, { command }),
      health: releaseFailed(),
      log: log([line], { dependencyFailures: [nameless] }),
    });

  test('concerns another host', () => {
    expect(findingOf(rule, seen('uvicorn', '--host', '0.0.0.0', 'shop:app')).summary).toContain('cannot be found');
  });

  test('concerns no other host if the server should listen on a name', () => {
    expect(rule.judge(seen('uvicorn', '--host', 'web', 'shop:app'))).toEqual(silent);
  });
});
