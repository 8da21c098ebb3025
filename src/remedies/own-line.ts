import { givenOption, typed } from './command-line/given-option.ts';
import { invocations } from './command-line/invocation.ts';

export { typed } from './command-line/given-option.ts';
export { isPlain, shellPath } from './command-line/shell-word.ts';

/** The script that a command runs, directly or with a shell (`sh start.sh`, `sh -c 'exec ./start.sh'`). Undefined if it runs none. */
export function scriptIn(command: readonly string[]): string | undefined {
  const path = invocations(command).at(-1)?.path;
  return path !== undefined && /^[\w./-]{1,120}$/.test(path) && /[./]/.test(path) ? path : undefined;
}

/** A shell expression for the file that the kernel executes, with links resolved. For a script, that is its interpreter. */
export function executableIn(command: readonly string[]): string | undefined {
  const program = invocations(command).at(-1)?.words[0] ?? '';
  return /^[\w./-]{1,120}$/.test(program) ? `"$(readlink -f "$(command -v ${program})")"` : undefined;
}

/** The module and object that the command gives to Gunicorn: `shop.wsgi:application`. */
export function gunicornAppIn(command: readonly string[]): string | undefined {
  const gunicorn = invocations(command).find(({ program }) => program.startsWith('gunicorn'));
  return gunicorn?.args.findLast((arg) => /^[A-Za-z_][\w.]{0,100}(?::[\w.()]{1,100})?$/.test(arg));
}

/** Node's heap option for this many MiB, quoted. An option in the command itself is replaced, because it overrides NODE_OPTIONS. */
export function nodeHeapOption(command: readonly string[], megabytes: number): string {
  const words = invocations(command).flatMap((each) => each.words);
  const given = givenOption(words, ['--max-old-space-size', '--max_old_space_size']);
  return given === undefined
    ? `\`NODE_OPTIONS=--max-old-space-size=${megabytes}\``
    : `\`${typed(given.with(String(megabytes)))}\` instead of \`${typed(given.words)}\``;
}
