import type { Probe, Purpose } from './probe.ts';

/** The upper bounds of the probes' durations, in seconds; one more bucket takes what is longer. */
export const DURATION_BOUNDS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15] as const;

/** The probes of one purpose, counted. */
export interface ProbeTally {
  readonly passed: number;
  readonly failed: number;
  readonly totalS: number;
  /** How many ended within each bound, and beyond the last one; not cumulative. */
  readonly durations: readonly number[];
}

/** What happened how often since the agent started: numbers that only grow. */
export interface Tally {
  readonly probes: Readonly<Record<Purpose, ProbeTally>>;
  readonly appStarts: number;
  readonly appExits: number;
  /** Times that a fact could not be read any more. */
  readonly lost: number;
  /** Times that the agent itself had no turn. */
  readonly starved: number;
}

const noProbes: ProbeTally = { passed: 0, failed: 0, totalS: 0, durations: [...DURATION_BOUNDS_S, 0].map(() => 0) };

/** Nothing has happened yet. */
export const noTally: Tally = {
  probes: { release: noProbes, runtime: noProbes },
  appStarts: 0,
  appExits: 0,
  lost: 0,
  starved: 0,
};

/** Counts a probe. */
export function withProbeCounted(tally: Tally, { purpose, passed, durationMs }: Probe): Tally {
  const before = tally.probes[purpose];
  const seconds = durationMs / 1_000;
  const bound = DURATION_BOUNDS_S.findIndex((each) => seconds <= each);
  const bucket = bound < 0 ? DURATION_BOUNDS_S.length : bound;
  const after = {
    passed: before.passed + Number(passed),
    failed: before.failed + Number(!passed),
    totalS: before.totalS + seconds,
    durations: before.durations.map((count, index) => count + Number(index === bucket)),
  };
  return { ...tally, probes: { ...tally.probes, [purpose]: after } };
}
