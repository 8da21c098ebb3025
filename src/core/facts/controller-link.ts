import type { Instant } from '../clock.ts';
import type { DeliveryFailure } from './delivery-failure.ts';

/** How the reports to the controller fare. */
export interface ControllerLink {
  /** Host and port of its URL; the rest may hold a secret. */
  readonly host: string;
  /** Reports that are not delivered yet. */
  readonly waiting: number;
  /** Reports since the last delivered one that never will be. */
  readonly dropped: number;
  /** Since the agent began. */
  readonly total: { readonly delivered: number; readonly dropped: number };
  /** Absent while reports arrive. */
  readonly trouble?: {
    readonly since: Instant;
    readonly failure: DeliveryFailure;
    readonly failedAt: Instant;
  };
}

/** A controller of which nothing bad is known. */
export const untroubledLink: ControllerLink = { host: '', waiting: 0, dropped: 0, total: { delivered: 0, dropped: 0 } };
