import type { Instant } from '../../core/clock.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import { isOffline } from '../../core/diagnosis/stand-ins.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import { answerTime, isAnswer } from '../../core/facts/serving-words.ts';
import { answeredSince } from './last-probe.ts';

/** A fault that the log reports. */
export interface SaidFault {
  /** When it was last logged. */
  readonly at: Instant;
  /** When it was first logged, if it was logged repeatedly. */
  readonly firstAt?: Instant;
  /** What its line contains: the line itself, or the pid of a process. Undefined if its line is unknown. */
  readonly said: string | RegExp | undefined;
}

/** Whether the app has recovered from a fault that keeps it from serving. Probes of a live app show it, or the access lines of a saved log. */
export const isOvercome = (seen: Known<'app' | 'log' | 'probes'>, fault: SaidFault): boolean =>
  answeredSince(seen.probes, fault.at) || isOutlived(seen, fault);

/**
 * Whether a saved log shows that the app answered requests well after a fault. A repeated fault must have been gone for longer than it
 * lasted. Always false for a live app.
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
  // If requests carry no time, the fault must at least be gone from the last lines.
  return hadMs <= ONCE_MS || freeMs >= hadMs || (answeredAt === undefined && last === -1);
}

/** One fault may be logged several times within this. */
const ONCE_MS = 1_000;

/** Matches any line about a process. */
export const lineAbout = (pid: number): RegExp => new RegExp(`\\bpid:? ?${pid}\\b`, 'i');

// A process manager may put a program's name before its line.
const holds = (text: string, said: string | RegExp): boolean =>
  typeof said === 'string' ? text.includes(ownText(said)) : said.test(text);
