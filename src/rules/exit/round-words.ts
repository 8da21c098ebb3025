import type { Instant } from '../../core/clock.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import type { Vanished } from '../../core/facts/past.ts';
import { isFailure, withoutLabel } from '../lines/failure-line.ts';
import type { RestartLoop } from './restart-loops.ts';

/** This many rounds show a rhythm. */
const ROUNDS = 4;
/** The time of a line is accurate to 0.1 s, and a busy machine is late. */
const JITTER_MS = 300;

/** The line like a failure that was logged once in each of the last rounds, at the same moment. Next to other programs it is the loop's. Undefined when there is none. */
export function saidEachRound({ ends }: RestartLoop, tail: readonly LogLine[]): string | undefined {
  const rounds = ends.slice(0, ROUNDS);
  if (rounds.length < ROUNDS) return undefined;
  const lines = [...rounds.toReversed().flatMap(({ logged = [] }) => logged), ...tail];
  const texts = lines.map(({ text }) => withoutLabel(text)).filter(isFailure);
  return [...new Set(texts)].findLast((text) => {
    const times = lines.flatMap((line) => (withoutLabel(line.text) === text ? (line.at ?? []) : []));
    return isInRhythm(times, rounds);
  });
}

/** Whether it was logged once in each round, at the same time after its start. */
const isInRhythm = (all: readonly Instant[], rounds: readonly Vanished[]): boolean => {
  const starts = rounds.map(({ process }) => process.startedAt);
  const [last = 0] = starts;
  const first = Math.min(...starts);
  const times = [...new Set(all)].filter((time) => time >= first - JITTER_MS);
  // Rounds that were too short to see still have their lines.
  const roundMs = Math.min(...starts.slice(1).map((start, at) => (starts[at] ?? start) - start));
  if (times.length > (Math.max(...times) - first) / roundMs + 2) return false;
  return times.some((time) => {
    const phase = time - last;
    const isThere = (start: Instant): boolean => times.some((each) => Math.abs(each - start - phase) <= JITTER_MS);
    return Math.abs(phase) <= LONGEST_MS && starts.every(isThere);
  });
};

/** No round takes longer than this. */
const LONGEST_MS = 10_000;

/** When the second-to-last round was over: the loop has logged all its own lines since then. */
export const lastRoundsSince = ({ ends, firstAt }: RestartLoop): Instant => (ends[1]?.at ?? firstAt) - LATE_MS;

/** A line written just before an exit may be read after it. */
const LATE_MS = 1_000;
