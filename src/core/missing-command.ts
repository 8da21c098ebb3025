import type { LogLine } from './log-event.ts';

/** A command that a shell or env(1) said it could not find, and the line that says so. */
export interface MissingCommand {
  readonly name: string;
  readonly line: string;
}

/** The newest such line of the log's tail; undefined when there is none. Wrong-architecture and line-ending faults are worded alike but name no plain word. */
export function missingCommand(tail: readonly LogLine[]): MissingCommand | undefined {
  for (const { text } of [...tail].reverse()) {
    const line = text.trim();
    const name = PATTERNS.map((pattern) => pattern.exec(line)?.[1]).find((found) => found !== undefined);
    if (name !== undefined) return { name, line };
  }
  return undefined;
}

/** What to do about a command that is not there, best first. `name` is what was looked for. */
export function missingCommandAdvice(name: string, searched: readonly string[]): readonly string[] {
  if (/\s/.test(name)) {
    const words = name.trim().split(/\s+/).map((word) => JSON.stringify(word)).join(', ');
    return [`Write the words of the command separately, CMD [${words}], or let a shell split them: the whole line was taken as one name.`];
  }
  if (SHELL_WORDS.has(name) || /^\w+=/.test(name)) {
    return [`Run the line through a shell (sh -c '…'): ${name} is a word of the shell, not a program.`];
  }
  const missing = `Install what provides ${name} in the image, or correct the name in CMD, ENTRYPOINT or the Procfile.`;
  if (name.includes('/')) return [missing, 'Check that COPY puts the file there, that .dockerignore does not leave it out, and that no volume hides it.'];
  const path = searched.length > 0 ? ` (now ${searched.join(':')})` : '';
  return [missing, `If it is installed in a directory of its own (a virtual environment, node_modules/.bin), add that to PATH${path} or name the file by its whole path.`];
}

const NAME = "([\\w@%+=:,./-]+)";

const PATTERNS: readonly RegExp[] = [
  // dash: `sh: 1: foo: not found`; busybox: `sh: foo: not found`; both with `exec: ` before the name.
  new RegExp(`^[\\w./-]+: (?:line )?(?:\\d+: )?(?:exec: )?${NAME}: not found$`),
  // bash: `/bin/bash: line 1: foo: command not found`, and zsh the other way round.
  new RegExp(`^[\\w./-]+: (?:line \\d+: )?(?:exec: )?${NAME}: command not found$`),
  new RegExp(`^zsh:(?:\\d+:)? command not found: ${NAME}$`),
  // bash with a path: `bash: line 1: ./foo: No such file or directory`.
  new RegExp(`^[\\w./-]*(?:sh|bash): (?:line )?\\d+: (?:exec: )?${NAME}: No such file or directory$`),
  // GNU, old and busybox env(1).
  new RegExp(`^(?:/usr/bin/)?env: (?:can't execute )?['‘]?${NAME}['’]?: No such file or directory$`),
];

const SHELL_WORDS: ReadonlySet<string> = new Set(['cd', 'export', 'source', '.', 'exec', 'set', 'ulimit', 'if', 'while', '&&']);
