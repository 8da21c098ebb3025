import type { Instant } from '../clock.ts';

/** Which agent looks: what it was built from, and which run of it this is. */
export interface AgentIdentity {
  readonly version: string;
  /** The commit that it was built from; undefined where the sources run as they are. */
  readonly revision?: string;
  /** Differs between any two runs of an agent; letters and digits only. */
  readonly run: string;
  readonly startedAt: Instant;
}

/** For a memory that no agent reports from, such as that of a saved log. */
export const noAgent = (at: Instant): AgentIdentity => ({ version: 'unknown', run: 'none', startedAt: at });
