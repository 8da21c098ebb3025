import type { ToldVerdict, VerdictNeed } from '../life/parse-life-words.ts';
import type { Life } from './life.ts';
import { isLoopback } from './serving-lines.ts';

/** How far the log proves a verdict that sound apps may get too. */
export interface Proof {
  /** The number of the app's lines when the verdict was last written. */
  readonly lines: number;
  /** Undefined: the verdict needs no proof. */
  readonly needs?: VerdictNeed;
  /** How often it was seen. */
  readonly seen: number;
}

/** The proof after one more verdict line. Undefined where the line must not count: others prove more, or its condition is not met. */
export function proofOf({ needs, port }: ToldVerdict, before: Proof | undefined, life: Life): Proof | undefined {
  const { lines, place } = life;
  if (needs === undefined) return { lines, seen: 1 };
  if (before !== undefined && before.needs === undefined) return undefined;
  const isOnLoopback = place !== undefined && isLoopback(place) && place.port === port;
  if (needs.kind === 'loopback' && !isOnLoopback) return undefined;
  const seen = isSame(needs, before?.needs) ? (before?.seen ?? 0) : 0;
  return { lines, needs, seen: needs.kind === 'checked' ? seen : seen + 1 };
}

const isSame = (needs: VerdictNeed, before: VerdictNeed | undefined): boolean =>
  needs.kind === before?.kind && (needs.kind !== 'repeated' || before.kind !== 'repeated' || needs.of === before.of);

/** A line of an access log closely follows the message that it belongs to. */
const LINES_TO_ANSWER = 5;

/** The proof after a health check got this status. */
export function checked<P extends Proof>(proof: P, status: number, { lines }: Life): P {
  const isAnswer = proof.needs?.kind === 'checked' && proof.needs.status === status;
  return isAnswer && lines - proof.lines <= LINES_TO_ANSWER ? { ...proof, seen: proof.seen + 1 } : proof;
}

/**
 * One refused check may come from a client that only claims to be a checker.
 * A program that prints `localhost` may listen on all interfaces.
 */
const TWICE = 2;
/** A script may write one more line before its container stops. */
const LINES_TO_END = 2;

/** Whether the whole log proves the verdict. */
export function isProved({ needs, seen, lines }: Proof, { place, end, hasAnswered, ...life }: Life): boolean {
  switch (needs?.kind) {
    case undefined:
      return true;
    case 'repeated':
      return seen >= needs.times && !hasAnswered && (!needs.isLast || life.lines === lines);
    case 'checked':
      return seen >= TWICE && !hasAnswered;
    case 'loopback':
      return seen >= (place?.host === 'localhost' ? TWICE : 1);
    case 'clean-end':
      return end?.code === 0 && life.lines - lines <= LINES_TO_END;
    default:
      return needs satisfies never;
  }
}
