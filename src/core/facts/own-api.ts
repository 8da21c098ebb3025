import type { Instant } from '../clock.ts';

/** An address that the agent's API listens on, or listened on. */
export interface ApiAddress {
  readonly host: string;
  readonly port: number;
}

/** Why the API was closed permanently: its port turned out to be the endpoint's, or the app failed to bind it. */
export type YieldReason = 'endpoint' | 'bind-failed';

/** The port that the API left to the app. */
export interface YieldedPort extends ApiAddress {
  readonly reason: YieldReason;
  readonly at: Instant;
}

/** The agent's own API. At most one of `open` and `yielded` is set; neither if it was never opened. */
export interface OwnApi {
  /** Where it listens now. */
  readonly open?: ApiAddress;
  readonly yielded?: YieldedPort;
  /** When another agent's API last answered instead of the app, by port. */
  readonly others?: readonly { readonly port: number; readonly at: Instant }[];
}
