import {
  bySignal,
  notStarted,
  readSupervised,
  type SupervisorMessage,
  started,
  supervisorDialect,
  withStatus,
} from './parse-supervised-line.ts';

/** supervisord's own log. */
export const supervisord = supervisorDialect(
  /(?:INFO|WARN) (?:spawned: '|exited: |stopped: |spawnerr: |gave up: )/,
  (line) => {
    const text = LINE.exec(line)?.[1];
    return text === undefined ? undefined : readSupervised('supervisord', messages, text, line);
  },
);

// Its logger has one format, with milliseconds (supervisor/loggers.py, 3.0 to 4.2).
const LINE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (?:INFO|WARN) (.+)$/;
const NAME = '([^\\s()]{1,200})';

const messages: readonly SupervisorMessage[] = [
  [new RegExp(`^spawned: '${NAME}' with pid \\d{1,10}$`), (program) => ({ program, happened: started })],
  [
    new RegExp(`^exited: ${NAME} \\(exit status (\\d{1,5}); not expected\\)$`),
    (program, status = '') => ({ program, happened: withStatus(status) }),
  ],
  [
    new RegExp(`^exited: ${NAME} \\(exit status (\\d{1,5}); expected\\)$`),
    (program, status = '') => ({
      program,
      happened: { kind: 'ended', how: `exited with code ${status}`, isExpected: true },
    }),
  ],
  [
    new RegExp(
      `^exited: ${NAME} \\(terminated by (SIG\\w{1,12}|signal \\d{1,3})(?: \\(core dumped\\))?; (?:not )?expected\\)$`,
    ),
    (program, signal = '') => ({ program, happened: bySignal(signal) }),
  ],
  // supervisord got a request to stop the program.
  [
    new RegExp(`^stopped: ${NAME} \\((?:exit status \\d{1,5}|terminated by .{1,40})\\)$`),
    (program) => ({ program, happened: { kind: 'ended', how: 'exited when it was told to', isExpected: true } }),
  ],
  // This line does not name the program.
  [/^spawnerr: can't find command '(.{1,300})'$/, (command) => ({ happened: notStarted(command) })],
  [/^spawnerr: .{1,300}$/, () => ({ happened: notStarted() })],
  [
    new RegExp(`^gave up: ${NAME} entered FATAL state, too many start retries too quickly$`),
    (program) => ({ program, happened: { kind: 'given-up' } }),
  ],
];
