import type { Draft, Loop, Range, Reading } from './script-blocks.ts';
import { startsProgram } from './script-command.ts';
import { readScript } from './script-reader.ts';

/** A command of a script, and what the text says of whether and how it runs. */
export interface ScriptStep {
  /** Without keywords, assignments and `exec` before it; never empty. */
  readonly words: readonly string[];
  readonly isProgram: boolean;
  readonly isBackground: boolean;
  /** It stands in an `if` or `case`, or behind `||` or a question with `&&`: the text does not say whether it runs. */
  readonly isConditional: boolean;
  /** The script waits for its end, or ends it, before it starts what is behind. */
  readonly isAwaited: boolean;
  /** The script ends it (`kill $PID`). */
  readonly isStopped: boolean;
  /** The innermost loop that starts it again in each round, as its place among the loops. */
  readonly loop?: number;
}

/** A loop of a script that starts a program. */
export interface ShellLoop {
  readonly kind: 'while' | 'until' | 'for';
  /** Something ends it: its condition, `break`, `exec`. */
  readonly canEnd: boolean;
  /** It ends by itself, and a program comes behind it; or it works on what it reads. */
  readonly isWait: boolean;
  readonly isBackground: boolean;
  /** Its first step, and the first behind it. */
  readonly from: number;
  readonly to: number;
}

/** What a shell's script starts, in the order of its text. */
export interface ShellScript {
  readonly steps: readonly ScriptStep[];
  /** Those that start a program, in the order of their ends. */
  readonly loops: readonly ShellLoop[];
}

/**
 * Reads a script; `args` are what its text calls `$1` and `$@`. A function stands where it is called, one that nothing calls nowhere, and
 * what an `exec`, an `exit` or an endless loop never comes to is left out. Bounded: 16 KiB of text, 256 commands. Throws nothing.
 */
export function shellScript(text: string, args: readonly string[] = []): ShellScript {
  const reading = readScript(text, args);
  const { steps } = reading;
  const loops = reading.loops.filter((loop) =>
    steps.slice(loop.from, loop.to).some((step) => isRound(step, loop, reading)),
  );
  // In a loop the next round comes behind.
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

/** Whether each round starts it anew; `for` puts one after another into the background, and not the same again. */
const isRound = (step: Draft, loop: Loop, reading: Reading): boolean =>
  isProgram(step) && !step.isExec && (loop.kind !== 'for' || !step.isBackground || isBehind(loop, reading));

/** Whether the loop itself is put into the background. */
const isBehind = ({ from, to, jobs }: Loop, reading: Reading): boolean =>
  reading.jobs.slice(jobs).some((job) => job.from <= from && job.to >= to);

const isEnded = (at: number, ends: Reading['ends'], { jobs }: Reading): boolean =>
  ends.some((end) => end.jobs.some((each) => jobs[each] !== undefined && isIn(jobs[each], at)));

/** Whether a program comes behind a loop, or takes its place (`exec`). */
const goesOn = (steps: readonly Draft[], loop: Range): boolean =>
  steps.some((step, at) => isProgram(step) && (at >= loop.to || (isIn(loop, at) && step.isExec)));
