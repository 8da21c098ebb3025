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

/** Whether the app got over a fault that keeps an app from serving: it has answered since, as probes of a live app tell, and the access log in a saved one. */
export const isOvercome = (seen: Known<'app' | 'log' | 'probes'>, fault: SaidFault): boolean =>
  answeredSince(seen.probes, fault.at) || isOutlived(seen, fault);

/**
 * Whether a saved log shows that the app answered requests well after a fault. One that had it again and again must have been rid of it for
 * longer than it had it. Never so of a live app.
 */
export function isOutlived(
  { at: now, app, log: { tail } }: Known<'app' | 'log'>,
  { at, firstAt = at, said }: SaidFault,
): boolean {
  if (!isOffline(app)) return false;
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

/** Any line about a process. */
export const lineAbout = (pid: number): RegExp => new RegExp(`\\bpid:? ?${pid}\\b`, 'i');

// A line of a server may stand behind the name that a process manager gave it.
const holds = (text: string, said: string | RegExp): boolean =>
  typeof said === 'string' ? text.includes(ownText(said)) : said.test(text);
