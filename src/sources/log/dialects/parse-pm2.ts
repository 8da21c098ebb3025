import {
  bySignal,
  readSupervised,
  type SupervisorMessage,
  started,
  supervisorDialect,
  withStatus,
} from './parse-supervised-line.ts';

/** The messages of `pm2-runtime` about itself: with its own prefix, in a column, or without either. */
export const pm2 = supervisorDialect(
  /App \[[^\]\n]{1,200}\] (?:starting in|exited with)|had too many unstable restarts/,
  (line) => {
    const text = LINE.exec(line)?.[1];
    return text === undefined ? undefined : readSupervised('PM2', messages, text, line);
  },
);

const LINE = /^(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d: PM2 log: |PM2 {1,20}\| )?(.+)$/;

const messages: readonly SupervisorMessage[] = [
  [
    /^App \[([^\]]{1,200}):\d{1,6}\] starting in -(?:fork|cluster) mode-$/,
    (program) => ({ program, happened: started }),
  ],
  // It logs SIGINT even for a program that exited on its own (lib/God.js).
  [
    /^App \[([^\]]{1,200}):\d{1,6}\] exited with code \[(\d{1,5})\] via signal \[(SIG\w{1,12})\]$/,
    (program, code = '', signal = '') => ({
      program,
      happened: signal === 'SIGINT' ? withStatus(code) : bySignal(signal),
    }),
  ],
  // Names the script, not the app: it means the app whose exit it has just logged.
  [
    /^Script .{1,300} had too many unstable restarts \(\d{1,6}\)\. Stopped\. "errored"$/,
    () => ({ happened: { kind: 'given-up' } }),
  ],
];
