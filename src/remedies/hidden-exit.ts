import { shortCommand } from '../core/facts/short-command.ts';
import { shellTextIn } from './command-line/invocation.ts';
import { scriptLine } from './command-line/shell-word.ts';
import { recognise } from './recognise.ts';
import { bareWords, startsProgram } from './shell/script-command.ts';
import { type ShellStep, shellSteps } from './shell/shell-words.ts';

/** The part of a script that makes the shell exit with 0 even when the program fails. `words` quotes it: `| tee web.log`. */
export interface HiddenExit {
  readonly kind: 'pipe' | 'alternative' | 'last-command' | 'background';
  readonly words: string;
  /** The program whose exit code is lost, as the script starts it. */
  readonly program: string;
}

/** How the script of a command (`sh -c TEXT`) hides the exit code of what it runs. Undefined if it hides none, or if there is no script. */
export function hiddenExit(command: readonly string[]): HiddenExit | undefined {
  const text = shellTextIn(command);
  if (text === undefined || /\bpipefail\b/.test(command.join(' '))) return undefined;
  const steps = shellSteps(text);
  return ofPipe(steps) ?? ofAlternative(steps) ?? ofLast(steps);
}

/** A clause about it: "`| tee web.log` hides its exit code". */
export const hidingWords = ({ words }: HiddenExit): string => `\`${words}\` hides its exit code`;

/** The step that brings the exit code back. */
export function unhide({ kind, words, program }: HiddenExit): string {
  switch (kind) {
    case 'pipe':
      return `Write \`set -o pipefail\` before the pipe (\`bash -o pipefail -c …\`), or remove \`${words}\`. Then the container exits with the exit code of \`${program}\`.`;
    case 'alternative':
      return `Remove \`${words}\`, so the container exits with the exit code of \`${program}\`.`;
    case 'last-command':
      return `Make \`exec ${program}\` the last command of the script, without \`${words}\` after it: a shell exits with the code of its last command.`;
    case 'background':
      return `Start \`${program}\` with \`exec\` and without \`&\`: \`wait\` without a pid returns 0 even when the program fails.`;
    default:
      return kind satisfies never;
  }
}

/** What follows a program in the command's script and keeps the container alive without it: `|| true; sleep infinity`. Undefined if nothing follows. */
export function wordsBehind(command: readonly string[], program: string): string | undefined {
  const steps = shellSteps(shellTextIn(command) ?? '');
  const at = steps.findIndex(({ words }) => scriptLine(bare(words)) === program);
  const itself = steps[at];
  const behind = steps.slice(at + 1).filter(({ words }) => words.length > 0);
  if (itself === undefined || itself.operator === '&' || behind.length === 0) return undefined;
  const joined = behind.map(
    ({ words, operator }, i) => `${scriptLine(words)}${i < behind.length - 1 ? joint(operator) : ''}`,
  );
  return shortCommand(`${joint(itself.operator)}${joined.join('')}`.trim());
}

const joint = (operator: string): string => (/^(?:;|\n)$/.test(operator) ? '; ' : ` ${operator} `);

const KEYWORD = /^(?:if|then|else|while|until|do|!|\{)$/;
/** Commands that cannot fail. */
const TRIVIAL = /^(?:true|:|echo|printf|exit)$/;

const isProgram = ({ words }: ShellStep): boolean => startsProgram(bare(words));

/** The words without keywords and assignments. */
function bare(words: readonly string[]): readonly string[] {
  const start = words.findIndex((word) => !KEYWORD.test(word));
  return start < 0 ? [] : bareWords(words.slice(start));
}

const programOf = (words: readonly string[]): string => shortCommand(scriptLine(bare(words)));

const lineOf = (operator: string, { words }: ShellStep): string => `${operator} ${shortCommand(scriptLine(words))}`;

/** The last pipe of the script, if only its reader follows: one program, or a loop that reads. */
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

/** A server at the end of a pipe only reads its input there, and the shell exits with the server's code. */
const isFed = (first: ShellStep, reader: ShellStep): boolean => isKnown(reader) && !isKnown(first);

const isKnown = ({ words }: ShellStep): boolean => recognise({ commands: [bare(words)] }).serverKnown;

const BLOCK = /^(?:while|until|for|\{)$/;
const BLOCK_END = /^(?:done|\})$/;

const isPipe = (operator: string): boolean => operator === '|' || operator === '|&';

function ofAlternative(steps: readonly ShellStep[]): HiddenExit | undefined {
  const at = steps.findLastIndex(({ operator }) => operator === '||');
  const [step, other] = [steps[at], steps[at + 1]];
  if (step === undefined || other === undefined || !isProgram(step) || !endsWell(other.words)) return undefined;
  // A later program decides the shell's exit code, but after `exit` none runs.
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
  // With `set -e` the shell exits at the failure.
  const isStrict = steps.some(({ words: [first = '', option = ''] }) => first === 'set' && /^-\w*e/.test(option));
  const follows = !isStrict && (before.operator === ';' || before.operator === '\n');
  return follows && endsWell(last.words) ? { kind: 'last-command', words: lineOf(';', last), program } : undefined;
}
