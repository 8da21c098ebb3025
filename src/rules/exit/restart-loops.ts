import { forgottenCount, forgottenSince } from '../../core/bounded-list.ts';
import type { Instant } from '../../core/clock.ts';
import { livedShortly, type Past, restartKey, type Vanished } from '../../core/facts/past.ts';
import { MANY } from './crash-loops.ts';

/** A command that one process starts again and again. */
export interface RestartLoop {
  readonly count: number;
  /** There were more than `count`. */
  readonly isLeast: boolean;
  /** When the first of them had exited. */
  readonly firstAt: Instant;
  readonly last: Vanished;
  /** The exits that are remembered, newest first. */
  readonly ends: readonly Vanished[];
  /** Enough exits for any program; otherwise only enough for one that served. */
  readonly isMany: boolean;
}

const RESTART_WINDOW_MS = 120_000;
const RESTART_ACTIVE_MS = 20_000;

/** This many are a loop too when they take seconds: a script pauses between its tries. */
const MANY_SLOW = 3;
const SLOW_MS = 8_000;
/** This many are a loop if the program served, or its parent listens for it. */
const MANY_SERVING = 3;

const MAX_DEPTH = 4;

/** Where an exited process had listened: itself, a process that it started, or its parent for it (node:cluster). Empty when nowhere. */
export function listenedFor(gone: Vanished, { vanished }: Past): readonly string[] {
  const below = (pid: number, depth: number): readonly string[] =>
    vanished
      .filter(({ process }) => process.ppid === pid)
      .flatMap((each) => [...each.listened, ...(depth < MAX_DEPTH ? below(each.process.pid, depth + 1) : [])]);
  const own = [...gone.listened, ...below(gone.process.pid, 1)];
  return own.length > 0 ? own : (gone.parentListened ?? []);
}

/**
 * The commands of one parent that exited at least five times within two minutes, recently, and each after less than 10 s. The latest exit comes first.
 * Three times are enough over 8 s or more, or for a program that listened.
 */
export function restartLoops(past: Past, at: Instant): readonly RestartLoop[] {
  const { vanished, forgotten } = past;
  const since = at - RESTART_WINDOW_MS;
  const recent = vanished.filter((each) => each.at >= since && livedShortly(each) && !wasAsked(each)).toReversed();
  if (recent.length < Math.min(MANY_SLOW, MANY_SERVING)) return [];
  const lasts = recent.filter((each, i) => recent.findIndex((other) => isSame(other, each)) === i);
  return lasts.flatMap((last) => {
    const same = recent.filter((each) => isSame(each, last));
    const isLike = (each: Vanished): boolean => isSame(each, last);
    const before = forgottenCount(forgotten, isLike, since);
    const firstAt = forgottenSince(forgotten, isLike, since) ?? same.at(-1)?.at ?? last.at;
    const isMany = same.length >= MANY || (same.length >= MANY_SLOW && last.at - firstAt >= SLOW_MS);
    const isServing = same.length >= MANY_SERVING && same.some((each) => listenedFor(each, past).length > 0);
    const isLoop = at - last.at <= RESTART_ACTIVE_MS && (isMany || isServing);
    const isLeast = before.isLeast || same.every(isHardlySeen);
    return isLoop ? [{ isLeast, count: same.length + before.count, firstAt, last, ends: same, isMany }] : [];
  });
}

/** It lived for less than the time between two scans, so others like it may have come and gone unseen. */
const isHardlySeen = ({ process, at, seenAt }: Vanished): boolean =>
  seenAt !== undefined && seenAt - process.startedAt < at - seenAt;

/** Signals that ask a program to exit or restart: nodemon sends SIGUSR2 when a file changes. */
const ASKS: readonly string[] = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2'];

const wasAsked = ({ end }: Vanished): boolean => end?.signal !== undefined && ASKS.includes(end.signal);

const isSame = (a: Vanished, b: Vanished): boolean => restartKey(a) === restartKey(b);
