import { shortCommand } from '../core/facts/short-command.ts';
import { shellTextIn } from './command-line/invocation.ts';
import { recognise } from './recognise.ts';
import { bareWords, startsProgram } from './shell/script-command.ts';
import { type ShellStep, shellSteps } from './shell/shell-words.ts';

/** What makes a shell end with 0 whatever became of the program: `words` as the script has it, `| tee web.log`. */
export interface HiddenExit {
  readonly kind: 'pipe' | 'alternative' | 'last-command' | 'background';
  readonly words: string;
  /** The program whose exit code is lost, as the script starts it. */
  readonly program: string;
}

/** How the command's own text hides the exit code of what it runs; undefined where it does not, or has no such text. */
export function hiddenExit(command: readonly string[]): HiddenExit | undefined {
  const text = shellTextIn(command);
  if (text === undefined || /\bpipefail\b/.test(command.join(' '))) return undefined;
  const steps = shellSteps(text);
  return ofPipe(steps) ?? ofAlternative(steps) ?? ofLast(steps);
}

/** The same for the end of a sentence: "`| tee web.log` hides its exit code". */
export const hidingWords = ({ words }: HiddenExit): string => `\`${words}\` hides its exit code`;

/** What to change, as one sentence. */
export function unhide({ kind, words, program }: HiddenExit): string {
  switch (kind) {
    case 'pipe':
      return `Write \`set -o pipefail\` before the pipe (\`bash -o pipefail -c …\`), so that the container ends with the exit code of \`${program}\`; or leave \`${words}\` out.`;
    case 'alternative':
      return `Leave \`${words}\` out, so that the container ends with the exit code of \`${program}\`.`;
    case 'last-command':
      return `Make \`exec ${program}\` the last command of the script, without \`${words}\` behind it: a shell ends with the code of its last command.`;
    case 'background':
      return `Start \`${program}\` with \`exec\` and without \`&\`: \`wait\` without a number ends with 0 whatever became of it.`;
    default:
      return kind satisfies never;
  }
}

/** What the command's own text has behind a program, which keeps the container alive without it: `|| true; sleep infinity`; undefined where nothing is. */
export function wordsBehind(command: readonly string[], program: string): string | undefined {
  const steps = shellSteps(shellTextIn(command) ?? '');
  const at = steps.findIndex(({ words }) => bare(words).join(' ') === program);
  const itself = steps[at];
  const behind = steps.slice(at + 1).filter(({ words }) => words.length > 0);
  if (itself === undefined || itself.operator === '&' || behind.length === 0) return undefined;
  const joined = behind.map(
    ({ words, operator }, i) => `${words.join(' ')}${i < behind.length - 1 ? joint(operator) : ''}`,
  );
  return shortCommand(`${joint(itself.operator)}${joined.join('')}`.trim());
}

const joint = (operator: string): string => (/^(?:;|\n)$/.test(operator) ? '; ' : ` ${operator} `);

const KEYWORD = /^(?:if|then|else|while|until|do|!|\{)$/;
/** What does nothing that may fail. */
const TRIVIAL = /^(?:true|:|echo|printf|exit)$/;

const isProgram = ({ words }: ShellStep): boolean => startsProgram(bare(words));

/** The words without keywords and assignments. */
function bare(words: readonly string[]): readonly string[] {
  const start = words.findIndex((word) => !KEYWORD.test(word));
  return start < 0 ? [] : bareWords(words.slice(start));
}

const programOf = (words: readonly string[]): string => shortCommand(bare(words).join(' '));

const lineOf = (operator: string, { words }: ShellStep): string => `${operator} ${shortCommand(words.join(' '))}`;

/** The last pipe of the script, if nothing but its end comes behind it: one program, or a loop that reads. */
function ofPipe(steps: readonly ShellStep[]): HiddenExit | undefined {
  const at = steps.findLastIndex(({ operator }) => isPipe(operator));
  const reader = steps[at + 1];
  const isLast =
    at === steps.length - 2 || (BLOCK.test(reader?.words[0] ?? '') && BLOCK_END.test(steps.at(-1)?.words[0] ?? ''));
  if (at < 0 || reader === undefined || !isLast) return undefined;
  const [first, second = reader] = steps.slice(
    steps.findLastIndex(({ operator }, i) => i < at && !isPipe(operator)) + 1,
  );
  return first !== undefined && isProgram(first) && !isFed(first, reader)
    ? { kind: 'pipe', words: lineOf('|', second), program: programOf(first.words) }
    : undefined;
}

/** What is piped into a server is its input: the shell ends with the code of the server. */
const isFed = (first: ShellStep, reader: ShellStep): boolean => isKnown(reader) && !isKnown(first);

const isKnown = ({ words }: ShellStep): boolean => recognise({ commands: [bare(words)] }).serverKnown;

const BLOCK = /^(?:while|until|for|\{)$/;
const BLOCK_END = /^(?:done|\})$/;

const isPipe = (operator: string): boolean => operator === '|' || operator === '|&';

function ofAlternative(steps: readonly ShellStep[]): HiddenExit | undefined {
  const at = steps.findLastIndex(({ operator }) => operator === '||');
  const [step, other] = [steps[at], steps[at + 1]];
  if (step === undefined || other === undefined || !isProgram(step) || !endsWell(other.words)) return undefined;
  // The code of a program behind it is the shell's; after `exit` comes none.
  if (other.words[0] !== 'exit' && steps.slice(at + 2).some(isProgram)) return undefined;
  return { kind: 'alternative', words: lineOf('||', other), program: programOf(step.words) };
}

const endsWell = ([first = '', second = '0']: readonly string[]): boolean =>
  first === 'exit' ? second === '0' : TRIVIAL.test(first);

function ofLast(steps: readonly ShellStep[]): HiddenExit | undefined {
  const [before, last] = steps.slice(-2);
  if (before === undefined || last === undefined || !isProgram(before)) return undefined;
  const program = programOf(before.words);
  if (before.operator === '&' && last.words.join(' ') === 'wait')
    return { kind: 'background', words: '& wait', program };
  // With `set -e` the shell ends at the failure.
  const isStrict = steps.some(({ words: [first = '', option = ''] }) => first === 'set' && /^-\w*e/.test(option));
  const follows = !isStrict && (before.operator === ';' || before.operator === '\n');
  return follows && endsWell(last.words) ? { kind: 'last-command', words: lineOf(';', last), program } : undefined;
}
