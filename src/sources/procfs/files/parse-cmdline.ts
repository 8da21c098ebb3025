import { redactCommand, type Safe } from '../../../core/redaction/redact.ts';
import { ours } from '../../../core/redaction/safe-json.ts';

/** The part of /proc/PID/cmdline that is read, in bytes. */
export const CMDLINE_BYTES = 16_384;

const WORDS = 64;
const WORD_CHARACTERS = 512;
const CHARACTERS = 4_096;

/**
 * The exact words of /proc/PID/cmdline (proc_pid_cmdline(5)); none for a zombie or a kernel thread.
 * Drops the NULs that pad a process's new title; keeps empty words between others.
 */
export function parseCmdline(text: string): readonly string[] {
  const padded = text.replace(/\0+$/, '');
  return padded === '' ? [] : padded.split('\0');
}

/** A command line as facts hold it: redacted, at most 64 words of 512 characters and 4,096 in all. Cut text ends with `…`. */
export function commandFacts(words: readonly string[]): readonly Safe[] {
  const cut: Safe[] = [];
  let left = CHARACTERS;
  // Redacted before it is cut: half a secret is still a secret, and no longer matches its pattern.
  for (const word of redactCommand(words.slice(0, WORDS))) {
    if (left <= 0) break;
    cut.push(shortened(word, Math.min(WORD_CHARACTERS, left)));
    left -= word.length;
  }
  return cut.length < words.length ? [...cut, ours('…')] : cut;
}

const shortened = (word: Safe, limit: number): Safe =>
  word.length <= limit ? word : ours(`${word.slice(0, limit - 1)}…`);
