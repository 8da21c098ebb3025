import {
  bySignal,
  gaveUp,
  note,
  outsideDialect,
  started,
  stopping,
  unsure,
  verdict,
  withCode,
  withSignal,
} from './parse-life-words.ts';

const UNIT = '[\\w@.:\\\\-]{1,200}\\.service';
const message = (pattern: string): RegExp => new RegExp(`^${UNIT}: ${pattern}$`);

const outOfMemory = () => verdict('systemd', 'out-of-memory', 'the OOM killer killed a process of the unit');

/** Messages of systemd about a service, as the journal has them after timestamp and tag (src/core/unit.c, src/core/service.c). */
export const systemdWords = outsideDialect(/\.service(?:: | - |\.)|Main PID: \d/, [
  [message('(?:[Mm]ain|Control) process exited, code=exited,? status=(\\d{1,3})(?:/\\S{1,40})?'), withCode('systemd')],
  [
    message('(?:[Mm]ain|Control) process exited, code=(?:killed|dumped),? status=\\d{1,3}/([A-Z\\d+]{2,12})'),
    (name = '') => bySignal('systemd')(`SIG${name}`),
  ],
  [message('[Ss]tart operation timed out\\. Terminating\\.'), gaveUp('systemd')],
  // By default it then sends SIGABRT; the words after it only name the signal.
  [message('Watchdog timeout \\(limit .{1,20}\\)!'), withSignal('systemd', 'SIGABRT')],
  [message('Killing process \\d{1,10} \\(.{1,40}\\) with signal SIGABRT\\.'), note],
  // Something that the unit needs is missing, so no program was started.
  // A reload re-reads the files, and may fail without an exit.
  [message('Failed to load environment files: .{1,200}'), unsure(gaveUp('systemd'))],
  [message("Failed to run '(?:start|start-pre|start-post|auto-restart)' task: .{1,200}"), gaveUp('systemd')],
  [message('Start request repeated too quickly\\.'), gaveUp('systemd')],
  [message('(?:Scheduled restart job|Service (?:RestartSec=\\S{1,20}|hold-off time)).{1,200}'), note],
  [message('(?:Deactivated successfully|Succeeded)\\.'), stopping],
  [message("Failed with result 'oom-kill'\\."), outOfMemory],
  [message('A process of this unit has been killed by the OOM killer\\.'), outOfMemory],
  [message('(?:Failed with result|Unit entered failed state|Consumed ).{0,200}'), note],
  // `systemctl status` of a unit that is down.
  [/^\s{1,12}Main PID: \d{1,10} \(code=exited, status=([1-9]\d{0,2})(?:\/\S{1,40})?\)$/, withCode('systemd')],
  [
    /^\s{1,12}Main PID: \d{1,10} \(code=(?:killed|dumped), signal=([A-Z\d+]{2,12})\)$/,
    (name = '') => bySignal('systemd')(`SIG${name}`),
  ],
  // Before version 249 only the description was here, which any program may write too.
  [new RegExp(`^Stopping ${UNIT}(?: - .{1,200})?\\.\\.\\.$`), stopping],
  [new RegExp(`^Started ${UNIT}(?: - .{1,200})?\\.$`), () => started()],
  [
    new RegExp(
      `^(?:Starting ${UNIT}(?: - .{1,200})?\\.\\.\\.|(?:Stopped|Failed to start) ${UNIT}(?: - .{1,200})?\\.)$`,
    ),
    note,
  ],
]);
