import { emptyOutbox, type OutboxState, type Step } from './outbox-state.ts';

/** Where the outbox comes from, and where its steps are written down so that what waits outlives the agent. */
export interface OutboxStore {
  /** The outbox as an earlier agent left it. */
  readonly outbox: OutboxState;
  /** Says whose numbers continue in this outbox; an outbox that starts again has another. */
  readonly series: string;
  /** Whether what is not delivered at the end is kept for the next agent. */
  readonly isKept: boolean;
  /** Takes a step, and the outbox to which it led. Never throws and never waits. */
  record(step: Step, outbox: OutboxState): void;
  /** Resolves when all that was recorded is written, or when it is clear that it cannot be. */
  settled(): Promise<void>;
}

/** A store that keeps nothing: what waits dies with the agent. */
export const memoryStore = (series: string): OutboxStore => ({
  outbox: emptyOutbox,
  series,
  isKept: false,
  record: () => undefined,
  settled: () => Promise.resolve(),
});
