import { constants } from 'node:os';

/**
 * The signals that are handed on to the app: all that a process can be sent and catch, but those that the kernel raises
 * over a fault of the process itself, job control's on the terminal, and SIGCHLD, which is the agent's own. As tini does.
 * Real-time signals cannot be caught from JavaScript; the launcher hands them on.
 */
const notForwarded: readonly string[] = [
  ...['SIGKILL', 'SIGSTOP', 'SIGCHLD', 'SIGTTIN', 'SIGTTOU'],
  ...['SIGSEGV', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGIOT', 'SIGSYS'],
  // Other names of SIGIO and SIGSYS.
  ...['SIGPOLL', 'SIGUNUSED'],
];

/** Signals that ask a program to end. */
const stops: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGQUIT'];

export const isStop = (signal: string): boolean => stops.some((each) => each === signal);

/** Calls `receive` for each forwardable signal that this process gets; the returned function ends that. */
export function onSignals(receive: (signal: NodeJS.Signals) => void): () => void {
  // The keys of Node's own table are signal names.
  const names = Object.keys(constants.signals) as NodeJS.Signals[];
  const forwarded = names.filter((name) => !notForwarded.includes(name));
  for (const name of forwarded) process.on(name, receive);
  return () => {
    for (const name of forwarded) process.off(name, receive);
  };
}

/** Signals that would end this process, or open Node's debugger (SIGUSR1). */
const unwanted: readonly NodeJS.Signals[] = [...stops, 'SIGHUP', 'SIGUSR1', 'SIGUSR2'];

/** Has an agent that ends with its app, and only then, outlive the signals that it is sent itself; each is reported. */
export function outliveSignals(told: (signal: NodeJS.Signals) => void): void {
  for (const name of unwanted) process.on(name, told);
}
