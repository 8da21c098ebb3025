import type { Instant } from '../clock.ts';
import type { DeliveryFailure } from './delivery-failure.ts';

/** How delivery to the controller is going. */
export interface ControllerLink {
  /** Host and port of its URL; the rest may hold a secret. */
  readonly host: string;
  /** Reports that are not delivered yet. */
  readonly waiting: number;
  /** Reports dropped since the last delivered one. */
  readonly dropped: number;
  /** Since the agent started. */
  readonly total: { readonly delivered: number; readonly dropped: number };
  /** Absent while reports arrive. */
  readonly trouble?: {
    readonly since: Instant;
    readonly failure: DeliveryFailure;
    readonly failedAt: Instant;
  };
}

/** A controller with no known trouble. */
export const untroubledLink: ControllerLink = { host: '', waiting: 0, dropped: 0, total: { delivered: 0, dropped: 0 } };
