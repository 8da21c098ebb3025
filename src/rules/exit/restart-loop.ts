import { forgottenCount, forgottenSince } from '../../core/bounded-list.ts';
import type { Instant } from '../../core/clock.ts';
import { livedShortly, type Past, restartKey, type Vanished } from '../../core/facts/past.ts';

/** A command that one process starts again and again. */
export interface RestartLoop {
  readonly count: number;
  /** There were more than `count`. */
  readonly isLeast: boolean;
  /** When the first of them was gone. */
  readonly firstAt: Instant;
  readonly last: Vanished;
}

const MANY = 5;
const WINDOW_MS = 120_000;
const ACTIVE_MS = 20_000;

/** The commands of one parent that were gone at least five times within two minutes, each time after less than 10 s, and lately; the one that went last first. */
export function restartLoops({ vanished, forgotten }: Past, at: Instant): readonly RestartLoop[] {
  const since = at - WINDOW_MS;
  const recent = vanished.filter((each) => each.at >= since && livedShortly(each)).toReversed();
  const lasts = recent.filter((each, i) => recent.findIndex((other) => isSame(other, each)) === i);
  return lasts.flatMap((last) => {
    const same = recent.filter((each) => isSame(each, last));
    const isLoop = at - last.at <= ACTIVE_MS && same.length >= MANY;
    const isLike = (each: Vanished): boolean => isSame(each, last);
    const before = forgottenCount(forgotten, isLike, since);
    const firstAt = forgottenSince(forgotten, isLike, since) ?? same.at(-1)?.at ?? last.at;
    return isLoop ? [{ ...before, count: same.length + before.count, firstAt, last }] : [];
  });
}

const isSame = (a: Vanished, b: Vanished): boolean => restartKey(a) === restartKey(b);
