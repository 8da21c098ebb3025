import { ownText } from '../../core/facts/line-prefix.ts';
import type { LogLine } from '../../core/facts/log-event.ts';

/** The command, and the words of the shell that missed it. */
export interface MissedByShell {
  readonly name: string;
  readonly line: string;
}

/** The newest line in which a shell says that it does not find a command. Wrong-architecture and line-ending faults are worded alike, but name no plain word. */
export function missedByShell(tail: readonly LogLine[]): MissedByShell | undefined {
  for (const { text } of [...tail].reverse()) {
    const line = ownText(text);
    const name = PATTERNS.map((pattern) => pattern.exec(line)?.[1]).find((found) => found !== undefined);
    if (name !== undefined) return { name, line };
  }
  return undefined;
}

const NAME = '([\\w@%+=:,./-]+)';

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
