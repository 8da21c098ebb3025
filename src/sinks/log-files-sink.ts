import type { Instant } from '../core/clock.ts';
import type { FollowedLog } from '../core/facts/followed-log.ts';
import { quotable } from '../core/redact.ts';
import type { Sink } from '../core/sink.ts';
import type { Logger } from '../logger.ts';

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

/** Tells on the agent's log what of the app's log files it cannot read, and what it lost or may have lost: for what nobody read there is no diagnosis. */
export function createLogFilesSink(logger: Logger): Sink {
  const said = new Map<string, Said>();
  return {
    name: 'log files',
    live: true,
    async deliver({ at, facts: { observed } }) {
      if (!observed.logFiles.known) return;
      for (const file of observed.logFiles.value) said.set(file.origin, told(logger, file, said.get(file.origin), at));
    },
  };
}

function told(logger: Logger, file: FollowedLog, before = unsaid(file, -1), at: Instant): Said {
  const path = quotable(file.origin, 200);
  const { state, reason, truncations, lostBytes } = file;
  const isSame = state === before.state && reason === before.reason;
  const since = isSame && before.since >= 0 ? before.since : at;
  if (state === 'unreadable' && (!isSame || before.since < 0)) {
    logger.warn({ path, reason }, `the log file ${path} cannot be read: ${reason}`);
  }
  const isMissing = state === 'missing' && at - since >= MISSING_MS;
  if (isMissing && !before.isMissingTold) logger.info({ path }, `the log file ${path} is not there yet`);
  if (truncations > 0 && before.truncations === 0) {
    const may = 'what is written between the copy and the truncation is lost, and nobody can tell how much';
    logger.info({ path }, `the log file ${path} is rotated by truncation: ${may}`);
  }
  const isLoss = lostBytes > before.lostBytes && at - before.lostAt >= AGAIN_MS;
  if (isLoss) logger.warn({ path, lostBytes }, `of the log file ${path} ${lostBytes} bytes were cut away unread`);
  const unreadBytes = toldUnread(logger, file, before);
  return {
    ...{ since, state, reason, truncations, unreadBytes },
    isMissingTold: before.isMissingTold || isMissing,
    ...(isLoss ? { lostBytes, lostAt: at } : { lostBytes: before.lostBytes, lostAt: before.lostAt }),
  };
}

function toldUnread(logger: Logger, { origin, unreadBytes = 0 }: FollowedLog, before: Said): number {
  const path = quotable(origin, 200);
  const left = `of the log file ${path} the last ${unreadBytes} bytes were left unread: the agent ended first`;
  if (unreadBytes > before.unreadBytes) logger.warn({ path, unreadBytes }, left);
  return unreadBytes;
}

const unsaid = ({ state, reason }: FollowedLog, since: Instant): Said => ({
  ...{ since, state, reason },
  isMissingTold: false,
  truncations: 0,
  lostBytes: 0,
  unreadBytes: 0,
  lostAt: Number.NEGATIVE_INFINITY,
});
