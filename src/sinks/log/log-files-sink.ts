import type { Instant } from '../../core/clock.ts';
import type { FollowedLog } from '../../core/facts/followed-log.ts';
import type { Sink } from '../../core/ports/sink.ts';
import { quotable } from '../../core/redaction/redact.ts';
import type { Logger } from '../../logger.ts';

/** An app may create its log file only with its first line. */
const MISSING_MS = 30_000;
/** Between two lines about losses of the same file. */
const AGAIN_MS = 60_000;

/** What was logged about a file. */
interface LoggedOfFile {
  readonly since: Instant;
  readonly state: FollowedLog['state'];
  readonly reason: string | undefined;
  readonly isMissingLogged: boolean;
  readonly truncations: number;
  readonly lostBytes: number;
  readonly lostAt: Instant;
  readonly unreadBytes: number;
}

/** One line for the log. */
interface FileLine {
  readonly level: 'info' | 'warn';
  readonly fields: object;
  readonly msg: string;
}

/** Logs which of the app's log files cannot be read, and what was or may be lost: unread lines raise no diagnosis. */
export function createLogFilesSink(logger: Logger): Sink {
  const logged = new Map<string, LoggedOfFile>();
  return {
    name: 'log files',
    live: true,
    async deliver({ at, facts: { observed } }) {
      if (!observed.logFiles.known) return;
      for (const file of observed.logFiles.value) {
        const { now, lines } = newLines(file, logged.get(file.origin) ?? nothingLogged(at), at);
        logged.set(file.origin, now);
        for (const { level, fields, msg } of lines) logger[level](fields, msg);
      }
    },
  };
}

const nothingLogged = (at: Instant): LoggedOfFile => ({
  since: at,
  state: 'followed',
  reason: undefined,
  isMissingLogged: false,
  truncations: 0,
  lostBytes: 0,
  unreadBytes: 0,
  lostAt: Number.NEGATIVE_INFINITY,
});

/** The new lines about a file, and what is logged about it after them. */
function newLines(
  file: FollowedLog,
  before: LoggedOfFile,
  at: Instant,
): { readonly now: LoggedOfFile; readonly lines: readonly FileLine[] } {
  const { state, reason, truncations, lostBytes, unreadBytes = 0 } = file;
  const isSame = state === before.state && reason === before.reason;
  const since = isSame ? before.since : at;
  const isMissing = state === 'missing' && at - since >= MISSING_MS && !before.isMissingLogged;
  const isLoss = lostBytes > before.lostBytes && at - before.lostAt >= AGAIN_MS;
  const now = {
    ...{ since, state, reason, truncations, unreadBytes },
    isMissingLogged: before.isMissingLogged || isMissing,
    ...(isLoss ? { lostBytes, lostAt: at } : { lostBytes: before.lostBytes, lostAt: before.lostAt }),
  };
  const lines = [
    ...(state === 'unreadable' && !isSame ? [unreadable(file)] : []),
    ...(isMissing ? [missing(file)] : []),
    ...(truncations > 0 && before.truncations === 0 ? [truncated(file)] : []),
    ...(isLoss ? [lost(file)] : []),
    ...(unreadBytes > before.unreadBytes ? [unread(file)] : []),
  ];
  return { now, lines };
}

const pathOf = ({ origin }: FollowedLog): string => quotable(origin, 200);

function unreadable(file: FollowedLog): FileLine {
  const path = pathOf(file);
  const { reason } = file;
  return { level: 'warn', fields: { path, reason }, msg: `the log file ${path} cannot be read: ${reason}` };
}

function missing(file: FollowedLog): FileLine {
  const path = pathOf(file);
  return { level: 'info', fields: { path }, msg: `the log file ${path} does not exist yet` };
}

function truncated(file: FollowedLog): FileLine {
  const path = pathOf(file);
  const may = 'lines written between the copy and the truncation are lost, and cannot be counted';
  return { level: 'info', fields: { path }, msg: `the log file ${path} is rotated by truncation: ${may}` };
}

function lost(file: FollowedLog): FileLine {
  const path = pathOf(file);
  const { lostBytes } = file;
  const msg = `${lostBytes} bytes of the log file ${path} were lost: it was truncated before they were read`;
  return { level: 'warn', fields: { path, lostBytes }, msg };
}

function unread(file: FollowedLog): FileLine {
  const path = pathOf(file);
  const { unreadBytes = 0 } = file;
  const msg = `the last ${unreadBytes} bytes of the log file ${path} were not read before the agent exited`;
  return { level: 'warn', fields: { path, unreadBytes }, msg };
}
