import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import type { Log } from '../../core/memory/facts.ts';
import { type UpstreamPlace, type UpstreamTrouble, upstreamPlace, upstreamTrouble } from './upstream-place.ts';
import { placeWords, TOGETHER, upstreamSteps } from './upstream-words.ts';

type Failure = NonNullable<Log['upstreamFailures']>[number];

/** A front server whose backend is missing, by its own lines in a saved log. */
export interface ToldUpstream {
  readonly front: string;
  readonly failure: Failure;
  readonly place?: UpstreamPlace;
  readonly count: number;
}

/** One refused request may coincide with a restart of the app. */
const MANY = 2;

/** These show that the backend is missing; a slow or broken app is another fault. */
const GONE: readonly UpstreamTrouble[] = ['missing', 'refused', 'unresolved', 'none-up'];

/** These show it only if every request failed: a single request may get them for other reasons. */
const FAILED: readonly UpstreamTrouble[] = ['denied', 'closed'];
const UNREACHED =
  /^(?:no live upstreams|No route to host|Host is unreachable|Network is unreachable|Network unreachable)$/;
const CONNECT_TIMEOUT = /^Connection timed out$|^Operation timed out$/;
const CONNECTING = /\bwhile connecting to upstream\b|\battempt to connect to\b/;

/** Undefined unless the log ends with repeated lines of this kind, and without a successful request. */
export const toldUpstream = ({ upstreamFailures = [], tail }: Log): ToldUpstream | undefined =>
  toldOf(
    upstreamFailures.filter((each) => GONE.includes(upstreamTrouble(each))),
    tail,
  ) ?? (isAlwaysFailed(tail) ? toldOf(upstreamFailures.filter(hasFailed), tail) : undefined);

function hasFailed(failure: Failure): boolean {
  const { reason, line } = failure;
  const isTimeout = CONNECT_TIMEOUT.test(reason) && CONNECTING.test(line);
  return FAILED.includes(upstreamTrouble(failure)) || UNREACHED.test(reason) || isTimeout;
}

/** With this many failed responses, no request succeeds. */
const MANY_ANSWERS = 3;

/** Whether the front server itself failed every request among the last lines. */
function isAlwaysFailed(tail: readonly LogLine[]): boolean {
  const answers = answersIn(tail);
  return answers.length >= MANY_ANSWERS && answers.every((status) => /^50[234]$/.test(status));
}

function toldOf(gone: readonly Failure[], tail: readonly LogLine[]): ToldUpstream | undefined {
  const failure = gone.findLast((each) => upstreamTrouble(each) === 'none-up') ?? gone.at(-1);
  if (failure === undefined) return undefined;
  const place = placeOf(failure);
  const same = gone.filter((each) => placeOf(each)?.name === place?.name);
  const count = same.reduce((sum, each) => sum + (each.count ?? 1), 0);
  const isState = upstreamTrouble(failure) === 'none-up';
  if ((count < MANY && !isState) || isOver(tail, same)) return undefined;
  return { front: failure.front, failure, ...(place && { place }), count };
}

const placeOf = ({ upstream }: Failure): UpstreamPlace | undefined =>
  upstream === undefined ? undefined : upstreamPlace(upstream);

/** Whether most responses in the last lines are good, a good one follows the last failure, or the failures are no longer in the tail. */
function isOver(tail: readonly LogLine[], failures: readonly Failure[]): boolean {
  const last = tail.findLastIndex(({ text }) => failures.some(({ line }) => text === line || ownText(text) === line));
  if (last < 0) return true;
  const answers = answersIn(tail);
  const well = answers.filter((status) => status < '4').length;
  return 2 * well > answers.length || tail.slice(last + 1).some(({ text }) => WELL.test(text));
}

const answersIn = (tail: readonly LogLine[]): readonly string[] =>
  tail.flatMap(({ text }) => STATUS.exec(text)?.slice(1).find(Boolean) ?? []);

const STATUS = /" ([1-5]\d\d) |"status":([1-5]\d\d)\b/;
/** A good response, or HAProxy's line that a server is up again. */
const WELL = /" [23]\d\d |"status":[23]\d\d\b|\bis UP\b/;

/** The fault in one sentence. */
export const toldWords = ({ front, failure, place, count }: ToldUpstream): string =>
  `The front server ${front} cannot forward requests${count > 1 ? ` (${count} times so far)` : ''} because ${placeWords({ front, failure, others: [], ...(place && { place }) }, undefined)}.`;

/** The evidence of it. */
export const toldSeen = ({ failure }: ToldUpstream): readonly Evidence[] => [
  { source: 'log', expected: 'a response from the app itself', observed: failure.line, at: failure.at },
];

/** The steps for it. */
export const toldSteps = ({ front, failure, place }: ToldUpstream): readonly string[] => [
  ...new Set([...upstreamSteps({ front, failure, others: [], ...(place && { place }) }), TOGETHER]),
];
