import type { Outcome, Probe } from '../../core/facts/probe.ts';

/** A failed release probe for the examples of rules, with what the example is about changed. */
export const exampleProbe = (outcome: Outcome, change: Partial<Probe> = {}): Probe => ({
  endpoint: { port: 8000, protocol: 'http', source: '$PORT' },
  purpose: 'release',
  address: '10.0.0.2',
  path: '/',
  host: 'containers',
  at: 0,
  durationMs: 4,
  timeoutMs: 15_000,
  outcome,
  passed: false,
  variants: [],
  ...change,
});
