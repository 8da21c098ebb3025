import {
  bySignal,
  readSupervised,
  type SupervisorMessage,
  started,
  supervisorDialect,
  withStatus,
} from './parse-supervised-line.ts';

/** What `pm2-runtime` writes of itself; with a prefix of its own, in a column, or without. */
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
  // It says SIGINT also of a program that ended by itself (lib/God.js).
  [
    /^App \[([^\]]{1,200}):\d{1,6}\] exited with code \[(\d{1,5})\] via signal \[(SIG\w{1,12})\]$/,
    (program, code = '', signal = '') => ({
      program,
      happened: signal === 'SIGINT' ? withStatus(code) : bySignal(signal),
    }),
  ],
  // Names the script, not the app: it is the one whose end it has just told.
  [
    /^Script .{1,300} had too many unstable restarts \(\d{1,6}\)\. Stopped\. "errored"$/,
    () => ({ happened: { kind: 'given-up' } }),
  ],
];
