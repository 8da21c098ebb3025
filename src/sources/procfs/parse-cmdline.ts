import { redactCommand } from '../../core/redact.ts';

/** How many bytes of /proc/PID/cmdline are worth reading. */
export const CMDLINE_BYTES = 16_384;

const WORDS = 64;
const WORD_CHARACTERS = 512;
const CHARACTERS = 4_096;

/**
 * The words of /proc/PID/cmdline (proc_pid_cmdline(5)), exactly; none for a zombie or a kernel thread.
 * The NULs that a process pads its new title with are dropped, empty words between others are kept.
 */
export function parseCmdline(text: string): readonly string[] {
  const padded = text.replace(/\0+$/, '');
  return padded === '' ? [] : padded.split('\0');
}

/** A command line as facts carry it: redacted, at most 64 words of 512 characters and 4,096 in all; what was cut ends in `…`. */
export function commandFacts(words: readonly string[]): readonly string[] {
  const cut: string[] = [];
  let left = CHARACTERS;
  for (const word of words.slice(0, WORDS)) {
    if (left <= 0) break;
    cut.push(shortened(word, Math.min(WORD_CHARACTERS, left)));
    left -= word.length;
  }
  return redactCommand(cut.length < words.length ? [...cut, '…'] : cut);
}

/** A URL whose password may run over the cut: without its `@` it would not be known as one. */
const OPEN_AUTHORITY = /:\/\/[^\s/@]*$/;

// Cut before it is redacted: the time that redaction takes grows faster than the text.
const shortened = (word: string, limit: number): string =>
  word.length <= limit ? word : `${word.slice(0, limit - 1).replace(OPEN_AUTHORITY, '://')}…`;
