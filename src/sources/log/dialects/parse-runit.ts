import { notStarted, readSupervised, type SupervisorMessage, supervisorDialect } from './parse-supervised-line.ts';

/** Messages of runit's runsv or s6-supervise about a service that cannot be started. */
export const runit = supervisorDialect(
  /: fatal: unable to (?:start \.\/run|exec run): /,
  (line) => readSupervised('runit', runsv, line) ?? readSupervised('s6', s6, line),
);

// Neither logs a service that starts and exits immediately: only /proc shows that.
const runsv: readonly SupervisorMessage[] = [
  [/^runsv (\S{1,100}): fatal: unable to start \.\/run: .{1,100}$/, (program) => ({ program, happened: notStarted() })],
];
const s6: readonly SupervisorMessage[] = [
  [
    /^s6-supervise (\S{1,100}) \(child\): fatal: unable to exec run: .{1,100}$/,
    (program) => ({ program, happened: notStarted() }),
  ],
];
