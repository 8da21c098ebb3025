import { quotable } from '../redaction/redact.ts';
import type { Process } from './process.ts';
import { shellQuote } from './shell-quote.ts';
import { shortCommand } from './short-command.ts';

/** A longer command line is cut to this before it is searched for secrets. */
const LONGEST = 4_000;

/** The process exited before its command line could be read, or reading it is not allowed. */
const UNREAD_COMMAND = '(unknown command)';

/**
 * A command line as a sentence quotes it: one line, quoted as a shell would, redacted, cut in the middle to `most` characters.
 * It holds no backtick, because sentences quote it in backticks.
 */
export const commandWords = (command: readonly string[], most?: number): string =>
  command.length === 0 ? UNREAD_COMMAND : shortCommand(withoutBackticks(quotable(shellLine(command), LONGEST)), most);

/** With the letter that looks like a backtick in its place. */
const withoutBackticks = (line: string): string => line.replaceAll('`', '\u02cb');

/** The command as a user would type it into a POSIX shell, in one line. Runs of blanks and newlines within a word become one blank. */
export function shellLine(command: readonly string[]): string {
  const words = command.map((word) => word.replace(/\s+/g, ' '));
  const [only = ''] = words;
  // A process title such as "nginx: master process nginx" is one word in /proc/PID/cmdline.
  return words.length === 1 ? only.trim() : words.map(shellQuote).join(' ');
}

/** Quotes the command of a process; its kernel name in brackets where it has no command line. */
export const processName = ({ command, name }: Pick<Process, 'command' | 'name'>, most?: number): string =>
  command.length === 0 ? `[${name}]` : commandWords(command, most);
