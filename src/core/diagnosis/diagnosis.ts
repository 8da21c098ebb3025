import type { Instant } from '../clock.ts';

export type Severity = 'error' | 'warning' | 'info';
export type Confidence = 'certain' | 'likely';

/** One thing that was seen, and where. `expected` is set if a healthy app shows something else. */
export interface Evidence {
  /** `/proc/net/tcp`, `probe`, `log`, `exit`, `settings`, … */
  readonly source: string;
  readonly expected?: string;
  readonly observed: string;
  readonly at?: Instant;
}

/** A named reason why the app is not healthy (docs/diagnoses.md). */
export interface Diagnosis {
  readonly code: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly title: string;
  /** One sentence with the values in it. */
  readonly summary: string;
  readonly evidence: readonly Evidence[];
  /** Steps for the server in question, best first. */
  readonly remedy: readonly string[];
  readonly since: Instant;
  /** Since when nothing shows it, if it is still held for a while. */
  readonly heldSince?: Instant;
  /** When it was resolved; undefined while it is active. */
  readonly until?: Instant;
  readonly primary: boolean;
  /** The code of the active diagnosis that explains this one. */
  readonly causedBy?: string;
}

const ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** Negative if `a` is more severe. */
export const bySeverity = (a: Severity, b: Severity): number => ORDER[a] - ORDER[b];
