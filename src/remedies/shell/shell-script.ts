import type { Draft, Loop, Range, Reading } from './script-blocks.ts';
import { startsProgram } from './script-command.ts';
import { readScript } from './script-reader.ts';

/** A command of a script, and what the script shows about whether and how it runs. */
export interface ScriptStep {
  /** Without leading keywords, assignments and `exec`; never empty. */
  readonly words: readonly string[];
  readonly isProgram: boolean;
  readonly isBackground: boolean;
  /** It is in an `if` or `case`, or after `||` or a test with `&&`, so it possibly never runs. */
  readonly isConditional: boolean;
  /** The script waits for it to exit, or stops it, before it starts the next command. */
  readonly isAwaited: boolean;
  /** The script stops it (`kill $PID`). */
  readonly isStopped: boolean;
  /** The index of the innermost loop that starts it in each round. */
  readonly loop?: number;
}

/** A loop that starts a program. */
export interface ShellLoop {
  readonly kind: 'while' | 'until' | 'for';
  /** Something can end it: its condition, `break` or `exec`. */
  readonly canEnd: boolean;
  /** It ends on its own and a program follows it, or it processes what it reads. */
  readonly isWait: boolean;
  readonly isBackground: boolean;
  /** Its first step, and the first step after it. */
  readonly from: number;
  readonly to: number;
}

/** What a shell script starts, in the order of its text. */
export interface ShellScript {
  readonly steps: readonly ScriptStep[];
  /** The loops that start a program, in the order in which they end. */
  readonly loops: readonly ShellLoop[];
}

/**
 * Reads a script; `args` are its `$1` and `$@`. A function's steps appear where it is called, and not at all if it is never called.
 * Commands after an `exec`, an `exit` or an endless loop are left out. Bounded: 16 KiB of text, 256 commands. Throws nothing.
 */
export function shellScript(text: string, args: readonly string[] = []): ShellScript {
  const reading = readScript(text, args);
  const { steps } = reading;
  const loops = reading.loops.filter((loop) =>
    steps.slice(loop.from, loop.to).some((step) => isRound(step, loop, reading)),
  );
  // In a loop, the next round follows.
  const ended = reading.ends.filter(
    ({ at }) => steps.slice(at).some(isProgram) || loops.some((loop) => isIn(loop, at - 1)),
  );
  return {
    steps: steps.map((step, at): ScriptStep => {
      const { words, isBackground, isConditional } = step;
      const loop = loops.findIndex((each) => isIn(each, at) && isRound(step, each, reading));
      return {
        ...{ words, isProgram: isProgram(step), isBackground, isConditional },
        isAwaited: !isBackground || isEnded(at, ended, reading),
        isStopped:
          isBackground &&
          isEnded(
            at,
            reading.ends.filter(({ isKill }) => isKill),
            reading,
          ),
        ...(loop >= 0 && { loop }),
      };
    }),
    loops: loops.map((loop) => {
      const { kind, from, to, canEnd, isReader } = loop;
      const isWait = canEnd && (isReader || goesOn(steps, loop));
      return { kind, canEnd, from, to, isBackground: isBehind(loop, reading), isWait };
    }),
  };
}

const isProgram = ({ words }: Draft): boolean => startsProgram(words);

const isIn = ({ from, to }: Range, at: number): boolean => at >= from && at < to;

/** Whether each round starts it again. A `for` that starts background jobs starts several different ones. */
const isRound = (step: Draft, loop: Loop, reading: Reading): boolean =>
  isProgram(step) && !step.isExec && (loop.kind !== 'for' || !step.isBackground || isBehind(loop, reading));

/** Whether the loop itself runs in the background. */
const isBehind = ({ from, to, jobs }: Loop, reading: Reading): boolean =>
  reading.jobs.slice(jobs).some((job) => job.from <= from && job.to >= to);

const isEnded = (at: number, ends: Reading['ends'], { jobs }: Reading): boolean =>
  ends.some((end) => end.jobs.some((each) => jobs[each] !== undefined && isIn(jobs[each], at)));

/** Whether a program follows a loop, or replaces it (`exec`). */
const goesOn = (steps: readonly Draft[], loop: Range): boolean =>
  steps.some((step, at) => isProgram(step) && (at >= loop.to || (isIn(loop, at) && step.isExec)));
