import { isCollector } from '../../core/facts/dependency.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import { loggedLevel } from '../../core/facts/logged-message.ts';
import type { WorkerPool } from '../../core/facts/worker-pool.ts';
import type { Log } from '../../core/memory/facts.ts';
import { tellingLine } from '../lines/last-words.ts';
import { isPassedCheck, serves, succeeds } from '../lines/success-line.ts';

interface Said {
  readonly log: Log;
  readonly pool: WorkerPool;
}

type Told = NonNullable<Log['dependencyFailures']>[number];
type Raised = Log['exceptions'][number] | undefined;

/** So often the same failure is no accident. */
export const MANY = 3;

/** A tool that waited says that it waits no longer. */
const GIVES_UP = /timeout occurred after waiting|Timed out waiting for|^(?:\S{1,40} ){0,2}Timeout after /;

/** What mysqladmin writes below its error. */
const HINT = /^(?:Check that mysqld is running on |You can check this by doing 'telnet )/;

/** Whether a saved log ends with a host's failure: it was said again and again, or for the last time, or it is all that is said. */
export function endsWithFailure(said: Said, told: Told, exception: Raised): boolean {
  const { tail } = said.log;
  if (isCollector(told, told.line) || tail.some(isPassedCheck)) return false;
  const place = tail.findLastIndex(({ text }) => ownText(text) === told.line);
  const after = tail.slice(place + 1).filter(({ text }) => !HINT.test(ownText(text)));
  const isLast = place >= 0 && after.length <= 2 && !after.some(succeeds);
  const goesOn = isLast && (told.count >= MANY || GIVES_UP.test(told.line));
  return goesOn || isLastSaid(said, told, exception);
}

/** A short log is whole: the tail of a longer one has more lines. */
const WHOLE_LINES = 15;
/** Who says that it tries again may get through. */
const TRIES_AGAIN =
  /\b(?:re-?try|retries|retrying|reconnect|re-?connecting|again|next attempt|attempt \d|waiting|backoff|back off)/i;

/**
 * Whether the app wrote nothing more than the failure: the log ends with its trace, or is short and ends with its line. One that is only warned of, or
 * is to be tried again, may be over by now; so may be one of a server's requests.
 */
function isLastSaid({ log: { tail, exceptions, isDone }, pool }: Said, told: Told, exception: Raised): boolean {
  if (told.target === undefined || TRIES_AGAIN.test(told.line) || loggedLevel(told.line) === 'info') return false;
  if (isDone || pool.listeningAt.length > 0 || tail.some((line) => serves(line) || isOfRequest(line))) return false;
  const said = tail.findLastIndex(({ text }) => ownText(text) === told.line);
  const after = tail.slice(said + 1);
  if (after.some(succeeds) || (exception !== undefined && isWarning(tail[said - 1]?.text))) return false;
  const isWhole = tail.length <= WHOLE_LINES && said === tail.length - 1;
  const isRaised = exception === exceptions.at(-1) && [undefined, told.target].includes(exception?.dependency?.target);
  return isWhole || (exception !== undefined && isRaised && isTraceOf(exception, after));
}

/** Whether a framework says that the trace below is of a request, which the app outlives: Django, Flask, Uvicorn. */
const isOfRequest = ({ text }: Log['tail'][number]): boolean =>
  /(?:^|\s)Internal Server Error: \/|\bException on \/\S{0,300} \[[A-Z]{3,8}\]|\bException in ASGI application\b/.test(
    text.slice(0, 400),
  );

/** Whether a logger only warns of the trace below this line. */
const isWarning = (line = ''): boolean => loggedLevel(line) === 'info' && /\bWARN(?:ING)?\b/.test(line);

/** Whether the lines tell nothing but the exception. */
function isTraceOf({ text, outer = text }: NonNullable<Raised>, lines: Log['tail']): boolean {
  const telling = tellingLine(lines)?.text;
  const isIts = (raised: string): boolean => telling?.includes(raised.slice(raised.indexOf(': ') + 1, SHOWN)) === true;
  return telling === undefined || isIts(text) || isIts(outer) || MEMBER.test(telling);
}

const SHOWN = 80;
/** Node shows the members of an error below its trace. */
const MEMBER = /^(?:\w{1,40}|\[\w{1,40}\]|'[^']{1,100}'): .{1,200}$/;
