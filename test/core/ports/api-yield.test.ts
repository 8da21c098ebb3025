import { describe, expect, test } from 'vitest';
import type { BindError } from '../../../src/core/facts/log-event.ts';
import { noPast } from '../../../src/core/facts/past.ts';
import { nextProbes } from '../../../src/core/memory/probe-plan.ts';
import { yieldReason } from '../../../src/core/ports/api-yield.ts';
import { app, endpoint, facts, listener, NOW, process, waiting } from '../../support/builders.ts';
import { log } from '../../support/rule-builders.ts';

const API = 9393;
const open = { open: { host: '0.0.0.0', port: API } };
const own = listener('0.0.0.0', API, { owner: 'agent', pid: 99 });
const SERVER = 97;
const metrics = listener('0.0.0.0', 9090, { pid: SERVER });
const named: BindError = { kind: 'bind-error', reason: 'in-use', port: API, line: 'listen EADDRINUSE' };
const { port: _, ...nameless } = named;

type Change = NonNullable<Parameters<typeof facts>[0]>;

/** An app that failed to bind a port `agoMs` ago, beside an API that is open and was looked at since. */
const failed = (error: BindError, agoMs = 1, change: Change = {}) =>
  facts({
    api: open,
    app: app({ command: ['python3', 'app.py'] }),
    processes: [],
    environment: {},
    health: waiting(),
    endpoints: [],
    listeners: [own],
    lookedAt: NOW,
    log: log([], { bindErrors: [{ ...error, at: NOW - agoMs }] }),
    ...change,
  });

/** The same app when it tried again, and says so again, up to now. */
const failedSince = (since: number, error: BindError) =>
  failed(error, 0, { log: log([], { bindErrors: [{ ...error, at: NOW, since }] }) });

describe('the API is closed', () => {
  test.each<[string, ReturnType<typeof facts>, string]>([
    ['when its port is the endpoint', facts({ api: open, endpoints: [endpoint({ port: API })] }), 'endpoint'],
    ['at once when the app names its port', failed(named, 0, { lookedAt: NOW - 50 }), 'bind-failed'],
    [
      'also when the app serves another port',
      failed(named, 0, { listeners: [own, listener('0.0.0.0')] }),
      'bind-failed',
    ],
    ['when Gunicorn gives no reason', failed({ ...named, reason: 'unknown' }), 'bind-failed'],
    ['when nobody else listens, although the words name no port', failed(nameless, 200), 'bind-failed'],
    [
      'at once when the app has ended over it',
      failed(nameless, 1, { app: app({ exit: { code: 1, at: NOW } }) }),
      'bind-failed',
    ],
    [
      'when the command line holds the number, whoever else listens',
      failed(nameless, 1, {
        app: app({ command: ['serve', '-l', '0.0.0.0:9393'] }),
        listeners: [own, listener('0.0.0.0')],
      }),
      'bind-failed',
    ],
    [
      'although Docker has its name server there, and a process manager a port of its own',
      failed(nameless, 200, {
        listeners: [own, listener('127.0.0.11', 40_123, { owner: 'unknown' }), listener('127.0.0.1', 9001)],
      }),
      'bind-failed',
    ],
    [
      'when all others are of the one process that failed',
      failed(nameless, 200, { listeners: [own, metrics], processes: [process({ pid: SERVER })] }),
      'bind-failed',
    ],
    ['while the app tries ever again', failedSince(NOW - 200, nameless), 'bind-failed'],
    ['when a look takes too long', failed(nameless, 200, { lookedAt: NOW - 250 }), 'bind-failed'],
    ['after a while when loose words are all that there is', failed({ ...named, isLoose: true }, 2_000), 'bind-failed'],
  ])('%s', (_when, seen, reason) => {
    expect(yieldReason(seen)).toBe(reason);
  });
});

describe('the API stays open', () => {
  const unix = app({ command: ['gunicorn', '--bind', 'unix:/run/app.sock'] });
  test.each<[string, ReturnType<typeof facts>]>([
    ['while nothing is wrong', facts({ api: open })],
    ['when another port is taken', failed({ ...named, port: 8000 }, 5_000)],
    ['when a number only begins like its port', failed(nameless, 1, { app: app({ command: ['serve', '93930'] }) })],
    ['when a privilege is missing', failed({ ...named, reason: 'not-permitted' }, 5_000)],
    [
      'when somebody else listens, too, and the words name no port',
      failed(nameless, 5_000, { listeners: [own, listener('0.0.0.0', 8000, { owner: 'other' })] }),
    ],
    [
      'when another process of the app listens, too',
      failed(nameless, 5_000, {
        listeners: [own, metrics],
        processes: [process({ pid: SERVER }), process({ pid: 98 })],
      }),
    ],
    [
      'when the app has the port that it is asked at, and the words name none',
      failed(nameless, 5_000, {
        listeners: [own, listener('0.0.0.0', 8000, { pid: SERVER })],
        processes: [process({ pid: SERVER })],
        endpoints: [endpoint()],
      }),
    ],
    [
      'when it had that until it ended',
      failed(nameless, 5_000, {
        app: app({ exit: { code: 3, at: NOW } }),
        endpoints: [endpoint()],
        past: { ...noPast, vanished: [{ process: process(), at: NOW, listened: ['0.0.0.0:8000'] }] },
      }),
    ],
    [
      'when the one process that is left of an ended command holds another port',
      failed(nameless, 5_000, {
        app: app({ exit: { code: 1, at: NOW } }),
        listeners: [own, metrics],
        processes: [process({ pid: SERVER, kinship: 'survivor' })],
      }),
    ],
    [
      'when the endpoint is only to be reached from inside',
      failed(nameless, 5_000, { listeners: [own, listener('127.0.0.1')], endpoints: [endpoint()] }),
    ],
    [
      'when another agent listens, too',
      failed(nameless, 5_000, { listeners: [own, listener('0.0.0.0', 9394, { owner: 'other-agent' })] }),
    ],
    ['when the words may mean a path', failed(nameless, 5_000, { app: unix })],
    ['when an app that failed to bind some port long ago listens nowhere', failed(nameless, 60_000)],
    ['when such an app ends', failed(nameless, 60_000, { app: app({ exit: { code: 1, at: NOW } }) })],
    ['when loose words are old', failed({ ...named, isLoose: true }, 60_000)],
    ['for the moment that a look takes', failed(nameless, 100, { lookedAt: NOW - 150 })],
    ['when nobody can look', failed(nameless, 5_000, { listeners: undefined })],
    [
      'beside an app that only speaks of it, and listens',
      failed({ ...named, isLoose: true }, 5_000, { listeners: [own, listener('0.0.0.0')] }),
    ],
    ['for the moment in which such an app may come to listen', failed({ ...named, isLoose: true }, 200)],
  ])('%s', (_when, seen) => {
    expect(yieldReason(seen)).toBeUndefined();
  });

  test('as little as one that is not open can be closed', () => {
    expect(yieldReason(failed(named, 1, { api: {} }))).toBeUndefined();
    const yielded = { host: '0.0.0.0', port: API, reason: 'bind-failed', at: NOW } as const;
    expect(yieldReason(failed(named, 1, { api: { yielded } }))).toBeUndefined();
  });
});

describe('an endpoint is not probed', () => {
  const at = (port: number, change: Change) =>
    nextProbes(facts({ health: waiting(), probes: [], endpoints: [endpoint({ port })], ...change }));

  test('where the API would answer, known by its address or by who listens', () => {
    expect(at(API, { api: open, listeners: undefined })).toEqual([]);
    expect(at(API, { listeners: [own] })).toEqual([]);
    expect(at(API, { listeners: [listener('0.0.0.0', API, { owner: 'other-agent' })] })).toEqual([]);
  });

  test('and is as soon as the app listens there', () => {
    const yielded = { host: '0.0.0.0', port: API, reason: 'endpoint', at: NOW } as const;
    expect(at(API, { api: { yielded }, listeners: [listener('0.0.0.0', API)] })).toHaveLength(1);
    expect(at(8000, { api: open, listeners: [own] })).toHaveLength(1);
  });
});
