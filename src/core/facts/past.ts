import { type Forgotten, pushed, withForgotten } from '../bounded-list.ts';
import type { Instant } from '../clock.ts';
import type { Greeted } from './greeted.ts';
import { keepsEndlessly } from './idle-command.ts';
import { LOGGED_AFTER_MS, LOGGED_BEFORE_MS, withLinesAbout } from './lines-about.ts';
import { appListeners, type Listener, listenerName } from './listener.ts';
import type { LogLine } from './log-event.ts';
import type { Probe } from './probe.ts';
import { commandLine, type Heartbeat, isAlive, type Process, type ProcessEnd } from './process.ts';

/** A process of the app that is no more: it was seen alive, or its zombie was all that was left to see. */
export interface Vanished {
  /** As it was last seen alive. */
  readonly process: Process;
  /** When a look no longer found it alive. */
  readonly at: Instant;
  /** When a look last did; undefined: none ever did. */
  readonly seenAt?: Instant;
  /** Where it listened when it was last seen to, `0.0.0.0:8000`; empty: it was never seen to listen. */
  readonly listened: readonly string[];
  /** Where its parent had been seen to listen by then, perhaps for it (node:cluster). */
  readonly parentListened?: readonly string[];
  /** How it ended, where nobody has asked yet and the kernel tells. */
  readonly end?: ProcessEnd;
  /** The lines of the log from about that time, whoever wrote them, at most 20. */
  readonly logged?: readonly LogLine[];
}

/** What was seen of the app before now. Only looks tell: what came and went between two of them is not in it. */
export interface Past {
  /** The newest last; those that never listened are forgotten first. */
  readonly vanished: readonly Vanished[];
  /** Those of them that lived shortly, by parent and command. */
  readonly forgotten?: Forgotten<Vanished>;
  /** When it was first seen to listen anywhere. */
  readonly listenedAt?: Instant;
  /** The first probe that got any answer. */
  readonly firstAnswer?: Probe;
  /** The last connection by which the agent asked what a port speaks. */
  readonly greeted?: Greeted;
  /** The count of dead children that nobody reaped, whenever it changed since it last fell; the newest last. */
  readonly zombies: readonly { readonly at: Instant; readonly count: number }[];
  /** Where each living process listens, as last seen. */
  readonly listening: Readonly<Record<number, readonly string[]>>;
  /** When each living process was seen to have become another program (execve(2)); those that never did are not in it. */
  readonly execAt: Readonly<Record<number, Instant>>;
  /** What was logged in the first seconds of the app, at most 20 lines: what ended then may never have been seen. */
  readonly begun?: readonly LogLine[];
  /** Workers of Gunicorn that are gone and whose heartbeats are forgotten. */
  readonly forgottenBeats?: { readonly beaten: number; readonly unbeaten: number };
}

/** Nothing was seen yet. */
export const noPast: Past = { vanished: [], zombies: [], listening: {}, execAt: {} };

const KEPT_VANISHED = 32;
const KEPT_COUNTS = 64;
const SHORT_LIFE_MS = 10_000;

/** Folds a look at the processes into the past, given the look before and, where it is known, its time. */
export function withProcesses(
  past: Past,
  before: readonly Process[],
  now: readonly Process[],
  at: Instant,
  beforeAt?: Instant,
): Past {
  const alive = new Set(now.filter(isAlive).map(({ pid }) => pid));
  const gone = before.filter((process) => isAlive(process) && !alive.has(process.pid));
  const withGone = [...unseenLives(before, now), ...gone]
    .map((process) => {
      const end = now.find(({ pid }) => pid === process.pid)?.end;
      const seenAt = gone.includes(process) ? beforeAt : undefined;
      const listened = past.listening[process.pid] ?? [];
      const parentListened = past.listening[process.ppid];
      return {
        process,
        at,
        ...(seenAt !== undefined && { seenAt }),
        listened,
        ...(parentListened && { parentListened }),
        ...(end && { end }),
      };
    })
    .reduce(withVanished, past);
  const ofLiving = <T>(record: Readonly<Record<number, T>>): Readonly<Record<number, T>> =>
    Object.fromEntries(Object.entries(record).filter(([pid]) => alive.has(Number(pid))));
  const execs = now.filter((process) => before.some((each) => isOtherProgram(each, process)));
  const count = now.filter(({ state }) => state === 'Z').length;
  const isSame = (past.zombies.at(-1)?.count ?? 0) === count;
  return {
    ...withGone,
    listening: ofLiving(past.listening),
    execAt: { ...ofLiving(past.execAt), ...Object.fromEntries(execs.map(({ pid }) => [pid, at])) },
    zombies: isSame ? past.zombies : withZombies(past.zombies, { at, count }),
  };
}

/** Zombies whose whole life lay between two looks. Only those of what just keeps the container alive, or did before it became another program: an app may have thousands. */
const unseenLives = (before: readonly Process[], now: readonly Process[]): readonly Process[] =>
  now.filter((process) => {
    if (isAlive(process) || before.some(({ pid }) => pid === process.pid)) return false;
    const [was, is] = [before, now].map((all) => all.find(({ pid }) => pid === process.ppid));
    const isStart = was === undefined && is?.kinship === 'main';
    return isStart || [was, is].some((parent) => keepsEndlessly(parent?.command ?? []) === true);
  });

function withVanished(past: Past, vanished: Vanished): Past {
  const all = [...past.vanished, vanished];
  if (all.length <= KEPT_VANISHED) return { ...past, vanished: all };
  const idle = all.findIndex(({ listened }) => listened.length === 0);
  const [oldest] = all.splice(Math.max(0, idle), 1);
  const isOne = oldest !== undefined && livedShortly(oldest);
  return {
    ...past,
    vanished: all,
    ...(isOne && { forgotten: withForgotten(past.forgotten, restartKey(oldest), oldest, oldest.at) }),
  };
}

/** Whether a process was gone soon after it was started. */
export const livedShortly = ({ process, at }: Vanished): boolean => at - process.startedAt <= SHORT_LIFE_MS;

/** The same for all that one parent starts by one command. */
export const restartKey = ({ process }: Pick<Vanished, 'process'>): string => `${process.ppid} ${commandLine(process)}`;

type Zombies = Past['zombies'];

/** Where the count began to grow must not be forgotten. */
function withZombies(before: Zombies, now: Zombies[number]): Zombies {
  const last = before.at(-1);
  if (last !== undefined && now.count < last.count) return [last, now];
  const [first, ...later] = before;
  return first === undefined ? [now] : [first, ...pushed(later, now, KEPT_COUNTS)];
}

const BEGIN_MS = 3_000;

/**
 * Folds the last lines of the log into the past of an app that was started at `startedAt`: what goes on writes on, and soon those about an
 * end are no longer the last.
 */
export function withLogged(past: Past, tail: readonly LogLine[], startedAt?: Instant): Past {
  const begun =
    startedAt === undefined ? past.begun : withLinesAbout(past.begun, tail, startedAt, startedAt + BEGIN_MS);
  const vanished = past.vanished.map((each) => {
    const { at, seenAt = at } = each;
    const logged = withLinesAbout(each.logged, tail, seenAt - LOGGED_BEFORE_MS, at + LOGGED_AFTER_MS);
    return logged === undefined || logged === each.logged ? each : { ...each, logged };
  });
  return { ...past, vanished, ...(begun && { begun }) };
}

/** Folds heartbeats that are kept no longer into the past. */
export function withForgottenBeats(past: Past, gone: readonly Heartbeat[]): Past {
  if (gone.length === 0) return past;
  const { beaten, unbeaten } = past.forgottenBeats ?? { beaten: 0, unbeaten: 0 };
  const more = gone.filter(({ beatAt }) => beatAt !== undefined).length;
  return { ...past, forgottenBeats: { beaten: beaten + more, unbeaten: unbeaten + gone.length - more } };
}

// A name alone may be changed at will: servers write their state into their command lines. One of several words is a title that a
// program gave itself (`npm start`): execve(2) takes the name of the file.
const isOtherProgram = (before: Process, now: Process): boolean =>
  before.pid === now.pid &&
  before.startedAt === now.startedAt &&
  before.name !== now.name &&
  !now.name.includes(' ') &&
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
