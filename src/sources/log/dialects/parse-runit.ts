import type { Supervised } from '../../../core/facts/supervised.ts';
import { notStarted, readSupervised, type SupervisorMessage } from './parse-supervised-line.ts';

/** What to search the raw output for: a line without any of these is none that `parseRunit` understands. */
export const runitNeedles = /: fatal: unable to (?:start \.\/run|exec run): /;

// Neither says a word of a service that starts and ends at once: that shows in /proc alone.
const runit: readonly SupervisorMessage[] = [
  [/^runsv (\S{1,100}): fatal: unable to start \.\/run: .{1,100}$/, (program) => ({ program, happened: notStarted() })],
];
const s6: readonly SupervisorMessage[] = [
  [
    /^s6-supervise (\S{1,100}) \(child\): fatal: unable to exec run: .{1,100}$/,
    (program) => ({ program, happened: notStarted() }),
  ],
];

/** Reads one line of runit's runsv or of s6-supervise about a service that cannot be started; undefined for any other. */
export const parseRunit = (line: string): Supervised | undefined =>
  readSupervised('runit', runit, line) ?? readSupervised('s6', s6, line);
