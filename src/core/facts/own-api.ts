import type { Instant } from '../clock.ts';

/** An address on which the agent's API listens, or did. */
export interface ApiAddress {
  readonly host: string;
  readonly port: number;
}

/** Why the API was closed for good: its port turned out to be the endpoint's, or the app failed to bind it. */
export type YieldReason = 'endpoint' | 'bind-failed';

/** The port that the API left to the app. */
export interface YieldedPort extends ApiAddress {
  readonly reason: YieldReason;
  readonly at: Instant;
}

/** The agent's own API: at most one of `open` and `yielded`; neither where it was never opened. */
export interface OwnApi {
  /** Where it listens now. */
  readonly open?: ApiAddress;
  readonly yielded?: YieldedPort;
  /** When another agent's API last answered in the app's place, by port. */
  readonly others?: readonly { readonly port: number; readonly at: Instant }[];
}
