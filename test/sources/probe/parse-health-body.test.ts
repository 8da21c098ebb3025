import { describe, expect, test } from 'vitest';
import { downLines, downParts } from '../../../src/sources/probe/parse-health-body.ts';

const parts = (value: unknown) => downParts(JSON.stringify(value));

describe('the part that is down, and its error', () => {
  test.each([
    [
      'Spring Boot',
      {
        status: 'DOWN',
        components: {
          db: { status: 'UP', details: { database: 'PostgreSQL' } },
          redis: { status: 'DOWN', details: { error: 'RedisConnectionFailureException: Unable to connect to Redis' } },
          livenessState: { status: 'UP' },
        },
      },
      [{ name: 'redis', says: 'RedisConnectionFailureException: Unable to connect to Redis' }],
    ],
    [
      'Spring Boot, with parts of parts',
      {
        status: 'DOWN',
        components: {
          db: {
            status: 'DOWN',
            components: { orders: { status: 'DOWN', details: { error: 'timed out' } }, users: { status: 'UP' } },
          },
        },
      },
      [{ name: 'orders', says: 'timed out' }],
    ],
    [
      'Spring Boot 2.1',
      { status: 'DOWN', details: { rabbit: { status: 'DOWN', details: { error: 'Connection refused' } } } },
      [{ name: 'rabbit', says: 'Connection refused' }],
    ],
    [
      'Spring Boot 1',
      {
        status: 'DOWN',
        diskSpace: { status: 'UP', free: 7 },
        db: { status: 'DOWN', error: 'Cannot get a connection' },
      },
      [{ name: 'db', says: 'Cannot get a connection' }],
    ],
    [
      '.NET',
      {
        status: 'Unhealthy',
        totalDuration: '00:00:05',
        entries: {
          npgsql: {
            data: {},
            description: 'Failed to connect to 10.0.0.3:5432',
            duration: '00:00:05',
            status: 'Unhealthy',
            tags: [],
          },
          self: { data: {}, status: 'Healthy' },
        },
      },
      [{ name: 'npgsql', says: 'Failed to connect to 10.0.0.3:5432' }],
    ],
    [
      'MicroProfile',
      {
        status: 'DOWN',
        checks: [
          { name: 'Database connections health check', status: 'DOWN', data: { '<default>': 'Unable to execute' } },
          { name: 'alive', status: 'UP' },
        ],
      },
      [{ name: 'Database connections health check' }],
    ],
    [
      'health+json',
      {
        status: 'fail',
        checks: {
          'postgres:connections': [{ componentType: 'datastore', status: 'fail', output: 'refused' }],
          uptime: [{ status: 'pass' }],
        },
      },
      [{ name: 'postgres:connections', says: 'refused' }],
    ],
    [
      'Terminus',
      {
        status: 'error',
        info: { database: { status: 'up' } },
        error: { redis: { status: 'down', message: 'connect ECONNREFUSED 10.0.0.3:6379' } },
        details: {
          database: { status: 'up' },
          redis: { status: 'down', message: 'connect ECONNREFUSED 10.0.0.3:6379' },
        },
      },
      [{ name: 'redis', says: 'connect ECONNREFUSED 10.0.0.3:6379' }],
    ],
    [
      'OkComputer',
      { default: { message: 'passed', success: true }, database: { message: 'no schema', success: false } },
      [{ name: 'database', says: 'no schema' }],
    ],
    [
      'django-health-check',
      { 'Cache backend: default': 'working', DatabaseBackend: 'unavailable: timed out' },
      [{ name: 'DatabaseBackend', says: 'timed out' }],
    ],
    ['plain flags', { ok: false, database: true, cache: false }, [{ name: 'cache' }]],
    ['flags with a word', { status: 'error', redis_connected: false, dbOk: true }, [{ name: 'redis_connected' }]],
    ['flags of checks', { healthy: false, checks: { db: true, pricing: false } }, [{ name: 'pricing' }]],
    ['flags among data', { success: false, data: { postgres: false, redis: true } }, [{ name: 'postgres' }]],
    [
      'texts beside the name of the app',
      { service: 'shop', status: 'error', db: 'ok', redis: 'error' },
      [{ name: 'redis' }],
    ],
    ['a hand-written one', { status: 'error', database: 'up', cache: 'down' }, [{ name: 'cache' }]],
    [
      'a hand-written list',
      {
        ok: false,
        services: [
          { service: 'mail', healthy: false, reason: 'no route' },
          { service: 'db', healthy: true },
        ],
      },
      [{ name: 'mail', says: 'no route' }],
    ],
  ])('%s', (_, body, expected) => {
    expect(parts(body)).toEqual(expected);
  });
});

describe('no part is made of', () => {
  test.each([
    ['a status alone', { status: 'DOWN' }],
    ['a status with groups', { status: 'DOWN', groups: ['liveness', 'readiness'] }],
    ['an error page', { timestamp: '2026-11-21T08:54:09.000+00:00', status: 404, error: 'Not Found', path: '/health' }],
    ['a problem', { type: 'about:blank', title: 'Service Unavailable', status: 503, detail: 'down for maintenance' }],
    ['an error with a name', { name: 'NotAuthenticated', status: 'error', message: 'no token' }],
    ['an error of a request', { id: 'req-1', status: 'fail', result: 'error' }],
    ['a message', { error: 'unavailable', message: 'down' }],
    ['a flag of the app', { debug: false, status: 'error' }],
    ['flags of features', { ok: false, features: { search: true, beta: false }, maintenance: false }],
    ['a setting of a part that is up', { ok: false, mail: { status: 'up', queue: false } }],
    ['a flag where the whole is well', { ok: true, database: false, checks: { cache: false } }],
    ['flags without a word of the whole', { database: false, cache: true }],
    ['the flag of the whole', { healthy: false, checks: { ok: false } }],
    ['data of the app', { items: [{ name: 'cart', status: 'paid' }] }],
    ['a text', 'down'],
  ])('%s', (_, body) => {
    expect(parts(body)).toEqual([]);
  });

  test('what is no JSON, or was cut', () => {
    expect(downParts('<h1>down</h1>')).toEqual([]);
    expect(downParts('{"components":{"redis":{"status":"DOWN"')).toEqual([]);
  });
});

describe('lines of plain text', () => {
  test('of the library of Kubernetes', () => {
    const body =
      '[+]ping ok\n[-]etcd failed: reason withheld\n[-]poststarthook/x failed: not finished\nhealthz check failed\n';
    expect(downLines(body)).toEqual([{ name: 'etcd' }, { name: 'poststarthook/x', says: 'not finished' }]);
  });

  test('of OkComputer', () => {
    expect(downLines('default: PASSED Application is running (0s)\nredis: FAILED Error: refused (0.1s)\n')).toEqual([
      { name: 'redis', says: 'Error: refused (0.1s)' },
    ]);
  });

  test.each(['[+]etcd ok\nok', 'etcd failed', '- etcd failed', 'the check: FAILED', '<li>[-]etcd failed</li>', ''])(
    'none of %j',
    (body) => {
      expect(downLines(body)).toEqual([]);
    },
  );
});

test('the texts are redacted, neutral and short, and there are three at most', () => {
  const error = `\u001b[31mpostgres://shop:hunter2@db/x ${'a'.repeat(500)}`;
  const [found] = parts({ checks: { db: { status: 'down', error } } });
  expect(found?.says).not.toContain('hunter2');
  expect(found?.says).not.toContain('\u001b');
  expect(found?.says?.length).toBeLessThanOrEqual(161);
  expect(parts(Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, 'down']))).length).toBe(3);
});

test('is read in time, however deep or wide it is', () => {
  const deep = `${'{"components":'.repeat(5_000)}{}${'}'.repeat(5_000)}`;
  const wide = JSON.stringify(Array.from({ length: 5_000 }, (_, n) => ({ name: `n${n}`, status: 'up' })));
  const flags = JSON.stringify({
    ok: false,
    checks: Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`n${n}`, false])),
  });
  const startedAt = performance.now();
  expect([downParts(deep), downParts(wide)]).toEqual([[], []]);
  expect(downParts(flags)).toHaveLength(3);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
