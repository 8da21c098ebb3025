import type { Probe, Purpose } from './probe.ts';

/** The upper bounds of the histogram of probe durations, in seconds; one more bucket holds longer ones. */
export const DURATION_BOUNDS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15] as const;

/** The counts for the probes of one purpose. */
export interface ProbeTally {
  readonly passed: number;
  readonly failed: number;
  readonly totalS: number;
  /** The number of probes in each bucket, the last one open-ended; not cumulative. */
  readonly durations: readonly number[];
}

/** Event counts since the agent started; they only grow. */
export interface Tally {
  readonly probes: Readonly<Record<Purpose, ProbeTally>>;
  readonly appStarts: number;
  readonly appExits: number;
  /** How often a fact could no longer be read. */
  readonly lost: number;
  /** How often the agent itself was not scheduled. */
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
