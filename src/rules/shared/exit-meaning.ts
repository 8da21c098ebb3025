import type { Exit } from '../../core/facts/app.ts';
import { signalName } from '../../core/facts/signal.ts';

/** The conventional meaning of an exit code or signal, to end a sentence that tells both as it knows them; undefined if it has none. */
export function exitMeaning(exit: Exit): string | undefined {
  const signal = signalOf(exit);
  // `was killed by SIGSEGV` already names the signal; `exited with code 139` does not.
  if (signal !== undefined)
    return exit.signal === undefined ? SIGNALS[signal] : SIGNALS[signal]?.replace(` (${signal})`, '');
  return exit.code === undefined ? undefined : CODES[exit.code];
}

/** The signal that killed the command, or a command that it ran: shells and container runtimes report 128 plus its number. */
export function signalOf(exit: Exit): string | undefined {
  return exit.signal ?? signalName((exit.code ?? 0) - 128);
}

const SIGNALS: Readonly<Record<string, string>> = {
  SIGHUP: 'its terminal or session was closed (SIGHUP)',
  SIGINT: 'it was interrupted (SIGINT) by something other than sidewatch',
  SIGILL: 'it used an instruction that this CPU does not support (SIGILL)',
  SIGTRAP: 'its runtime gave up with a trap (SIGTRAP)',
  SIGABRT: 'it aborted itself (SIGABRT), for example after a failed assertion or on a full heap',
  SIGBUS: 'it accessed memory that does not exist (SIGBUS), for example on a full /dev/shm or in a truncated file',
  SIGFPE: 'it failed in an arithmetic operation (SIGFPE)',
  SIGKILL: 'something outside the app killed it (SIGKILL); if the container has a memory limit, check it',
  SIGSEGV: 'its native code crashed on a bad memory access (SIGSEGV)',
  SIGPIPE: 'it wrote to a pipe that no process reads (SIGPIPE)',
  SIGTERM: 'it was asked to stop (SIGTERM) by something other than sidewatch',
  SIGXCPU: 'it used up its limit of CPU time (SIGXCPU)',
  SIGSYS: 'it made a system call that the container forbids (SIGSYS)',
};

// 64 and 78 come from sysexits.h, 126 and 127 from POSIX, Shell Command Language, 2.8.2.
const CODES: Readonly<Record<number, string>> = {
  64: 'by convention its command line was wrong',
  78: 'by convention its configuration was wrong',
  126: 'a command that it ran cannot be executed, or is not a program',
  127: 'a command that it ran does not exist in the image',
};
