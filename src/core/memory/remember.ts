import { pushed } from '../bounded-list.ts';
import type { Instant } from '../clock.ts';
import { withCgroup } from '../facts/cgroup.ts';
import { isOfFile, type LogLine } from '../facts/log-event.ts';
import { withForgottenBeats, withListeners, withLogged, withProcesses } from '../facts/past.ts';
import type { Process } from '../facts/process.ts';
import { withLoggedEnds } from '../facts/supervised.ts';
import type { Tally } from '../facts/tally.ts';
import { known, unknown, valueOr } from '../observed.ts';
import type { Log } from './facts.ts';
import type { Memory } from './memory.ts';
import type { Observation, SeenValues } from './observation.ts';
import { withEvent } from './remember-event.ts';

const KEPT_HEARTBEATS = 64;
const ACTIVITY_WINDOW_MS = 5_000;

/** Folds one observation into the memory. */
export function remember(memory: Memory, observation: Observation): Memory {
  const tally = counted(memory.tally, observation);
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
        past: withLogged(
          withProcesses(memory.past, valueOr(memory.seen.processes, []), saw.value, saw.at, memory.seen.processes.at),
          memory.log.tail,
          memory.app?.startedAt,
        ),
      };
    case 'heartbeats':
      return withHeartbeats({ ...memory, seen }, memory.seen.heartbeats, saw);
    case 'tail':
      return {
        ...memory,
        seen,
        past: withLogged(memory.past, saw.value, memory.app?.startedAt),
        log: withTail(memory.log, saw.value, saw.at),
      };
    case 'cgroup':
      return { ...memory, seen, cgroup: withCgroup(memory.cgroup, saw.value, saw.at) };
    default:
      // Nothing is computed from it, so rules get it as it was read.
      return { ...memory, seen };
  }
}

/**
 * The last lines, and those of them about the exit of a supervised program. A log file replaces output that is not read, and any line
 * what an earlier agent read.
 */
function withTail(log: Log, tail: readonly LogLine[], at: Instant): Log {
  const supervised = log.supervised && withLoggedEnds(log.supervised, tail);
  const { unread, ...read } = log;
  const isStillUnread = unread !== undefined && !tail.some((line) => unread.why === 'earlier' || isOfFile(line));
  return {
    ...read,
    tail,
    lastWrittenAt: at,
    ...(isStillUnread && { unread }),
    ...(supervised && { supervised }),
  };
}

/** Programs that are not the app open and close ports, too: they say nothing about it. */
function sameSockets(memory: Memory, now: SeenValues['listeners']): boolean {
  const before = memory.seen.listeners;
  const inodes = (listeners: SeenValues['listeners']): string =>
    listeners
      .filter(({ owner }) => owner !== 'other' && owner !== 'other-agent')
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

/** A worker that is gone keeps its last heartbeat. A boot timeout differs from a request timeout by whether it ever had one. */
function withHeartbeats(
  memory: Memory,
  seen: Memory['seen']['heartbeats'],
  { value, at }: Extract<Saw, { fact: 'heartbeats' }>,
): Memory {
  const gone = valueOr(seen, []).filter(({ pid }) => !value.some((heartbeat) => heartbeat.pid === pid));
  const all = [...gone, ...value];
  const surplus = Math.max(0, all.length - KEPT_HEARTBEATS);
  return {
    ...memory,
    seen: { ...memory.seen, heartbeats: known(all.slice(surplus), at) },
    past: withForgottenBeats(memory.past, gone.slice(0, surplus)),
  };
}

/** Counts an observation, but not one that merely repeats. Probes are counted elsewhere, because not all of them count. */
function counted(tally: Tally, observation: Observation): Tally {
  if (observation.kind === 'lost') return { ...tally, lost: tally.lost + 1 };
  if (observation.kind === 'saw') return tally;
  switch (observation.fact) {
    case 'app-started':
      return { ...tally, appStarts: tally.appStarts + 1 };
    case 'app-exited':
      return { ...tally, appExits: tally.appExits + 1 };
    case 'agent-starved':
      return { ...tally, starved: tally.starved + 1 };
    default:
      return tally;
  }
}
