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

/** The same command of the same parent, gone at least five times within two minutes, each time after less than 10 s, and lately; undefined when there is none. */
export function restartLoop({ vanished }: Past, at: Instant): RestartLoop | undefined {
  const recent = vanished.filter((each) => at - each.at <= WINDOW_MS && isShort(each));
  const last = recent.at(-1);
  if (last === undefined || at - last.at > ACTIVE_MS) return undefined;
  const same = recent.filter((each) => isSame(each, last));
  const [first] = same;
  return first !== undefined && same.length >= MANY ? { count: same.length, firstAt: first.at, last } : undefined;
}

const isShort = ({ process, at }: Vanished): boolean => at - process.startedAt <= SHORT_LIFE_MS;

const isSame = (a: Vanished, b: Vanished): boolean =>
  a.process.ppid === b.process.ppid && commandLine(a.process) === commandLine(b.process);
