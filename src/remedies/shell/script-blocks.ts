import type { ShellStep } from './shell-words.ts';

/** A command as far as its own words and the blocks around it tell. */
export interface Draft {
  readonly words: readonly string[];
  readonly isExec: boolean;
  readonly isConditional: boolean;
  isBackground: boolean;
}

/** Some of the commands: the first, and the one behind the last. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A loop, and what may end it. */
export interface Loop extends Range {
  readonly kind: 'while' | 'until' | 'for';
  readonly canEnd: boolean;
  readonly isReader: boolean;
  /** So many were in the background when it was closed: a later one may be the loop itself. */
  readonly jobs: number;
}

/** A script as far as it is read. */
export interface Reading {
  readonly steps: Draft[];
  /** In the order of their ends, so that an inner one comes first. */
  readonly loops: Loop[];
  /** What was put into the background, in order. */
  readonly jobs: Range[];
  /** Where the script waits for some of those, or ends them. */
  readonly ends: { readonly at: number; readonly jobs: readonly number[]; readonly isKill: boolean }[];
  /** Which variables hold the numbers of which. */
  readonly jobsBy: Map<string, readonly number[]>;
  readonly functions: Map<string, readonly ShellStep[]>;
  readonly frames: Frame[];
  args: readonly string[];
  /** So many parts may still be read: functions that call each other come to no end. */
  left: number;
  /** What is behind the current list of commands is never run. */
  isLast: boolean;
  isOver: boolean;
}

type Kind = 'root' | 'if' | 'case' | 'loop' | 'group' | 'subshell' | 'call';

/** A block that is open, and the list of commands in it that is being read. */
interface Frame {
  readonly kind: Kind;
  readonly keyword: string;
  readonly from: number;
  isUnsure: boolean;
  /** A pattern of a `case` or the condition of a loop is next. */
  isHead: boolean;
  canEnd: boolean;
  isReader: boolean;
  listFrom: number;
  /** The next command of the list may not run; nor may what stands behind the next `&&`. */
  isDoubtful: boolean;
  isLeftDoubtful: boolean;
  isAlternative: boolean;
  /** The last command was a question. */
  isAsked: boolean;
}

/** More are not told apart. */
export const MAX_FRAMES = 64;

/** The innermost block. */
export const topOf = ({ frames }: Reading): Frame => frames.at(-1) ?? frameOf('root', '', 0, false);

const frameOf = (kind: Kind, keyword: string, from: number, isUnsure: boolean): Frame => ({
  ...{ kind, keyword, from, isUnsure, isHead: kind === 'case' || kind === 'loop', canEnd: true, isReader: false },
  ...{ listFrom: from, isDoubtful: false, isLeftDoubtful: false, isAlternative: false, isAsked: false },
});

/** Opens a block. */
export function open(reading: Reading, kind: Kind, keyword = ''): void {
  const top = reading.frames.at(-1);
  const isUnsure = kind === 'case' || top?.isUnsure === true || top?.isDoubtful === true;
  if (reading.frames.length < MAX_FRAMES) reading.frames.push(frameOf(kind, keyword, reading.steps.length, isUnsure));
}

/** Closes the innermost block of that kind, and what was left open in it. */
export function close(reading: Reading, kind: Kind): void {
  const { frames, steps } = reading;
  const at = frames.findLastIndex((each) => each.kind === kind);
  if (at < 1 || at <= frames.findLastIndex((each) => each.kind === 'call')) return;
  for (const { kind: closed, keyword, from, canEnd, isReader } of frames.splice(at).reverse()) {
    if (closed !== 'loop') continue;
    const loopKind = keyword === 'until' || keyword === 'for' ? keyword : 'while';
    reading.loops.push({ kind: loopKind, from, to: steps.length, canEnd, isReader, jobs: reading.jobs.length });
    if (!canEnd && isStraight(reading)) reading.isLast = true;
  }
  topOf(reading).isAsked = false;
}

/** Whether nothing around the current command decides whether it runs. */
export const isStraight = ({ frames }: Reading): boolean =>
  frames.every(({ kind, isUnsure, isDoubtful }) => (kind === 'root' || kind === 'call') && !isUnsure && !isDoubtful);
