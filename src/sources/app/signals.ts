import { constants } from 'node:os';

/**
 * The signals that are not forwarded to the app, as in tini. No process can catch some of them. The kernel sends others for a fault of the process
 * itself. The rest are those of job control on the terminal, and SIGCHLD, which is for the agent.
 * JavaScript cannot catch real-time signals. The launcher forwards those.
 */
const notForwarded: readonly string[] = [
  ...['SIGKILL', 'SIGSTOP', 'SIGCHLD', 'SIGTTIN', 'SIGTTOU'],
  ...['SIGSEGV', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGIOT', 'SIGSYS'],
  // Other names of SIGIO and SIGSYS.
  ...['SIGPOLL', 'SIGUNUSED'],
];

/** Signals that ask a program to exit. */
const stops: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGQUIT'];

export const isStop = (signal: string): boolean => stops.some((each) => each === signal);

/** Calls `receive` for each forwardable signal that this process gets, until the returned function is called. */
export function onSignals(receive: (signal: NodeJS.Signals) => void): () => void {
  // `as`: the keys of Node's own table are signal names.
  const names = Object.keys(constants.signals) as NodeJS.Signals[];
  const forwarded = names.filter((name) => !notForwarded.includes(name));
  for (const name of forwarded) process.on(name, receive);
  return () => {
    for (const name of forwarded) process.off(name, receive);
  };
}

/** Signals that would kill this process, or open Node's debugger (SIGUSR1). */
const unwanted: readonly NodeJS.Signals[] = [...stops, 'SIGHUP', 'SIGUSR1', 'SIGUSR2'];

/** Keeps the agent running when it gets one of these signals itself, because it must run exactly as long as its app. `told` is called for each. */
export function outliveSignals(told: (signal: NodeJS.Signals) => void): void {
  for (const name of unwanted) process.on(name, told);
}
