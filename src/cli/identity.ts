import type { AgentIdentity } from '../core/facts/agent-identity.ts';
import { systemClock } from '../system-clock.ts';
import { revision, version } from '../version.ts';

/** This agent's identity. Call it once, at the start. */
export function ownIdentity(): AgentIdentity {
  const startedAt = systemClock.now();
  return { version, ...(revision !== undefined && { revision }), run: runOf(startedAt), startedAt };
}

const RANDOM_DIGITS = 4;

/** Twelve digits and small letters. The time comes first, so runs sort by their start. */
function runOf(startedAt: number): string {
  // It protects nothing, and loading node:crypto would delay the start.
  const random = Math.floor(Math.random() * 36 ** RANDOM_DIGITS);
  return Math.floor(startedAt).toString(36) + random.toString(36).padStart(RANDOM_DIGITS, '0');
}
