import { nameOf } from '../core/facts/program-kinds.ts';
import { shellTextIn } from './command-line/invocation.ts';
import { type ShellStep, shellSteps } from './command-line/shell-words.ts';

/** A program that the text of a shell's script names. */
export interface ScriptProgram {
  /** Its command line as the script has it, without assignments before it; at most 120 characters. */
  readonly line: string;
  readonly isBackground: boolean;
}

/** A loop of a shell's script around a program: `while true; do PROGRAM; sleep 1; done`, `until PROGRAM; do …`. */
export interface ScriptLoop {
  readonly program: string;
  /** It ends when the program succeeds, and something comes behind it: a wait, and no supervision. */
  readonly isWait: boolean;
}

/** The programs that the command's own text (`sh -c TEXT`) starts, in order; empty where it has no such text. Commands that only set, print or wait are none. */
export const scriptPrograms = (command: readonly string[]): readonly ScriptProgram[] => programsOf(stepsOf(command));

/**
 * Those of them that the shell has come to: what stands behind the step that it waits for now is yet to be started. `living` are the
 * command lines that run, without shells. Of a text with a loop all count, since an earlier round may have started them.
 */
export function begunPrograms(
  command: readonly string[],
  living: readonly (readonly string[])[],
): readonly ScriptProgram[] {
  const steps = stepsOf(command);
  const isAwaited = ({ words, operator }: ShellStep): boolean =>
    operator !== '&' && living.some((each) => mayBe(withoutBefore(words).join(' '), each));
  const at = steps.some(isLoop) ? -1 : steps.findIndex(isAwaited);
  return programsOf(at < 0 ? steps : steps.slice(0, at + 1));
}

/** The first loop of the command's own text that starts a program; undefined where there is none. */
export function scriptLoop(command: readonly string[]): ScriptLoop | undefined {
  const steps = stepsOf(command);
  const head = steps.findIndex(isLoop);
  const condition = steps[head];
  if (condition === undefined) return undefined;
  const end = steps.findIndex(({ words: [first] }, at) => at > head && first === 'done');
  const goesOn = end >= 0 && steps.slice(end + 1).some((step) => programLine(step) !== undefined);
  const [keyword, second] = condition.words;
  const tried = keyword === 'until' || second === '!' ? programLine(condition) : undefined;
  if (tried !== undefined) return { program: tried, isWait: goesOn };
  const body = steps.slice(head + 1, end < 0 ? undefined : end).flatMap((step) => programLine(step) ?? []);
  return body[0] === undefined ? undefined : { program: body[0], isWait: false };
}

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

const programsOf = (steps: readonly ShellStep[]): readonly ScriptProgram[] =>
  steps.flatMap((step) => {
    const line = programLine(step);
    return line === undefined ? [] : [{ line, isBackground: step.operator === '&' }];
  });

const isLoop = ({ words: [first = ''] }: ShellStep): boolean => first === 'while' || first === 'until';

const stepsOf = (command: readonly string[]): readonly ShellStep[] => {
  const text = shellTextIn(command);
  return text === undefined ? [] : shellSteps(text);
};

const BEFORE = /^(?:if|then|elif|else|while|until|do|!|\{|exec|nohup|setsid|command)$|^[A-Za-z_]\w*=/;
const NO_PROGRAM = new Set([
  ...[
    'cd',
    'export',
    'set',
    'wait',
    'trap',
    'echo',
    'printf',
    'true',
    'false',
    ':',
    'exit',
    'return',
    'break',
    'continue',
  ],
  ...[
    'sleep',
    'tail',
    'cat',
    'source',
    '.',
    'test',
    '[',
    '[[',
    'read',
    'umask',
    'ulimit',
    'mkdir',
    'chmod',
    'chown',
    'cp',
    'mv',
  ],
  ...[
    'rm',
    'ln',
    'touch',
    'done',
    'fi',
    'for',
    'case',
    'esac',
    'unset',
    'local',
    'kill',
    'date',
    'tee',
    'grep',
    'sed',
    '}',
  ],
]);
const MAX_LINE = 120;

function withoutBefore(words: readonly string[]): readonly string[] {
  const start = words.findIndex((word) => !BEFORE.test(word));
  return start < 0 ? [] : words.slice(start);
}

function programLine({ words }: ShellStep): string | undefined {
  const line = withoutBefore(words);
  return line.length === 0 || NO_PROGRAM.has(line[0] ?? '') ? undefined : line.join(' ').slice(0, MAX_LINE);
}
