import type { Instant } from '../clock.ts';
import type { Past, Vanished } from '../facts/past.ts';
import { commandLine } from '../facts/process.ts';

/** A command that one process starts again and again. */
export interface RestartLoop {
  readonly count: number;
  /** When the first of them was gone. */
  readonly firstAt: Instant;
  readonly last: Vanished;
}

const MANY = 5;
const WINDOW_MS = 120_000;
const ACTIVE_MS = 20_000;
const SHORT_LIFE_MS = 10_000;

/** The commands of one parent that were gone at least five times within two minutes, each time after less than 10 s, and lately; the one that went last first. */
export function restartLoops({ vanished }: Past, at: Instant): readonly RestartLoop[] {
  const recent = vanished.filter((each) => at - each.at <= WINDOW_MS && isShort(each)).toReversed();
  const lasts = recent.filter((each, i) => recent.findIndex((other) => isSame(other, each)) === i);
  return lasts.flatMap((last) => {
    const same = recent.filter((each) => isSame(each, last));
    const isLoop = at - last.at <= ACTIVE_MS && same.length >= MANY;
    return isLoop ? [{ count: same.length, firstAt: same.at(-1)?.at ?? last.at, last }] : [];
  });
}

const isShort = ({ process, at }: Vanished): boolean => at - process.startedAt <= SHORT_LIFE_MS;

const isSame = (a: Vanished, b: Vanished): boolean =>
  a.process.ppid === b.process.ppid && commandLine(a.process) === commandLine(b.process);
