import { nameOf } from '../core/facts/program-kinds.ts';
import { shellWordsIn } from './command-line/invocation.ts';
import { type ScriptStep, type ShellLoop, type ShellScript, shellScript } from './shell/shell-script.ts';

/** A program that the text of a shell's script names. */
export interface ScriptProgram {
  /** Its command line as the script has it, without assignments before it; at most 120 characters. */
  readonly line: string;
  readonly isBackground: boolean;
  /** It stands in an `if` or `case`, or behind `||` or a question with `&&`: whether it has run is not known. */
  readonly isConditional: boolean;
  /** The script waits for its end, or ends it itself, before it starts what is behind. */
  readonly isAwaited: boolean;
  /** The script ends it, which is no failure. */
  readonly isStopped: boolean;
  readonly isLooped: boolean;
}

/** A loop of a shell's script around a program: `while true; do PROGRAM; sleep 1; done`, `until PROGRAM; do …`. */
export interface ScriptLoop {
  readonly kind: ShellLoop['kind'];
  readonly program: string;
  /** It comes to an end, and something comes behind it: a wait, and no supervision. */
  readonly isWait: boolean;
}

/** What of a script has begun, and the loop that may still go round. */
export interface BegunScript {
  readonly script: readonly ScriptProgram[];
  readonly loop: ScriptLoop | undefined;
}

/** The programs that the command's own text (`sh -c TEXT`) starts, in order; empty where it has no such text. Commands that only set, print or wait are none. */
export const scriptPrograms = (command: readonly string[]): readonly ScriptProgram[] =>
  programsOf(scriptOf(command).steps);

/**
 * Those of them that the shell has come to: what stands behind the step that it waits for now is yet to be started. `living` are the
 * command lines that run, without shells. Of a loop all count, since an earlier round may have started them.
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
 * The loop of the command's own text around that program, else the first that starts any; undefined where there is none. A shell that another
 * command has started may end with its loop, and that command go on.
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

/** Whether several loops of the command's own text around other programs run this one, so that nothing tells whose it is: `sleep 1`. */
export function isOfSeveralLoops(command: readonly string[], program: readonly string[]): boolean {
  const script = scriptOf(command);
  const around = script.loops.filter(({ from, to }) =>
    script.steps.slice(from, to).some(({ words }) => mayBe(words.join(' '), program)),
  );
  return new Set(loopsOf({ ...script, loops: around }).map((each) => each.program)).size > 1;
}

/** Whether the command's own text ends that program itself, as one that deploys does. */
export const isStopped = (command: readonly string[], program: readonly string[]): boolean =>
  scriptPrograms(command).some(({ line, isStopped: isIt }) => isIt && mayBe(line, program));

/** Whether a process may be that program: its name and its words, as far as no variable stands in them. */
export function mayBe(program: string, command: readonly string[]): boolean {
  const [name = '', ...args] = program.split(' ');
  const until = args.findIndex((word) => /[$`*?~]/.test(word));
  const plain = (until < 0 ? args : args.slice(0, until)).join(' ');
  const isNamed = command.some((word) =>
    word.split(/\s+/).some((each) => nameOf(each).replace(/:$/, '') === nameOf(name)),
  );
  return isNamed && (isTitle(command) || hasWords(command.join(' '), plain));
}

/** Servers write a title over their command line, one text of several words: `gunicorn: master [app:app]`, `puma 5.6.5 (tcp://0.0.0.0:8000) [app]`. */
const isTitle = ([title = '', ...more]: readonly string[]): boolean =>
  more.length === 0 && /^[\w.-]{1,60}:? /.test(title);

/** Whether a text holds these words, and not just the end of another one before them. */
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
      return { line: lineOf(step), isBackground, isConditional, isAwaited, isStopped, isLooped: loop !== undefined };
    });

/** Each loop with the first program in it. */
const loopsOf = ({ steps, loops }: ShellScript): readonly ScriptLoop[] =>
  loops.flatMap(({ kind, isWait, from, to }) => {
    const program = steps.slice(from, to).find(({ isProgram }) => isProgram);
    return program === undefined ? [] : [{ kind, program: lineOf(program), isWait }];
  });
