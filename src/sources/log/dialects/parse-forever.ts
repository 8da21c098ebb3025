import {
  bySignal,
  readSupervised,
  type SupervisorMessage,
  started,
  supervisorDialect,
  withStatus,
} from './parse-supervised-line.ts';

/** The messages of forever about its one program, which it restarts after each exit. */
export const forever = supervisorDialect(/Forever detected script |error: Script restart attempt #/, (line) =>
  readSupervised('forever', messages, line),
);

const messages: readonly SupervisorMessage[] = [
  [
    /^error: {1,4}Forever detected script exited with code: (\d{1,3})$/,
    (code = '') => ({ happened: withStatus(code) }),
  ],
  [
    /^error: {1,4}Forever detected script was killed by signal: (SIG[A-Z]{2,6})$/,
    (signal = '') => ({ happened: bySignal(signal) }),
  ],
  [/^error: {1,4}Script restart attempt #\d{1,9}$/, () => ({ happened: started })],
];
