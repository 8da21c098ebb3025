import type { Instant } from '../../core/clock.ts';
import type { FollowedLog } from '../../core/facts/followed-log.ts';
import type { Sink } from '../../core/ports/sink.ts';
import { quotable } from '../../core/redaction/redact.ts';
import type { Logger } from '../../logger.ts';

/** A file may be made by the app only when that has something to say. */
const MISSING_MS = 30_000;
/** Between two words about what one file lost. */
const AGAIN_MS = 60_000;

/** What was told of a file. */
interface Said {
  readonly since: Instant;
  readonly state: FollowedLog['state'];
  readonly reason: string | undefined;
  readonly isMissingTold: boolean;
  readonly truncations: number;
  readonly lostBytes: number;
  readonly lostAt: Instant;
  readonly unreadBytes: number;
}

/** One line for the log. */
interface Word {
  readonly level: 'info' | 'warn';
  readonly fields: object;
  readonly msg: string;
}

/** Tells on the agent's log what of the app's log files it cannot read, and what it lost or may have lost: for what nobody read there is no diagnosis. */
export function createLogFilesSink(logger: Logger): Sink {
  const said = new Map<string, Said>();
  return {
    name: 'log files',
    live: true,
    async deliver({ at, facts: { observed } }) {
      if (!observed.logFiles.known) return;
      for (const file of observed.logFiles.value) {
        const { now, words } = news(file, said.get(file.origin) ?? unsaid(at), at);
        said.set(file.origin, now);
        for (const { level, fields, msg } of words) logger[level](fields, msg);
      }
    },
  };
}

const unsaid = (at: Instant): Said => ({
  since: at,
  state: 'followed',
  reason: undefined,
  isMissingTold: false,
  truncations: 0,
  lostBytes: 0,
  unreadBytes: 0,
  lostAt: Number.NEGATIVE_INFINITY,
});

/** What is to be said of a file by now, and what will have been said then. */
function news(file: FollowedLog, before: Said, at: Instant): { readonly now: Said; readonly words: readonly Word[] } {
  const { state, reason, truncations, lostBytes, unreadBytes = 0 } = file;
  const isSame = state === before.state && reason === before.reason;
  const since = isSame ? before.since : at;
  const isMissing = state === 'missing' && at - since >= MISSING_MS && !before.isMissingTold;
  const isLoss = lostBytes > before.lostBytes && at - before.lostAt >= AGAIN_MS;
  const now = {
    ...{ since, state, reason, truncations, unreadBytes },
    isMissingTold: before.isMissingTold || isMissing,
    ...(isLoss ? { lostBytes, lostAt: at } : { lostBytes: before.lostBytes, lostAt: before.lostAt }),
  };
  const words = [
    ...(state === 'unreadable' && !isSame ? [unreadable(file)] : []),
    ...(isMissing ? [missing(file)] : []),
    ...(truncations > 0 && before.truncations === 0 ? [truncated(file)] : []),
    ...(isLoss ? [lost(file)] : []),
    ...(unreadBytes > before.unreadBytes ? [unread(file)] : []),
  ];
  return { now, words };
}

const pathOf = ({ origin }: FollowedLog): string => quotable(origin, 200);

function unreadable(file: FollowedLog): Word {
  const path = pathOf(file);
  const { reason } = file;
  return { level: 'warn', fields: { path, reason }, msg: `the log file ${path} cannot be read: ${reason}` };
}

function missing(file: FollowedLog): Word {
  const path = pathOf(file);
  return { level: 'info', fields: { path }, msg: `the log file ${path} is not there yet` };
}

function truncated(file: FollowedLog): Word {
  const path = pathOf(file);
  const may = 'what is written between the copy and the truncation is lost, and nobody can tell how much';
  return { level: 'info', fields: { path }, msg: `the log file ${path} is rotated by truncation: ${may}` };
}

function lost(file: FollowedLog): Word {
  const path = pathOf(file);
  const { lostBytes } = file;
  const msg = `of the log file ${path} ${lostBytes} bytes were cut away unread`;
  return { level: 'warn', fields: { path, lostBytes }, msg };
}

function unread(file: FollowedLog): Word {
  const path = pathOf(file);
  const { unreadBytes = 0 } = file;
  const msg = `of the log file ${path} the last ${unreadBytes} bytes were left unread: the agent ended first`;
  return { level: 'warn', fields: { path, unreadBytes }, msg };
}
