import { type Forgotten, pushed, withForgotten } from '../bounded-list.ts';
import type { Instant } from '../clock.ts';
import type { Greeted } from './greeted.ts';
import { keepsEndlessly } from './idle-command.ts';
import { LOGGED_AFTER_MS, LOGGED_BEFORE_MS, withLinesAbout } from './lines-about.ts';
import { appListeners, type Listener, listenerName } from './listener.ts';
import type { LogLine } from './log-event.ts';
import type { Probe } from './probe.ts';
import { commandLine, type Heartbeat, isAlive, type Process, type ProcessEnd } from './process.ts';

/** A process of the app that is gone. It was seen alive, or only its zombie was seen. */
export interface Vanished {
  /** As it was last seen alive. */
  readonly process: Process;
  /** The time of the first scan that no longer found it alive. */
  readonly at: Instant;
  /** The time of the last scan that found it alive; undefined if none did. */
  readonly seenAt?: Instant;
  /** The addresses that it last listened on, `0.0.0.0:8000`; empty if it was never seen to listen. */
  readonly listened: readonly string[];
  /** The addresses that its parent had listened on by that time, perhaps for it (node:cluster). */
  readonly parentListened?: readonly string[];
  /** How it exited, where its zombie was still there and the kernel shows it. */
  readonly end?: ProcessEnd;
  /** The log lines from about that time, of all writers, at most 20. */
  readonly logged?: readonly LogLine[];
}

/** What was seen of the app before now. Only scans count: a process that came and went between two scans is missing. */
export interface Past {
  /** The newest last; processes that never listened are forgotten first. */
  readonly vanished: readonly Vanished[];
  /** The forgotten ones that lived only briefly, by parent and command. */
  readonly forgotten?: Forgotten<Vanished>;
  /** When the app was first seen to listen on any port. */
  readonly listenedAt?: Instant;
  /** The first probe that got a response. */
  readonly firstAnswer?: Probe;
  /** The last connection that the agent made to learn what a port speaks. */
  readonly greeted?: Greeted;
  /** The count of unreaped children at each change since it last fell; the newest last. */
  readonly zombies: readonly { readonly at: Instant; readonly count: number }[];
  /** The addresses that each living process listens on, as last seen. */
  readonly listening: Readonly<Record<number, readonly string[]>>;
  /** When each living process was seen to run another program (execve(2)); only processes that did are listed. */
  readonly execAt: Readonly<Record<number, Instant>>;
  /** Log lines from the app's first seconds, at most 20: a process that exited then may never have been seen. */
  readonly begun?: readonly LogLine[];
  /** Gunicorn workers that are gone and whose heartbeats are forgotten. */
  readonly forgottenBeats?: { readonly beaten: number; readonly unbeaten: number };
}

/** Nothing has been seen yet. */
export const noPast: Past = { vanished: [], zombies: [], listening: {}, execAt: {} };

const KEPT_VANISHED = 32;
const KEPT_COUNTS = 64;
const SHORT_LIFE_MS = 10_000;

/** Folds a scan of the processes into the past, given the scan before it and, if known, that scan's time. */
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

/**
 * Zombies whose whole life fell between two scans.
 * Only children of a process that just keeps the container alive, or did before it ran another program: an app may have thousands.
 */
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

/** Whether a process exited soon after it was started. */
export const livedShortly = ({ process, at }: Vanished): boolean => at - process.startedAt <= SHORT_LIFE_MS;

/** A key shared by all processes that one parent starts with one command. */
export const restartKey = ({ process }: Pick<Vanished, 'process'>): string => `${process.ppid} ${commandLine(process)}`;

type Zombies = Past['zombies'];

/** The point where the count started to grow must be kept. */
function withZombies(before: Zombies, now: Zombies[number]): Zombies {
  const last = before.at(-1);
  if (last !== undefined && now.count < last.count) return [last, now];
  const [first, ...later] = before;
  return first === undefined ? [now] : [first, ...pushed(later, now, KEPT_COUNTS)];
}

const BEGIN_MS = 3_000;

/**
 * Folds the last lines of the log into the past of an app that was started at `startedAt`.
 * Running processes keep writing, so lines about an exit soon leave the tail.
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

/** Folds heartbeats that are no longer kept into the past. */
export function withForgottenBeats(past: Past, gone: readonly Heartbeat[]): Past {
  if (gone.length === 0) return past;
  const { beaten, unbeaten } = past.forgottenBeats ?? { beaten: 0, unbeaten: 0 };
  const more = gone.filter(({ beatAt }) => beatAt !== undefined).length;
  return { ...past, forgottenBeats: { beaten: beaten + more, unbeaten: unbeaten + gone.length - more } };
}

// A process may change its name at will: servers write their state into their command lines.
// A name of several words is a title that a program gave itself (`npm start`): execve(2) sets the file's name.
const isOtherProgram = (before: Process, now: Process): boolean =>
  before.pid === now.pid &&
  before.startedAt === now.startedAt &&
  before.name !== now.name &&
  !now.name.includes(' ') &&
  before.command.join(' ') !== now.command.join(' ');

/** Folds a scan of the listeners into the past. */
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
