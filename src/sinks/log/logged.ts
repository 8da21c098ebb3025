import type { Instant } from '../../core/clock.ts';
import type { Diagnosis } from '../../core/diagnosis/diagnosis.ts';
import type { App } from '../../core/facts/app.ts';
import type { Report } from '../../core/report/report.ts';
import type { ToldSoFar } from './diagnosis-news.ts';
import type { Line } from './log-lines.ts';
import type { Said } from './said.ts';

/** What was logged so far. Bounded by the number of diagnosis codes. */
export interface Logged extends Said, ToldSoFar {
  /** The time until which a diagnosis of the previous agent can be raised again. */
  readonly inheritedUntil?: Instant;
  /** What follows from a fault, until the diagnosis is there that comes first. */
  readonly held: readonly { readonly line: Line; readonly since: Instant; readonly app?: App }[];
  /** What is not worth a line yet, by code: it may get graver in a moment, or be over. */
  readonly hints: ReadonlyMap<string, { readonly diagnosis: Diagnosis; readonly until: Instant }>;
}

/** What an agent knows at its start of what the one before it has logged. */
export const heir = (before: Said): Logged => ({
  ...before,
  raises: new Map(),
  inherited: before,
  held: [],
  hints: new Map(),
  over: new Map(),
});

/** Beyond the time that the checks need to fail again. */
const MARGIN_MS = 10_000;

/** Drops the diagnoses of the previous agent that were not raised again in time: if one comes back, it is logged. */
export function withoutOverdue(logged: Logged, { at, facts }: Report): Logged {
  const { inherited, inheritedUntil } = logged;
  if (inherited.active.size === 0) return logged;
  const { intervalMs, timeoutMs, failureThreshold } = facts.settings.timing;
  const until = inheritedUntil ?? at + (failureThreshold + 1) * intervalMs + timeoutMs + MARGIN_MS;
  if (at <= until) return { ...logged, inheritedUntil: until };
  const active = [...inherited.active.keys()].reduce(without, logged.active);
  return { ...logged, active, inherited: { ...inherited, active: new Map() } };
}

/** The map without this key. */
export const without = <V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> =>
  map.has(key) ? new Map([...map].filter(([each]) => each !== key)) : map;
