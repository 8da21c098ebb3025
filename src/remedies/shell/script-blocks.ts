import type { ShellStep } from './shell-words.ts';

/** A command, and what its own words and the blocks around it show. */
export interface Draft {
  readonly words: readonly string[];
  readonly isExec: boolean;
  readonly isConditional: boolean;
  isBackground: boolean;
}

/** A range of commands: the first one, and the one after the last. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A loop, and whether anything ends it. */
export interface Loop extends Range {
  readonly kind: 'while' | 'until' | 'for';
  readonly canEnd: boolean;
  readonly isReader: boolean;
  /** The number of background jobs when it was closed. A later job may be the loop itself. */
  readonly jobs: number;
}

/** The part of a script that has been read. */
export interface Reading {
  readonly steps: Draft[];
  /** In the order in which they end, so inner loops come first. */
  readonly loops: Loop[];
  /** The background jobs, in order. */
  readonly jobs: Range[];
  /** Where the script waits for some of the jobs, or kills them. */
  readonly ends: { readonly at: number; readonly jobs: readonly number[]; readonly isKill: boolean }[];
  /** The variables that hold pids, with their jobs. */
  readonly jobsBy: Map<string, readonly number[]>;
  readonly functions: Map<string, readonly ShellStep[]>;
  readonly frames: Frame[];
  args: readonly string[];
  /** How many parts may still be read. Functions that call each other would never end. */
  left: number;
  /** Nothing after the current list of commands ever runs. */
  isLast: boolean;
  isOver: boolean;
}

type Kind = 'root' | 'if' | 'case' | 'loop' | 'group' | 'subshell' | 'call';

/** An open block, and the list of its commands that is being read. */
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
  /** Whether the next command of the list runs depends on an earlier one. `isLeftDoubtful` is the same for the next `&&`. */
  isDoubtful: boolean;
  isLeftDoubtful: boolean;
  isAlternative: boolean;
  /** The last command was a test. */
  isAsked: boolean;
}

/** Deeper blocks are not tracked. */
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

/** Closes the innermost block of that kind, and every block still open in it. */
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

/** Whether the current command runs unconditionally. */
export const isStraight = ({ frames }: Reading): boolean =>
  frames.every(({ kind, isUnsure, isDoubtful }) => (kind === 'root' || kind === 'call') && !isUnsure && !isDoubtful);
