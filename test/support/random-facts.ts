import { checkRequest, passes } from '../../src/core/checks/profile.ts';
import { type ProfileName, profiles } from '../../src/core/checks/profiles/profiles.ts';
import type { Settings } from '../../src/core/checks/settings.ts';
import type { LogEvent } from '../../src/core/facts/log-event.ts';
import type { Outcome, Probe } from '../../src/core/facts/probe.ts';
import type { Process } from '../../src/core/facts/process.ts';
import type { Facts } from '../../src/core/memory/facts.ts';
import { type Memory, newMemory } from '../../src/core/memory/memory.ts';
import type { EventValues, Observation, SeenValues } from '../../src/core/memory/observation.ts';
import { remember } from '../../src/core/memory/remember.ts';
import { factsOf } from '../../src/core/memory/snapshot.ts';
import { APP_PID, listener, process, STARTED, settings } from './builders.ts';

/** Chance that gives the same each time for one seed. */
export interface Chance {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  /** True in so many of 100 cases. */
  percent(percent: number): boolean;
  of<T>(choices: readonly [T, ...T[]]): T;
}

/** Mulberry32. */
export function chance(seed: number): Chance {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  // `as`: the index is below the length.
  return {
    below,
    percent: (percent) => next() * 100 < percent,
    of: (choices) => choices[below(choices.length)] as never,
  };
}

/** A memory that an agent may begin with: settings of every kind. */
export function randomMemory(luck: Chance): Memory {
  const profile = luck.of<ProfileName>(['aptible', 'cloudaipilot', 'kubernetes']);
  const named = luck.percent(30) ? [{ port: 8000, protocol: luck.of(['http', 'http', 'tls', 'tcp'] as const) }] : [];
  const both = named.length > 0 && luck.percent(40) ? [...named, { port: 9000, protocol: 'http' as const }] : named;
  const { port: _, ...portless } = settings({ profile });
  const given: Settings = {
    ...portless,
    endpoints: both,
    ...(luck.percent(60) && { port: 8000 }),
    expose: luck.percent(20) ? [8000, 443] : [],
    strict: luck.percent(40),
    ...(luck.percent(40) && { healthPath: '/healthcheck' }),
    releaseTimeoutMs: luck.of([0, 1_000, 10_000, 60_000]),
    timing: {
      ...profiles[profile].timing,
      intervalMs: luck.of([1_000, 10_000]),
      timeoutMs: luck.of([500, 1_000, 5_000]),
    },
  };
  return newMemory(given, [], STARTED);
}

/** What an agent may see next, of an app of any kind; undefined where nothing of that kind can be. */
export function randomObservation(luck: Chance, memory: Memory, at: number): Observation | undefined {
  if (memory.app === undefined) return start(luck, at);
  switch (luck.below(8)) {
    case 0:
      return { kind: 'saw', fact: 'listeners', value: listeners(luck), at };
    case 1:
      return { kind: 'saw', fact: 'processes', value: processes(luck), at };
    case 2:
    case 3:
    case 4:
      return probed(luck, memory, at);
    case 5:
      return seen(luck, at);
    case 6:
      return happened(luck, memory, at);
    default:
      return { kind: 'event', fact: 'logged', value: { origin: 'stderr', event: logged(luck, at) }, at };
  }
}

const COMMANDS: readonly [readonly string[], ...(readonly string[])[]] = [
  ['gunicorn', 'app:app'],
  ['node', 'server.js'],
  ['sh', 'start.sh'],
  ['python', 'manage.py', 'migrate'],
  ['tail', '-f', '/dev/null'],
  ['nginx'],
  ['supervisord'],
  [],
];

function start(luck: Chance, at: number): Observation {
  const command = luck.of(COMMANDS);
  if (luck.percent(8)) return { kind: 'event', fact: 'app-unseen', value: { reason: 'other namespace' }, at };
  if (luck.percent(8)) {
    const errno = luck.of([
      'ENOENT',
      'EACCES',
      'ENOEXEC',
      'ELOOP',
      'ENOMEM',
      'E2BIG',
      'EIO',
      'ETXTBSY',
      'ENOTDIR',
      'EPERM',
    ]);
    const searched = luck.percent(50) ? ['/bin'] : [];
    return {
      kind: 'event',
      fact: 'app-not-started',
      value: { command, failure: { errno, path: 'app', searched } },
      at,
    };
  }
  const found = luck.percent(20) ? { foundBy: luck.of(['pid', 'listener', 'age'] as const) } : {};
  return { kind: 'event', fact: 'app-started', value: { command, pid: APP_PID, ...found }, at };
}

function listeners(luck: Chance): SeenValues['listeners'] {
  const addresses = ['0.0.0.0', '127.0.0.1', '::', '::1', '10.0.0.2', '10.0.0.9', '127.0.0.11'] as const;
  return Array.from({ length: luck.below(3) }, () =>
    listener(luck.of(addresses), luck.of([8000, 8000, 3000, 443, 9000, 9229]), {
      queued: luck.of([0, 0, 1, 5, 128]),
      owner: luck.of(['app', 'app', 'unknown', 'other', 'agent']),
    }),
  );
}

const processes = (luck: Chance): readonly Process[] =>
  Array.from({ length: luck.below(4) }, (_, index) =>
    process({
      pid: APP_PID + index,
      ppid: index === 0 ? 1 : APP_PID,
      kinship: index === 0 ? 'main' : luck.of(['descendant', 'survivor']),
      command: luck.of(COMMANDS),
      state: luck.of(['S', 'S', 'R', 'D', 'Z', 'T']),
      cpuMs: luck.below(20_000),
    }),
  );

function probed(luck: Chance, memory: Memory, at: number): Observation | undefined {
  const { endpoints, app, health } = factsOf(memory, at).observed;
  const [first, ...rest] = endpoints.known ? endpoints.value : [];
  if (first === undefined || !app.known || app.value.pid === undefined) return undefined;
  const endpoint = luck.of([first, ...rest]);
  const purpose = health.known && health.value.release.passedAt !== undefined ? 'runtime' : 'release';
  const { settings: given } = memory;
  const address = luck.of(['10.0.0.2', '10.0.0.2', '127.0.0.1']);
  const asked = endpoint.protocol === 'http' ? checkRequest(given, purpose, address, endpoint.port) : undefined;
  const outcome = outcomeOf(luck);
  const durationMs = luck.of([0, 5, 300, given.timing.timeoutMs]);
  const probe: Probe = {
    ...{ endpoint, purpose, address, at: at - durationMs, durationMs, timeoutMs: given.timing.timeoutMs, outcome },
    ...(asked && { path: asked.path, host: asked.host }),
    ...(luck.percent(20) && {
      identity: luck.of(['tls', 'http', 'http2', 'ssh', 'redis', 'uwsgi', 'fastcgi'] as const),
    }),
    ...(luck.percent(5) && { demanded: true }),
    ...(outcome.kind === 'connect-timeout' && luck.percent(30) && { undelivered: 'loopback-down' as const }),
    passed: passes(given, endpoint, outcome),
    variants: luck.percent(10) ? [{ changed: 'host', value: 'localhost', status: luck.of([200, 404]) }] : [],
  };
  return { kind: 'event', fact: 'probed', value: probe, at };
}

function outcomeOf(luck: Chance): Outcome {
  return luck.of<() => Outcome>([
    () => ({
      kind: 'answered',
      status: luck.of([200, 200, 204, 301, 302, 304, 400, 401, 403, 404, 408, 421, 429, 500, 502, 503, 504, 999]),
      bodyHead: luck.of(['', 'Client sent an HTTP request to an HTTPS server', '<h1>Bad Request (400)</h1>']),
      ...(luck.percent(20) && { server: luck.of(['nginx', 'Caddy', 'gunicorn']) }),
    }),
    () => ({ kind: 'answered', status: 200, bodyHead: '' }),
    () => ({ kind: 'connected' }),
    () => ({ kind: 'refused' }),
    () => ({ kind: 'connect-timeout' }),
    () => ({ kind: 'no-response', received: luck.of([0, 0, 12]) }),
    () => ({ kind: 'reset' }),
    () => ({ kind: 'malformed', head: luck.of(['', 'SSH-2.0', '-ERR']) }),
    () => ({ kind: 'handshake-failed', reason: 'EPROTO' }),
    () => ({ kind: 'too-large', received: 1_100_000, largest: [] }),
    () => ({ kind: 'failed', reason: luck.of(['EHOSTUNREACH', 'EMFILE', 'no status']) }),
  ])();
}

function seen(luck: Chance, at: number): Observation {
  const facts = ['listeners', 'processes', 'otherSockets', 'sight', 'connections', 'hangs', 'environment'] as const;
  if (luck.percent(30)) return { kind: 'lost', fact: luck.of(facts), reason: 'EACCES', at };
  return luck.of<() => Observation>([
    () => ({ kind: 'saw', fact: 'sight', value: { gaps: luck.percent(50) ? [{ kind: 'hidden-processes' }] : [] }, at }),
    () => ({
      kind: 'saw',
      fact: 'otherSockets',
      value: luck.percent(50) ? [{ kind: 'unix', path: '/run/app.sock', pid: APP_PID } as never] : [],
      at,
    }),
    () => ({ kind: 'saw', fact: 'connections', value: [], at }),
    () => ({
      kind: 'saw',
      fact: 'hangs',
      value: luck.percent(50) ? [{ pid: APP_PID, state: 'S', call: 'recvfrom', since: at }] : [],
      at,
    }),
    () => ({
      kind: 'saw',
      fact: 'heartbeats',
      value: luck.percent(70) ? [{ pid: APP_PID + 1, ...(luck.percent(50) && { beatAt: at }) }] : [],
      at,
    }),
    () => ({
      kind: 'saw',
      fact: 'environment',
      value: luck.percent(50) ? { PORT: luck.of(['8000', '3000']) } : {},
      at,
    }),
    () => ({ kind: 'saw', fact: 'tail', value: [{ origin: 'stderr', text: 'starting' }], at }),
  ])();
}

function happened(luck: Chance, memory: Memory, at: number): Observation | undefined {
  if (luck.percent(50)) return { kind: 'event', fact: 'agent-starved', value: { forMs: luck.below(30_000) }, at };
  if (luck.percent(10)) return { kind: 'event', fact: 'stop-requested', value: { by: 'SIGTERM' }, at };
  if (luck.percent(70) || memory.app?.pid === undefined || memory.app.exit) return undefined;
  if (luck.percent(10)) return { kind: 'event', fact: 'app-daemonized', value: { code: 0 }, at };
  const exits: readonly [EventValues['app-exited'], ...EventValues['app-exited'][]] = [
    { code: 0 },
    { code: 1 },
    { code: 3 },
    { code: 137 },
    { signal: 'SIGKILL' },
    { signal: 'SIGSEGV' },
    {},
  ];
  return { kind: 'event', fact: 'app-exited', value: luck.of(exits), at };
}

function logged(luck: Chance, at: number): LogEvent {
  const worker = { server: 'gunicorn', writer: APP_PID, worker: APP_PID + 1 } as const;
  const line = `a line at ${at}`;
  return luck.of<LogEvent>([
    { kind: 'exception', language: 'python', text: "KeyError: 'DATABASE_URL'" },
    { kind: 'worker-booting', ...worker },
    { kind: 'worker-timeout', ...worker, line },
    { kind: 'worker-exiting', ...worker },
    { kind: 'worker-failed', ...worker, line },
    { kind: 'app-not-found', server: 'gunicorn', writer: APP_PID, line },
    { kind: 'bind-failed', server: 'gunicorn', writer: APP_PID, line },
    { kind: 'stopping', server: 'gunicorn', writer: APP_PID, signal: 'term' },
  ]);
}

const STEPS = 24;

/** The snapshots of an agent's life with a random app: after each observation, at once and some time later. */
export function* snapshots(luck: Chance): Generator<Facts> {
  let memory = randomMemory(luck);
  let at = STARTED;
  for (let step = 0; step < STEPS; step += 1) {
    at += luck.of([1, 50, 400, 3_000, 20_000]);
    const observation = randomObservation(luck, memory, at);
    if (observation !== undefined) memory = remember(memory, observation);
    yield factsOf(memory, at);
    if (luck.percent(30)) yield factsOf(memory, at + luck.below(10_000));
  }
}
