import type { Instant } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import type { App } from '../../core/facts/app.ts';
import { type Connection, connectionWords, peerName } from '../../core/facts/connection.ts';
import { isAlive, type Process } from '../../core/facts/process.ts';
import type { Activity, Log } from '../../core/memory/facts.ts';
import { type Chore, choreAmong } from './startup-tasks.ts';
import { waitingOf, waitingSeen } from './waiting-on.ts';

/** What an app does that does not serve yet, as far as it can be seen from outside. */
export type Doing =
  | { readonly kind: 'chore'; readonly chore: Chore; readonly process: Process; readonly forMs: number }
  | { readonly kind: 'waiting'; readonly target: string; readonly forMs: number; readonly seen: readonly Evidence[] }
  | { readonly kind: 'sleeping'; readonly process: Process }
  | { readonly kind: 'suspended' | 'blocked'; readonly process: Process }
  | { readonly kind: 'busy'; readonly cpuShare: number; readonly overMs: number }
  /** Idle since an exception that nobody caught, or that ended a thread: nothing was written after it. */
  | { readonly kind: 'raised'; readonly exception: Raised }
  | { readonly kind: 'idle' };

/** The facts that tell what the app does. */
export interface Seen {
  readonly at: Instant;
  readonly processes: readonly Process[];
  readonly activity: Activity;
  /** With these it is seen whom the app waits for. */
  readonly app?: App;
  readonly connections?: readonly Connection[];
  readonly log?: Log;
}

type Raised = Log['exceptions'][number];

const BUSY_SHARE = 0.5;

/** What the app does at the moment, the most telling thing first. From `busyShare` of a core on it counts as busy. */
export function doingOf(seen: Seen, busyShare = BUSY_SHARE): Doing {
  const { at, processes, activity } = seen;
  const waiting = awaited(seen);
  if (waiting !== undefined) return waiting;
  const found = choreAmong(processes);
  if (found !== undefined) return { kind: 'chore', ...found, forMs: Math.max(0, at - found.process.startedAt) };
  const alive = processes.filter(isAlive);
  const suspended = alive.find(({ state }) => state === 'T' || state === 't');
  if (suspended !== undefined) return { kind: 'suspended', process: suspended };
  const { cpuShare = 0, overMs } = activity;
  if (cpuShare >= busyShare) return { kind: 'busy', cpuShare, overMs };
  const blocked = alive.find(({ state }) => state === 'D');
  if (blocked !== undefined) return { kind: 'blocked', process: blocked };
  // An app that is nothing but a sleep has no server to start when it wakes.
  const sleeping = alive.find(({ command, kinship }) => kinship !== 'main' && /(?:^|\/)sleep$/.test(command[0] ?? ''));
  return sleeping === undefined ? quietly(seen) : { kind: 'sleeping', process: sleeping };
}

/** For whom the app waits, where that is sure: a script that waits, a connect without an answer, failures told again and again. */
function awaited({ at, processes, app, connections = [], log }: Seen): Doing | undefined {
  if (app === undefined || log === undefined) return undefined;
  const waiting = waitingOf({ at, app, processes, connections, log });
  const target = waiting?.dependency.target;
  if (waiting === undefined || target === undefined) return undefined;
  return { kind: 'waiting', target, forMs: Math.max(0, at - waiting.since), seen: waitingSeen(waiting, at) };
}

const LONG_MS = 10_000;

/** An idle app with a connection that has stood for long may wait for an answer on it. */
function quietly({ at, connections = [], log }: Seen): Doing {
  const [oldest] = connections
    .filter(({ state, since }) => state === 'established' && at - since >= LONG_MS)
    .sort((a, b) => a.since - b.since || a.pid - b.pid);
  if (oldest === undefined) return raised(log) ?? { kind: 'idle' };
  const seen = [{ source: '/proc/net/tcp', observed: connectionWords(oldest, at), at }];
  return { kind: 'waiting', target: `an answer from ${peerName(oldest)}`, forMs: at - oldest.since, seen };
}

function raised(log: Log | undefined): Doing | undefined {
  const exception = log?.exceptions.at(-1);
  const isLast = exception !== undefined && exception.at >= (log?.lastWrittenAt ?? 0);
  return isLast ? { kind: 'raised', exception } : undefined;
}
