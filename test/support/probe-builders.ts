import type { Settings } from '../../src/core/checks/settings.ts';
import { diagnose } from '../../src/core/diagnosis/diagnose.ts';
import type { Rendered, Rule } from '../../src/core/diagnosis/rule.ts';
import type { BlockedProcess } from '../../src/core/facts/blocked-process.ts';
import type { Outcome, Probe } from '../../src/core/facts/probe.ts';
import type { Facts } from '../../src/core/memory/facts.ts';
import { APP_PID, NOW, probe, settings } from './builders.ts';

/** Strict checks of the Aptible profile. */
export const strict = (change: Partial<Settings> = {}): Settings => settings({ strict: true, ...change });

/** A probe that did not pass. */
export const failed = (outcome: Outcome, change: Partial<Probe> = {}): Probe =>
  probe(outcome, { passed: false, ...change });

/** A probe of the strict check's path that got an answer and did not pass. */
export const refused = (outcome: Outcome, change: Partial<Probe> = {}): Probe =>
  failed(outcome, { path: '/healthcheck', ...change });

export const unanswered = (received = 0): Outcome => ({ kind: 'no-response', received });

/** A process of the app that has no file left to accept with. */
export const outOfFiles: BlockedProcess = {
  pid: APP_PID,
  state: 'S',
  call: 'epoll_wait',
  files: { open: 1_024, limit: 1_024 },
  since: NOW,
};

/** What the rule raises. Throws when it raises nothing. */
export function raised(rule: Rule, seen: Facts): Rendered {
  const verdict = rule.judge(seen);
  if (verdict.kind !== 'raised') throw new Error(`${rule.code} is ${verdict.kind}`);
  return verdict.finding;
}

/** The active codes, the primary one first, each with the code that explains it. */
export const told = (rules: readonly Rule[], seen: Facts): readonly (readonly [code: string, causedBy?: string])[] =>
  diagnose(rules, seen, []).diagnoses.map(({ code, causedBy }) => (causedBy === undefined ? [code] : [code, causedBy]));
