import type { Instant } from './clock.ts';
import type { App } from './facts/app.ts';
import { type CgroupPast, withCgroup } from './facts/cgroup.ts';
import { withDependencyFailure } from './facts/dependency-failures.ts';
import type { LogEvent } from './facts/log-event.ts';
import { noPast, type Past, withListeners, withProbed, withProcesses } from './facts/past.ts';
import type { Probe } from './facts/probe.ts';
import type { Heartbeat, Process } from './facts/process.ts';
import { type RuntimeChange, withRuntimeChange } from './facts/runtime-changes.ts';
import { tallied } from './facts/tallied.ts';
import { noTally, type Tally } from './facts/tally.ts';
import { type WorkerPool, withServerEvent } from './facts/workers.ts';
import type { Log } from './facts.ts';
import { type EndpointChecks, withPassBefore, withProbe } from './health.ts';
import type { EventValues, Observation, SeenValues } from './observation.ts';
import { known, type Observed, unknown, valueOr } from './observed.ts';
import { quotable, redactCommand } from './redact.ts';
import type { SettingProblem, Settings } from './settings.ts';
import { pushed } from './window.ts';

const KEPT_PROBES = 30;
const KEPT_EXCEPTIONS = 8;
const KEPT_HEARTBEATS = 64;
const ACTIVITY_WINDOW_MS = 5_000;

/** All that the agent remembers of its app: bounded, plain data, changed only by `remember`. */
export interface Memory {
  readonly settings: Settings;
  readonly settingProblems: readonly SettingProblem[];
  readonly startedAt: Instant;
  readonly app?: App;
  readonly seen: { readonly [N in keyof SeenValues]: Observed<SeenValues[N]> };
  readonly listenersSince: Instant;
  readonly checks: readonly EndpointChecks[];
  readonly probes: readonly Probe[];
  readonly runtimeChanges: readonly RuntimeChange[];
  readonly log: Log;
  readonly pool?: WorkerPool;
  readonly cpu: readonly { readonly at: Instant; readonly totalMs: number }[];
  readonly cgroup: CgroupPast;
  readonly past: Past;
  /** When a caller last asked for a probe. */
  readonly checkRequestedAt?: Instant;
  readonly tally: Tally;
}

/** A memory that has seen nothing yet. */
export function newMemory(settings: Settings, settingProblems: readonly SettingProblem[], at: Instant): Memory {
  const notYet = unknown('not looked yet', at);
  return {
    settings,
    settingProblems,
    startedAt: at,
    seen: {
      listeners: notYet,
      processes: notYet,
      heartbeats: notYet,
      otherSockets: notYet,
      sight: notYet,
      connections: notYet,
      hangs: notYet,
      gunicornConf: notYet,
      environment: notYet,
      tail: notYet,
      cgroup: notYet,
      controller: notYet,
      logFiles: known([], at),
    },
    listenersSince: at,
    checks: [],
    probes: [],
    runtimeChanges: [],
    log: { tail: [], exceptions: [], hostRejections: [], cutBytes: 0 },
    cpu: [],
    cgroup: { readings: [] },
    past: noPast,
    tally: noTally,
  };
}

/** Folds one observation into the memory. */
export function remember(memory: Memory, observation: Observation): Memory {
  const tally = tallied(memory.tally, observation);
  return folded(tally === memory.tally ? memory : { ...memory, tally }, observation);
}

function folded(memory: Memory, observation: Observation): Memory {
  switch (observation.kind) {
    case 'saw':
      return withSeen(memory, observation);
    case 'event':
      return withEvent(memory, observation);
    case 'lost':
      return { ...memory, seen: { ...memory.seen, [observation.fact]: unknown(observation.reason, observation.at) } };
    default:
      return observation satisfies never;
  }
}

type Saw = Extract<Observation, { kind: 'saw' }>;
type Happened = Extract<Observation, { kind: 'event' }>;

function withSeen(memory: Memory, saw: Saw): Memory {
  const seen = { ...memory.seen, [saw.fact]: known(saw.value, saw.at) };
  switch (saw.fact) {
    case 'listeners':
      return {
        ...memory,
        seen,
        listenersSince: sameSockets(memory, saw.value) ? memory.listenersSince : saw.at,
        past: withListeners(memory.past, saw.value, saw.at),
      };
    case 'processes':
      return {
        ...memory,
        seen,
        cpu: withReading(memory.cpu, saw.value, saw.at),
        past: withProcesses(memory.past, valueOr(memory.seen.processes, []), saw.value, saw.at),
      };
    case 'heartbeats':
      return { ...memory, seen: { ...seen, heartbeats: known(merged(memory, saw.value), saw.at) } };
    case 'tail':
      return { ...memory, seen, log: { ...memory.log, tail: saw.value, lastWrittenAt: saw.at, isUnread: false } };
    case 'cgroup':
      return { ...memory, seen, cgroup: withCgroup(memory.cgroup, saw.value, saw.at) };
    case 'environment':
    case 'otherSockets':
    case 'sight':
    case 'connections':
    case 'controller':
    case 'logFiles':
    case 'hangs':
    case 'gunicornConf':
      return { ...memory, seen };
    default:
      return saw satisfies never;
  }
}

function sameSockets(memory: Memory, now: SeenValues['listeners']): boolean {
  const before = memory.seen.listeners;
  const inodes = (listeners: SeenValues['listeners']): string =>
    listeners
      .map(({ inode }) => inode)
      .sort()
      .join();
  return before.known && inodes(before.value) === inodes(now);
}

function withReading(cpu: Memory['cpu'], processes: readonly Process[], at: Instant): Memory['cpu'] {
  const totalMs = processes.reduce((sum, process) => sum + process.cpuMs, 0);
  return pushed(
    cpu.filter((reading) => at - reading.at <= ACTIVITY_WINDOW_MS),
    { at, totalMs },
    KEPT_HEARTBEATS,
  );
}

/** A worker that is gone keeps its last heartbeat: whether it ever beat tells a boot timeout from a request timeout. */
function merged(memory: Memory, now: readonly Heartbeat[]): readonly Heartbeat[] {
  const before = memory.seen.heartbeats.known ? memory.seen.heartbeats.value : [];
  const gone = before.filter(({ pid }) => !now.some((heartbeat) => heartbeat.pid === pid));
  return [...gone, ...now].slice(-KEPT_HEARTBEATS);
}

function withEvent(memory: Memory, happened: Happened): Memory {
  const { at } = happened;
  switch (happened.fact) {
    case 'app-started':
      return withStart(memory, happened.value, at);
    case 'app-unseen':
      return withUnseen(memory, happened.value.reason);
    case 'app-not-started':
      return { ...memory, app: notStarted(happened.value, at) };
    case 'app-exited':
      return withApp(memory, { exit: { ...happened.value, at } });
    case 'app-daemonized':
      return withApp(memory, { daemonized: { ...happened.value, at } });
    case 'release-passed-before':
      return { ...memory, checks: withPassBefore(memory.checks, happened.value.ports, at) };
    case 'stop-requested':
      return withApp(memory, { stopRequestedAt: memory.app?.stopRequestedAt ?? at });
    case 'check-requested':
      return { ...memory, checkRequestedAt: at };
    case 'probed':
      return probed(memory, happened.value);
    case 'logged':
      return logged(memory, happened.value.event, at);
    case 'output-cut':
      return { ...memory, log: { ...memory.log, cutBytes: memory.log.cutBytes + happened.value.bytes } };
    default:
      return happened satisfies never;
  }
}

/** One that was there this long before the agent was not seen from its start. */
const YOUNG_MS = 10_000;

function withStart(memory: Memory, value: EventValues['app-started'], at: Instant): Memory {
  const { command, startedAt = at, ...rest } = value;
  const isOld = startedAt < memory.startedAt - YOUNG_MS;
  const app = { ...rest, command: redactCommand(command), startedAt, ...(isOld && { watchedSince: memory.startedAt }) };
  // What ended and was started anew must pass its release check anew; what only handed over goes on.
  const checks = memory.app?.exit === undefined ? memory.checks : [];
  return { ...memory, app, checks, log: value.foundBy === undefined ? memory.log : unreadLog(memory.log) };
}

const withUnseen = (memory: Memory, unseen: string): Memory => ({
  ...memory,
  app: { command: [], startedAt: memory.startedAt, unseen },
  log: unreadLog(memory.log),
});

/** Who did not start the app does not hold the other end of its pipes. */
const unreadLog = (log: Log): Log => (log.lastWrittenAt === undefined ? { ...log, isUnread: true } : log);

function notStarted({ command, failure }: EventValues['app-not-started'], at: Instant): App {
  return { command: redactCommand(command), startedAt: at, startFailure: { ...failure, at } };
}

const withApp = (memory: Memory, change: Partial<App>): Memory =>
  memory.app === undefined ? memory : { ...memory, app: { ...memory.app, ...change } };

function probed(memory: Memory, probe: Probe): Memory {
  const checks = withProbe(memory.checks, probe, memory.settings);
  return {
    ...memory,
    probes: pushed(memory.probes.filter(otherThanDemanded(probe)), probe, KEPT_PROBES),
    past: withProbed(memory.past, probe),
    checks,
    runtimeChanges: withRuntimeChange(memory.runtimeChanges, memory.checks, checks, probe),
  };
}

/** Of the probes that callers ask for only the newest is kept: they must not push those of the plan out. */
const otherThanDemanded =
  ({ endpoint }: Probe) =>
  (each: Probe): boolean =>
    each.demanded !== true || each.endpoint.port !== endpoint.port;

function logged(memory: Memory, event: LogEvent, at: Instant): Memory {
  const { log } = memory;
  if (event.kind === 'exception') {
    const others = log.exceptions.filter(({ text }) => text !== event.text);
    return { ...memory, log: { ...log, exceptions: pushed(others, { ...event, at }, KEPT_EXCEPTIONS) } };
  }
  if (event.kind === 'host-rejected') {
    const rejection = { framework: event.framework, line: quotable(event.line, 300), at };
    return { ...memory, log: { ...log, hostRejections: pushed(log.hostRejections, rejection, KEPT_EXCEPTIONS) } };
  }
  if (event.kind === 'upstream-failed') {
    const others = (log.upstreamFailures ?? []).filter(({ upstream }) => upstream !== event.upstream);
    return { ...memory, log: { ...log, upstreamFailures: pushed(others, { ...event, at }, KEPT_EXCEPTIONS) } };
  }
  if (event.kind === 'bind-error') {
    const others = (log.bindErrors ?? []).filter(({ port, reason }) => port !== event.port || reason !== event.reason);
    return { ...memory, log: { ...log, bindErrors: pushed(others, { ...event, at }, KEPT_EXCEPTIONS) } };
  }
  if (event.kind === 'dependency-failed') return { ...memory, log: withDependencyFailure(log, event, at) };
  return { ...memory, pool: withServerEvent(memory.pool, event, at) };
}
