import type { Instant } from '../../core/clock.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import { isOffline } from '../../core/diagnosis/stand-ins.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import { answerTime, isAnswer } from '../../core/facts/serving-words.ts';
import { answeredSince } from './last-probe.ts';

/** A fault of which the log tells. */
export interface SaidFault {
  /** When it was said last, */
  readonly at: Instant;
  /** and first, where it was said again and again. */
  readonly firstAt?: Instant;
  /** What its line holds: the line itself, or the pid of a process; undefined where nothing tells its line. */
  readonly said: string | RegExp | undefined;
}

/**
 * Whether the app got over a fault that keeps an app from serving: it has answered since. Of a live app probes tell.
 * Of a saved log its own access log does; but one that had the fault again and again must have been rid of it for longer than it had it.
 */
export const isOvercome = (seen: Known<'app' | 'log' | 'probes'>, fault: SaidFault): boolean =>
  answeredSince(seen.probes, fault.at) || (isOffline(seen.app) && isLogOfService(seen, fault));

function isLogOfService({ at: now, log: { tail } }: Known<'log'>, { at, firstAt = at, said }: SaidFault): boolean {
  const last = said === undefined ? -1 : tail.findLastIndex(({ text }) => holds(text, said));
  const answer = tail.slice(last + 1).findLast(({ text }) => isAnswer(text));
  if (answer === undefined) return false;
  const answeredAt = answerTime(answer.text);
  const [hadMs, freeMs] = [at - firstAt, (answeredAt ?? now) - at];
  // Where requests bear no time, the fault must at least be none of the last lines any more.
  return hadMs <= ONCE_MS || freeMs >= hadMs || (answeredAt === undefined && last === -1);
}

/** One fault may be said several times. */
const ONCE_MS = 1_000;

// A line of a server may stand behind the name that a process manager gave it.
const holds = (text: string, said: string | RegExp): boolean =>
  typeof said === 'string' ? text.includes(ownText(said)) : said.test(text);
