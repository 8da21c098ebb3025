import { givenOption, typed } from './command-line/given-option.ts';
import { invocations } from './command-line/invocation.ts';

export { typed } from './command-line/given-option.ts';
export { isPlain, shellPath } from './command-line/shell-word.ts';

/** The script that a command runs, by its own name or handed to a shell (`sh start.sh`, `sh -c 'exec ./start.sh'`); undefined where it runs none. */
export function scriptIn(command: readonly string[]): string | undefined {
  const path = invocations(command).at(-1)?.path;
  return path !== undefined && /^[\w./-]{1,120}$/.test(path) && /[./]/.test(path) ? path : undefined;
}

/** The file that the kernel executes, as a shell finds it: of a script that is its interpreter, which a link may name. */
export function executableIn(command: readonly string[]): string | undefined {
  const program = invocations(command).at(-1)?.words[0] ?? '';
  return /^[\w./-]{1,120}$/.test(program) ? `"$(readlink -f "$(command -v ${program})")"` : undefined;
}

/** The module and object that a Gunicorn of the command is told to serve: `shop.wsgi:application`. */
export function gunicornAppIn(command: readonly string[]): string | undefined {
  const gunicorn = invocations(command).find(({ program }) => program.startsWith('gunicorn'));
  return gunicorn?.args.findLast((arg) => /^[A-Za-z_][\w.]{0,100}(?::[\w.()]{1,100})?$/.test(arg));
}

/** Node's option for a heap of so many MiB, quoted: where the command has it already that beats the variable, and has to give way. */
export function nodeHeapOption(command: readonly string[], megabytes: number): string {
  const words = invocations(command).flatMap((each) => each.words);
  const given = givenOption(words, ['--max-old-space-size', '--max_old_space_size']);
  return given === undefined
    ? `\`NODE_OPTIONS=--max-old-space-size=${megabytes}\``
    : `\`${typed(given.with(String(megabytes)))}\` instead of \`${typed(given.words)}\``;
}
