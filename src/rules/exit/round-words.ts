import type { Instant } from '../../core/clock.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import type { Vanished } from '../../core/facts/past.ts';
import { isFailure, withoutLabel } from '../lines/failure-line.ts';
import type { RestartLoop } from './restart-loops.ts';

/** So many rounds show a rhythm. */
const ROUNDS = 4;
/** The time of a line is known to a tenth of a second, and a busy machine is late. */
const JITTER_MS = 300;

/** The line like a failure that was written once and at the same moment of each of the last rounds: beside others it is the loop's; undefined where none was. */
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

/** Whether it was written once in each round, and as long after the start of each. */
const isInRhythm = (all: readonly Instant[], rounds: readonly Vanished[]): boolean => {
  const starts = rounds.map(({ process }) => process.startedAt);
  const [last = 0] = starts;
  const first = Math.min(...starts);
  const times = [...new Set(all)].filter((time) => time >= first - JITTER_MS);
  // Rounds that were too short to be seen have their lines all the same.
  const roundMs = Math.min(...starts.slice(1).map((start, at) => (starts[at] ?? start) - start));
  if (times.length > (Math.max(...times) - first) / roundMs + 2) return false;
  return times.some((time) => {
    const phase = time - last;
    const isThere = (start: Instant): boolean => times.some((each) => Math.abs(each - start - phase) <= JITTER_MS);
    return Math.abs(phase) <= LONGEST_MS && starts.every(isThere);
  });
};

/** A round takes no longer. */
const LONGEST_MS = 10_000;

/** When the last round but one was over: what the loop itself writes it has written since. */
export const lastRoundsSince = ({ ends, firstAt }: RestartLoop): Instant => (ends[1]?.at ?? firstAt) - LATE_MS;

/** What was written just before an end may be read after it. */
const LATE_MS = 1_000;
