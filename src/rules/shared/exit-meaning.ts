import type { Exit } from '../../core/facts/app.ts';
import { signalName } from '../../core/facts/signal.ts';

/** What an exit code or signal stands for by common convention, as the end of a sentence; undefined when it says nothing by itself. */
export function exitMeaning(exit: Exit): string | undefined {
  const signal = signalOf(exit);
  if (signal !== undefined) return SIGNALS[signal];
  return exit.code === undefined ? undefined : CODES[exit.code];
}

/** The signal that ended the command, or a command that it ran: shells and container runtimes report 128 plus its number. */
export function signalOf(exit: Exit): string | undefined {
  return exit.signal ?? signalName((exit.code ?? 0) - 128);
}

const SIGNALS: Readonly<Record<string, string>> = {
  SIGHUP: 'its terminal or session went away (SIGHUP)',
  SIGINT: 'it was interrupted (SIGINT) by something other than sidewatch',
  SIGILL: 'it used an instruction that this processor does not know (SIGILL)',
  SIGTRAP: 'its runtime gave up with a trap (SIGTRAP)',
  SIGABRT: 'it aborted itself (SIGABRT), as on a failed assertion or a full heap',
  SIGBUS: 'it accessed memory that is not there (SIGBUS), as on a full /dev/shm or a truncated file',
  SIGFPE: 'its arithmetic failed (SIGFPE)',
  SIGKILL: 'it was killed (SIGKILL) by something outside the app; if the container has a memory limit, check it',
  SIGSEGV: 'its native code crashed on a bad memory access (SIGSEGV)',
  SIGPIPE: 'it wrote to a pipe that nobody reads (SIGPIPE)',
  SIGTERM: 'it was asked to end (SIGTERM) by something other than sidewatch',
  SIGXCPU: 'it used up its limit of processor time (SIGXCPU)',
  SIGSYS: 'it made a system call that the container forbids (SIGSYS)',
};

// 64 and 78 are those of sysexits.h; 126 and 127 are POSIX, Shell Command Language, 2.8.2.
const CODES: Readonly<Record<number, string>> = {
  64: 'by convention its command line was wrong',
  78: 'by convention its configuration was wrong',
  126: 'a command that it ran may not be executed, or is no program',
  127: 'a command that it ran does not exist in the image',
};
