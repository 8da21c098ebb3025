import type { Instant } from '../clock.ts';
import { pushed } from '../window.ts';
import { appListeners, type Listener, listenerName } from './listener.ts';
import type { Probe } from './probe.ts';
import { isAlive, type Process } from './process.ts';

/** A process of the app that was seen alive and is no more. */
export interface Vanished {
  readonly process: Process;
  /** When a look no longer found it alive. */
  readonly at: Instant;
  /** Where it listened when it was last seen to, `0.0.0.0:8000`; empty: it was never seen to listen. */
  readonly listened: readonly string[];
}

/** What was seen of the app before now. Only looks tell: what came and went between two of them is not in it. */
export interface Past {
  /** The newest last. */
  readonly vanished: readonly Vanished[];
  /** When it was first seen to listen anywhere. */
  readonly listenedAt?: Instant;
  /** The first probe that got any answer. */
  readonly firstAnswer?: Probe;
  /** The count of dead children that nobody reaped, whenever it changed; the newest last. */
  readonly zombies: readonly { readonly at: Instant; readonly count: number }[];
  /** Where each living process listens, as last seen. */
  readonly listening: Readonly<Record<number, readonly string[]>>;
  /** When each living process was seen to have become another program (execve(2)); those that never did are not in it. */
  readonly execAt: Readonly<Record<number, Instant>>;
}

/** Nothing was seen yet. */
export const noPast: Past = { vanished: [], zombies: [], listening: {}, execAt: {} };

const KEPT_VANISHED = 32;
const KEPT_COUNTS = 64;

/** Folds a look at the processes into the past, given the look before. */
export function withProcesses(past: Past, before: readonly Process[], now: readonly Process[], at: Instant): Past {
  const alive = new Set(now.filter(isAlive).map(({ pid }) => pid));
  const gone = before.filter((process) => isAlive(process) && !alive.has(process.pid));
  const vanished = gone.reduce(
    (all, process) => pushed(all, { process, at, listened: past.listening[process.pid] ?? [] }, KEPT_VANISHED),
    past.vanished,
  );
  const ofLiving = <T>(record: Readonly<Record<number, T>>): Readonly<Record<number, T>> =>
    Object.fromEntries(Object.entries(record).filter(([pid]) => alive.has(Number(pid))));
  const execs = now.filter((process) => before.some((each) => isOtherProgram(each, process)));
  const count = now.filter(({ state }) => state === 'Z').length;
  const isSame = (past.zombies.at(-1)?.count ?? 0) === count;
  return {
    ...past,
    vanished,
    listening: ofLiving(past.listening),
    execAt: { ...ofLiving(past.execAt), ...Object.fromEntries(execs.map(({ pid }) => [pid, at])) },
    zombies: isSame ? past.zombies : pushed(past.zombies, { at, count }, KEPT_COUNTS),
  };
}

// A name alone may be changed at will: servers write their state into their command lines.
const isOtherProgram = (before: Process, now: Process): boolean =>
  before.pid === now.pid &&
  before.startedAt === now.startedAt &&
  before.name !== now.name &&
  before.command.join(' ') !== now.command.join(' ');

/** Folds a look at the listeners into the past. */
export function withListeners(past: Past, now: readonly Listener[], at: Instant): Past {
  const listening: Record<number, readonly string[]> = { ...past.listening };
  const own = appListeners(now);
  for (const { pid } of own) {
    if (pid !== undefined) listening[pid] = [...new Set(own.filter((each) => each.pid === pid).map(listenerName))];
  }
  const listenedAt = past.listenedAt ?? (own.length > 0 ? at : undefined);
  return { ...past, listening, ...(listenedAt !== undefined && { listenedAt }) };
}

/** Folds a probe into the past. */
export function withProbed(past: Past, probe: Probe): Past {
  const isAnswer = probe.outcome.kind === 'answered' || probe.outcome.kind === 'connected';
  return isAnswer && past.firstAnswer === undefined ? { ...past, firstAnswer: probe } : past;
}
