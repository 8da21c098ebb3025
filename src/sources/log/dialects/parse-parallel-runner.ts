import type { Happening } from '../../../core/facts/supervised.ts';
import {
  bySignal,
  readSupervised,
  type SupervisorMessage,
  started,
  supervisorDialect,
  withStatus,
} from './parse-supervised-line.ts';

/** Messages of runners for several programs side by side (concurrently, npm-run-all) about one that exited. */
export const parallelRunners = supervisorDialect(
  / exited with (?:code )?[0-9S]| restarted/,
  (line) => readSupervised('concurrently', concurrently, line) ?? readSupervised('npm-run-all', npmRunAll, line),
);

const withCode = (code = ''): Happening => (code.startsWith('SIG') ? bySignal(code) : withStatus(code));

// The label is the program's name, its number, a time or its pid; the message has its command
// (src/flow-control/restart-process.ts, src/logger.ts).
const LABEL = '^\\[[^\\]\\n]{1,80}\\] ';

const concurrently: readonly SupervisorMessage[] = [
  [
    new RegExp(`${LABEL}(.{1,300}) exited with code (\\d{1,5}|SIG[A-Z]{2,9})$`),
    (program, code) => ({ program, happened: withCode(code) }),
  ],
  [new RegExp(`${LABEL}(.{1,300}) restarted$`), (program) => ({ program, happened: started })],
];

const npmRunAll: readonly SupervisorMessage[] = [
  [/^ERROR: "(.{1,200})" exited with (\d{1,5})\.$/, (program, code) => ({ program, happened: withCode(code) })],
];
