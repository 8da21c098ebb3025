import type { ToldVerdict, VerdictNeed } from '../life/parse-life-words.ts';
import type { Life } from './life.ts';
import { isLoopback } from './serving-lines.ts';

/** How far such words are proved that sound apps hear, too. */
export interface Proof {
  /** The app's lines when they were written last. */
  readonly lines: number;
  /** Undefined: the words need none. */
  readonly needs?: VerdictNeed;
  /** How often it was seen. */
  readonly seen: number;
}

/** The proof after one more such line; undefined where the line is not to count at all: others prove more, or what it needs is not so. */
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

/** A line of an access log follows what it is the answer to. */
const LINES_TO_ANSWER = 5;

/** The same after a health check got this status. */
export function checked<P extends Proof>(proof: P, status: number, { lines }: Life): P {
  const isAnswer = proof.needs?.kind === 'checked' && proof.needs.status === status;
  return isAnswer && lines - proof.lines <= LINES_TO_ANSWER ? { ...proof, seen: proof.seen + 1 } : proof;
}

/** One refused check may be of a client that only calls itself so; a program that prints `localhost` may listen on all interfaces. */
const TWICE = 2;
/** A script may say a word more before its container ends. */
const LINES_TO_END = 2;

/** Whether the whole log proves the words. */
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
