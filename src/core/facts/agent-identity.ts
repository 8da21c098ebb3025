import type { Instant } from '../clock.ts';

/** Identifies this agent: the build, and the run. */
export interface AgentIdentity {
  readonly version: string;
  /** The commit of the build; undefined when the agent runs from its sources. */
  readonly revision?: string;
  /** Differs between any two runs of an agent; letters and digits only. */
  readonly run: string;
  readonly startedAt: Instant;
}

/** For a memory that no agent reports from, such as the memory of a saved log. */
export const noAgent = (at: Instant): AgentIdentity => ({ version: 'unknown', run: 'none', startedAt: at });
