import type { Instant } from '../../core/clock.ts';
import { isCollector } from '../../core/facts/dependency.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import { loggedLevel } from '../../core/facts/logged-message.ts';
import { isOfRequest } from '../../core/facts/request-words.ts';
import type { WorkerPool } from '../../core/facts/worker-pool.ts';
import type { Log } from '../../core/memory/facts.ts';
import { withoutLabel } from '../lines/failure-line.ts';
import { tellingLine } from '../lines/last-words.ts';
import { isNote } from '../lines/notes.ts';
import { isPassedCheck, serves, succeeds } from '../lines/success-line.ts';

interface Said {
  readonly log: Log;
  readonly pool: WorkerPool;
}

type Told = NonNullable<Log['dependencyFailures']>[number];
type Raised = Log['exceptions'][number] | undefined;

/** This many repeats of a failure are not a coincidence. */
export const MANY = 3;

/** When the app itself last reported a failure, if a platform later reported that the app did not listen. */
export function lastSaidAt({ verdicts = [], exceptions, dependencyFailures = [] }: Log): Instant | undefined {
  if (!verdicts.some(({ code }) => code === 'not-listening')) return undefined;
  const times = [exceptions.at(-1), dependencyFailures.at(-1)].flatMap((each) => each?.at ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** A waiting tool reports that it gives up. */
const GIVES_UP = /timeout occurred after waiting|Timed out waiting for|^(?:\S{1,40} ){0,2}Timeout after /;

/** What mysqladmin and Prisma print below their errors. */
const HINT =
  /^(?:Check that mysqld is running on |You can check this by doing 'telnet |Please make sure (?:your database server is running at|to provide valid database credentials for) )/;

/** Whether a saved log ends with a host's failure: logged repeatedly, as the final line of a tool, or as all that is logged. */
export function endsWithFailure(said: Said, told: Told, exception: Raised): boolean {
  const { tail } = said.log;
  if (isCollector(told, told.line) || tail.some(isPassedCheck)) return false;
  const place = placeOf(told, tail);
  const after = tail.slice(place + 1).filter(tellsMore);
  const isLast = place >= 0 && after.length <= 2 && !after.some(succeeds);
  const goesOn = isLast && (told.count >= MANY || GIVES_UP.test(told.line));
  return goesOn || isLastSaid(said, told, exception);
}

/** Where the failure was last logged. libpq's old message has three lines, of which the last ends it. */
const placeOf = ({ line }: Told, tail: Log['tail']): number =>
  tail.findLastIndex(({ text }) => ownText(text) === line || (LIBPQ_END.test(text) && line.endsWith(text.trim())));

const LIBPQ_END = /^\s{1,8}TCP\/IP connections on port \d{1,5}\?$/;

const tellsMore = ({ text }: Log['tail'][number]): boolean => text.trim() !== '' && !HINT.test(ownText(text));

/** A short log is complete: the tail of a longer log has more lines. */
const WHOLE_LINES = 15;
/** A client that retries may succeed. */
const TRIES_AGAIN =
  /\b(?:re-?try|retries|retrying|reconnect|re-?connecting|again\b|next attempt|attempt \d|waiting|backoff|back off)/i;

/**
 * Whether the app logged only the failure: the log ends with its trace, or is short and ends with its line. A failure that is only a
 * warning, that is retried, or that belongs to one request may be over already.
 */
function isLastSaid({ log: { tail, exceptions, isDone }, pool }: Said, told: Told, exception: Raised): boolean {
  if (
    (told.target === undefined && told.how !== 'rejected') ||
    TRIES_AGAIN.test(told.line) ||
    loggedLevel(told.line) === 'info'
  )
    return false;
  if (isDone || pool.listeningAt.length > 0 || tail.some((line) => serves(line) || isOfRequest(line.text)))
    return false;
  const said = placeOf(told, tail);
  const after = tail.slice(said + 1).filter(tellsMore);
  if (after.some(succeeds) || (exception !== undefined && isWarning(tail[said - 1]?.text))) return false;
  const isWhole = tail.length <= WHOLE_LINES && said >= 0 && after.every(({ text }) => isNote(withoutLabel(text)));
  const isRaised = exception === exceptions.at(-1) && [undefined, told.target].includes(exception?.dependency?.target);
  return isWhole || (exception !== undefined && isRaised && isTraceOf(exception, after));
}

/** Whether a logger only warns about the trace below this line. */
const isWarning = (line = ''): boolean => loggedLevel(line) === 'info' && /\bWARN(?:ING)?\b/.test(line);

/** Whether the lines contain only the exception. */
function isTraceOf({ text, outer = text }: NonNullable<Raised>, lines: Log['tail']): boolean {
  const telling = tellingLine(lines)?.text;
  const isIts = (raised: string): boolean => telling?.includes(raised.slice(raised.indexOf(': ') + 1, SHOWN)) === true;
  return telling === undefined || isIts(text) || isIts(outer) || MEMBER.test(telling);
}

const SHOWN = 80;
/** Node prints the members of an error below its trace. */
const MEMBER = /^(?:\w{1,40}|\[\w{1,40}\]|'[^']{1,100}'): .{1,200}$/;
