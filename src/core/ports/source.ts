import type { Clock } from '../clock.ts';
import type { Facts } from '../memory/facts.ts';
import type { Observation } from '../memory/observation.ts';

/** What a source can do with the agent: record observations, read the facts, and wait. */
export interface Watch {
  readonly clock: Clock;
  record(observation: Observation): void;
  /** The current facts, including everything recorded so far. */
  facts(): Facts;
  /** Waits `ms`, or until one of the facts in `wakeOn` changes or `signal` aborts. Never rejects. */
  pause(ms: number, signal: AbortSignal, wakeOn?: readonly Observation['fact'][]): Promise<void>;
}

/** An input of the agent: it observes one part of the world until `signal` aborts, and records what it cannot read as `lost`. */
export interface Source {
  readonly name: string;
  /** Its first read takes long enough to make API callers wait. */
  readonly isSlow?: true;
  run(watch: Watch, signal: AbortSignal): Promise<void>;
}
