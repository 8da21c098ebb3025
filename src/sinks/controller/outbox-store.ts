import { type BoxState, emptyBox, type Step } from './outbox-state.ts';

/** Where the box comes from, and where its steps are written down so that what waits outlives the agent. */
export interface BoxStore {
  /** The box as an earlier agent left it. */
  readonly box: BoxState;
  /** Tells whose numbers go on in this box; a box that begins anew has another. */
  readonly series: string;
  /** Whether what is not delivered at the end is kept for the next agent. */
  readonly isKept: boolean;
  /** Takes a step, and the box to which it led. Never throws and never waits. */
  record(step: Step, box: BoxState): void;
  /** Resolves when all that was recorded is written, or when it is clear that it cannot be. */
  settled(): Promise<void>;
}

/** A store that keeps nothing: what waits dies with the agent. */
export const memoryStore = (series: string): BoxStore => ({
  box: emptyBox,
  series,
  isKept: false,
  record: () => undefined,
  settled: () => Promise.resolve(),
});
