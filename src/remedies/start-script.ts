import { nameOf } from '../core/facts/program-kinds.ts';
import { shellWordsIn } from './command-line/invocation.ts';
import { scriptLine } from './command-line/shell-word.ts';
import { type ScriptStep, type ShellLoop, type ShellScript, shellScript } from './shell/shell-script.ts';

/** A program that a shell script starts. */
export interface ScriptProgram {
  /** Its command line in the script, without leading assignments; at most 120 characters. */
  readonly line: string;
  /** The same as a person types it. */
  readonly typed: string;
  readonly isBackground: boolean;
  /** It is in an `if` or `case`, or after `||` or a test with `&&`, so it possibly never ran. */
  readonly isConditional: boolean;
  /** The script waits for it to exit, or stops it, before it starts the next program. */
  readonly isAwaited: boolean;
  /** The script stops it, which is not a failure. */
  readonly isStopped: boolean;
  readonly isLooped: boolean;
}

/** A loop in a shell script around a program: `while true; do PROGRAM; sleep 1; done`, `until PROGRAM; do …`. */
export interface ScriptLoop {
  readonly kind: ShellLoop['kind'];
  readonly program: string;
  /** The same as a person types it. */
  readonly typed: string;
  /** The loop ends and something follows it, so it waits and does not supervise. */
  readonly isWait: boolean;
}

/** The part of a script that has run so far, and the loop that may still be running. */
export interface BegunScript {
  readonly script: readonly ScriptProgram[];
  readonly loop: ScriptLoop | undefined;
}

/** The programs that the command's script (`sh -c TEXT`) starts, in order; empty if it has no script. Commands that only set, print or wait do not count. */
export const scriptPrograms = (command: readonly string[]): readonly ScriptProgram[] =>
  programsOf(scriptOf(command).steps);

/**
 * The programs that the shell has reached: it has not started what follows the step that it waits for. `living` are the
 * running command lines, without shells. All programs of a loop count, because an earlier round may have started them.
 */
export function begunScript(command: readonly string[], living: readonly (readonly string[])[]): BegunScript {
  const script = scriptOf(command);
  const { steps, loops } = script;
  const at = steps.findIndex(
    ({ words, isBackground }) => !isBackground && living.some((each) => mayBe(words.join(' '), each)),
  );
  if (at < 0) return { script: programsOf(steps), loop: loopsOf(script)[0] };
  const end = Math.max(at + 1, ...loops.filter(({ from, to }) => from <= at && at < to).map(({ to }) => to));
  const isOpen = ({ from, to, isBackground }: ShellLoop): boolean => from < end && (isBackground || to > at);
  return { script: programsOf(steps.slice(0, end)), loop: loopsOf({ steps, loops: loops.filter(isOpen) })[0] };
}

/**
 * The loop in the command's script around that program, otherwise the first one that starts any; undefined if there is none. A shell that
 * another command started may exit after its loop, and that command continues.
 */
export function scriptLoop(
  command: readonly string[],
  program: readonly string[] = [],
  startedBy = command,
): ScriptLoop | undefined {
  const script = scriptOf(command);
  const { steps, loops } = script;
  const isIn = (test: (line: string) => boolean) =>
    loops.findIndex(({ from, to }) => steps.slice(from, to).some(({ words }) => test(words.join(' '))));
  const named = isIn((line) => program.length > 0 && mayBe(line, program));
  const at = named < 0 ? isIn((line) => line.startsWith('$')) : named;
  const index = Math.max(0, at);
  const loop = loopsOf(script)[index];
  const isInner = shellWordsIn(command)[0] !== shellWordsIn(startedBy)[0];
  return isInner && loop && loops[index]?.canEnd ? { ...loop, isWait: true } : loop;
}

/** Whether several loops with different programs run this one, so it is unknown which loop is running: `sleep 1`. */
export function isOfSeveralLoops(command: readonly string[], program: readonly string[]): boolean {
  const script = scriptOf(command);
  const around = script.loops.filter(({ from, to }) =>
    script.steps.slice(from, to).some(({ words }) => mayBe(words.join(' '), program)),
  );
  return new Set(loopsOf({ ...script, loops: around }).map((each) => each.program)).size > 1;
}

/** Whether the command's script stops that program itself, as a deploy script does. */
export const isStopped = (command: readonly string[], program: readonly string[]): boolean =>
  scriptPrograms(command).some(({ line, isStopped: isIt }) => isIt && mayBe(line, program));

/** Whether a process may be that program, by its name and its words up to the first variable. */
export function mayBe(program: string, command: readonly string[]): boolean {
  const [name = '', ...args] = program.split(' ');
  const until = args.findIndex((word) => /[$`*?~]/.test(word));
  const plain = (until < 0 ? args : args.slice(0, until)).join(' ');
  const isNamed = command.some((word) =>
    word.split(/\s+/).some((each) => nameOf(each).replace(/:$/, '') === nameOf(name)),
  );
  return isNamed && (isTitle(command) || hasWords(command.join(' '), plain));
}

/** Servers overwrite their command line with a title, one text of several words: `gunicorn: master [app:app]`, `puma 5.6.5 (tcp://0.0.0.0:8000) [app]`. */
const isTitle = ([title = '', ...more]: readonly string[]): boolean =>
  more.length === 0 && /^[\w.-]{1,60}:? /.test(title);

/** Whether a text contains these words, and not just as the end of a longer word. */
function hasWords(text: string, words: string): boolean {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    if (!/\w/.test(text[at - 1] ?? '')) return true;
  }
  return false;
}

const scriptOf = (command: readonly string[]): ShellScript => {
  const [text = '', , ...args] = shellWordsIn(command);
  return shellScript(text, args);
};

const MAX_LINE = 120;

const lineOf = ({ words }: ScriptStep): string => words.join(' ').slice(0, MAX_LINE);

const programsOf = (steps: readonly ScriptStep[]): readonly ScriptProgram[] =>
  steps
    .filter(({ isProgram }) => isProgram)
    .map((step) => {
      const { isBackground, isConditional, isAwaited, isStopped, loop } = step;
      const lines = { line: lineOf(step), typed: scriptLine(step.words) };
      return { ...lines, isBackground, isConditional, isAwaited, isStopped, isLooped: loop !== undefined };
    });

/** Each loop with the first program in it. */
const loopsOf = ({ steps, loops }: ShellScript): readonly ScriptLoop[] =>
  loops.flatMap(({ kind, isWait, from, to }) => {
    const program = steps.slice(from, to).find(({ isProgram }) => isProgram);
    return program === undefined ? [] : [{ kind, program: lineOf(program), typed: scriptLine(program.words), isWait }];
  });
