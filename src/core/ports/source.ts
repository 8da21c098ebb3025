import type { Clock } from '../clock.ts';
import type { Facts } from '../memory/facts.ts';
import type { Observation } from '../memory/observation.ts';

/** What a source may do with the agent: tell what it observed, look at what is known, and wait. */
export interface Watch {
  readonly clock: Clock;
  record(observation: Observation): void;
  /** The facts as of now, everything recorded so far included. */
  facts(): Facts;
  /** Waits `ms`, or less: until an observation of one of the facts in `wakeOn` changed something, or `signal` aborts. Never rejects. */
  pause(ms: number, signal: AbortSignal, wakeOn?: readonly Observation['fact'][]): Promise<void>;
}

/** An edge in: it looks at one part of the world until `signal` aborts. What it cannot read it records as `lost`. */
export interface Source {
  readonly name: string;
  /** Its first look takes long enough to keep a caller of the API waiting. */
  readonly isSlow?: true;
  run(watch: Watch, signal: AbortSignal): Promise<void>;
}
