import { durationWords, type Instant } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import type { App } from '../../core/facts/app.ts';
import type { Cgroup } from '../../core/facts/cgroup.ts';
import { commandWords } from '../../core/facts/command-words.ts';
import { type Connection, connectionWords, peerName } from '../../core/facts/connection.ts';
import { isAlive, type Process } from '../../core/facts/process.ts';
import { processWords, quotedProcess } from '../../core/facts/survivors.ts';
import type { Activity, Log } from '../../core/memory/facts.ts';
import { crashAdvice } from '../advice/crash-advice.ts';
import { type CpuUse, cpuUse, cpuWords, isIdle, takes } from './cpu-use.ts';
import { correctRaised, located } from './crash-reason.ts';
import { type Chore, choreAdvice, choreAmong, choreWords } from './startup-tasks.ts';
import { unlimited } from './throttling.ts';
import { waitingOf, waitingSeen } from './waiting-on.ts';

/** What an app that does not serve yet is doing, as far as it is visible from outside. */
export type Doing =
  | { readonly kind: 'chore'; readonly chore: Chore; readonly process: Process; readonly forMs: number }
  | { readonly kind: 'waiting'; readonly target: string; readonly forMs: number; readonly seen: readonly Evidence[] }
  | { readonly kind: 'sleeping'; readonly process: Process }
  | { readonly kind: 'suspended' | 'blocked'; readonly process: Process }
  | { readonly kind: 'busy'; readonly use: CpuUse; readonly overMs: number }
  /** Idle since an exception that was not caught, or that ended a thread: nothing was logged after it. */
  | { readonly kind: 'raised'; readonly exception: Raised }
  | { readonly kind: 'idle' };

/** The facts that show what the app is doing. */
export interface ActivitySigns {
  readonly at: Instant;
  readonly processes: readonly Process[];
  readonly activity: Activity;
  /** Its CPU limit; none unless given. */
  readonly cgroup?: Cgroup;
  /** These show what the app waits for. */
  readonly app?: App;
  readonly connections?: readonly Connection[];
  readonly log?: Log;
}

type Raised = Log['exceptions'][number];

const BUSY_SHARE = 0.5;
/** From this share of its allowed CPU up it is called busy. */
const BUSY_WORD = 0.2;

/** What the app is doing now, the most telling activity first. It is fully busy when it uses half of its allowed CPU. */
export function doingOf(seen: ActivitySigns): Doing {
  const { at, processes, activity } = seen;
  const use = cpuUse(activity, seen.cgroup ?? unlimited);
  const busy = { kind: 'busy', use, overMs: activity.overMs } as const;
  const waiting = awaited(seen);
  if (waiting !== undefined) return waiting;
  const found = choreAmong(processes);
  if (found !== undefined) return { kind: 'chore', ...found, forMs: Math.max(0, at - found.process.startedAt) };
  const alive = processes.filter(isAlive);
  const suspended = alive.find(({ state }) => state === 'T' || state === 't');
  if (suspended !== undefined) return { kind: 'suspended', process: suspended };
  if (takes(use, BUSY_SHARE)) return busy;
  const blocked = alive.find(({ state }) => state === 'D');
  if (blocked !== undefined) return { kind: 'blocked', process: blocked };
  // An app that consists only of a sleep has no server to start when it wakes.
  const sleeping = alive.find(({ command, kinship }) => kinship !== 'main' && /(?:^|\/)sleep$/.test(command[0] ?? ''));
  if (sleeping !== undefined) return { kind: 'sleeping', process: sleeping };
  const quiet = quietly(seen);
  return quiet.kind === 'idle' && !isIdle(use) ? busy : quiet;
}

/** What the app waits for, where that is sure: a script that waits, a connection attempt without a reply, or a failure logged repeatedly. */
function awaited({ at, processes, app, connections = [], log }: ActivitySigns): Doing | undefined {
  if (app === undefined || log === undefined) return undefined;
  const waiting = waitingOf({ at, app, processes, connections, log });
  const target = waiting?.dependency.target;
  if (waiting === undefined || target === undefined) return undefined;
  return { kind: 'waiting', target, forMs: Math.max(0, at - waiting.since), seen: waitingSeen(waiting, at) };
}

const LONG_MS = 10_000;

/** An idle app with an old connection may wait for an answer on it. */
function quietly({ at, connections = [], log }: ActivitySigns): Doing {
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

/** "it has been running a database migration for 40 s (`…`)": a clause that ends a sentence. */
export function doingWords(doing: Doing): string {
  switch (doing.kind) {
    case 'chore':
      return `it has been ${choreWords[doing.chore]} for ${durationWords(doing.forMs)} (\`${commandWords(doing.process.command)}\`)`;
    case 'waiting':
      return `it has been waiting for ${doing.target} for ${durationWords(doing.forMs)}`;
    case 'sleeping':
      return `it is sleeping (\`${commandWords(doing.process.command)}\`)`;
    case 'suspended':
      return `${quotedProcess(doing.process)} is suspended`;
    case 'blocked':
      return `${quotedProcess(doing.process)} is blocked in the kernel, for example on a slow disk or network file system`;
    case 'busy':
      return `it ${takes(doing.use, BUSY_WORD) ? 'is busy, using' : 'uses'} ${cpuWords(doing.use)}`;
    case 'raised':
      return `it has been idle since ${located(doing.exception)}`;
    case 'idle':
      return 'it is idle';
    default:
      return doing satisfies never;
  }
}

/** What to do about it, as one sentence. */
export function doingAdvice(doing: Doing): string {
  switch (doing.kind) {
    case 'chore':
      return choreAdvice[doing.chore];
    case 'waiting':
      return choreAdvice.wait;
    case 'sleeping':
      return `Remove \`${commandWords(doing.process.command)}\` from the start script: start the server right away, and let it retry what is not available yet.`;
    case 'suspended':
      return 'Resume the suspended process (`SIGCONT`), and find out what stopped it: a debugger, or a read from a terminal.';
    case 'blocked':
      return 'Check the volume or network file system that the process reads from.';
    case 'busy':
      return 'Find out what it computes at start (`py-spy dump`, `jstack`, `node --cpu-prof`), and move that work after the port opens.';
    case 'raised':
      return (
        crashAdvice(doing.exception) ?? `${correctRaised(doing.exception)}, and make the app exit when it happens.`
      );
    case 'idle':
      return 'Find out what it waits for (another host, a lock, its input), and check that this command is a server at all.';
    default:
      return doing satisfies never;
  }
}

/** The activity as evidence: the CPU time, the process, and the last lines of the log. */
export function doingSeen(doing: Doing, log: Log, lines = 1): readonly Evidence[] {
  const tail = log.tail.slice(-lines).map(({ text }) => ({
    source: 'log',
    observed: text,
    ...(log.lastWrittenAt !== undefined && { at: log.lastWrittenAt }),
  }));
  const nothing = { source: 'log', observed: log.unread ? 'not read' : 'nothing logged' };
  return [...stateSeen(doing), ...(tail.length > 0 ? tail : [nothing])];
}

function stateSeen(doing: Doing): readonly Evidence[] {
  if (doing.kind === 'idle' || doing.kind === 'raised') return [];
  if (doing.kind === 'waiting') return doing.seen;
  if (doing.kind === 'busy') {
    return [{ source: '/proc/PID/stat', observed: `${cpuWords(doing.use)} over ${durationWords(doing.overMs)}` }];
  }
  return [{ source: '/proc/PID/stat', observed: `${processWords(doing.process)}, state ${doing.process.state}` }];
}
