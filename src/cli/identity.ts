import type { AgentIdentity } from '../core/facts/agent-identity.ts';
import { systemClock } from '../system-clock.ts';
import { revision, version } from '../version.ts';

/** Who this agent is; to be asked once, at its start. */
export function ownIdentity(): AgentIdentity {
  const startedAt = systemClock.now();
  return { version, ...(revision !== undefined && { revision }), run: runOf(startedAt), startedAt };
}

const RANDOM_DIGITS = 4;

/** Twelve digits and small letters, the time first: runs then sort as they began. */
function runOf(startedAt: number): string {
  // Nobody gains by guessing it, and node:crypto would be a part of the start.
  const random = Math.floor(Math.random() * 36 ** RANDOM_DIGITS);
  return Math.floor(startedAt).toString(36) + random.toString(36).padStart(RANDOM_DIGITS, '0');
}
