import { emptyOutbox, type OutboxState, type Step } from './outbox-state.ts';

/** Loads the outbox, and stores its steps so undelivered reports outlive the agent. */
export interface OutboxStore {
  /** The outbox as an earlier agent left it. */
  readonly outbox: OutboxState;
  /** Identifies the numbering that continues in this outbox; a new outbox has a new series. */
  readonly series: string;
  /** Whether undelivered reports are kept for the next agent. */
  readonly isKept: boolean;
  /** Records a step, and the outbox after it. Never throws and never waits. */
  record(step: Step, outbox: OutboxState): void;
  /** Resolves when everything recorded is written, or cannot be written. */
  settled(): Promise<void>;
}

/** A store that keeps nothing: undelivered reports are lost when the agent exits. */
export const memoryStore = (series: string): OutboxStore => ({
  outbox: emptyOutbox,
  series,
  isKept: false,
  record: () => undefined,
  settled: () => Promise.resolve(),
});
