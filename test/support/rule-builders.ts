import { diagnose } from '../../src/core/diagnosis/diagnose.ts';
import type { Rendered, Rule } from '../../src/core/diagnosis/rule.ts';
import type { App, Exit } from '../../src/core/facts/app.ts';
import type { Exception } from '../../src/core/facts/log-event.ts';
import type { Facts, Log } from '../../src/core/memory/facts.ts';
import { app, NOW, probe, STARTED } from './builders.ts';

export const silent = { kind: 'silent' } as const;

/** What the rule says of the facts; throws when it says nothing. */
export function findingOf(rule: Rule, facts: Facts): Rendered {
  const verdict = rule.judge(facts);
  if (verdict.kind !== 'raised') throw new Error(`${rule.code} is ${verdict.kind}`);
  return verdict.finding;
}

/** The severity that the rule gives the facts, or `silent`. */
export function severityOf(rule: Rule, facts: Facts): string {
  const verdict = rule.judge(facts);
  return verdict.kind === 'raised' ? verdict.finding.severity : verdict.kind;
}

/** The code of the primary diagnosis, and of the others with what explains them. */
export function causesOf(rules: readonly Rule[], facts: Facts): Readonly<Record<string, string>> {
  const { diagnoses } = diagnose(rules, facts, []);
  return Object.fromEntries(
    diagnoses.map((each) => [each.code, each.primary ? 'primary' : (each.causedBy ?? 'unexplained')]),
  );
}

/** An app that ended 1.2 s after its start. */
export const ended = (exit: Omit<Exit, 'at'>, change: Partial<App> = {}): App =>
  app({ exit: { ...exit, at: STARTED + 1_200 }, ...change });

/** A log of these last lines, the newest last. */
export const log = (lines: readonly string[] = [], change: Partial<Log> = {}): Log => ({
  tail: lines.map((text) => ({ origin: 'stderr', text })),
  exceptions: [],
  hostRejections: [],
  cutBytes: 0,
  ...change,
});

/** An exception logged 100 ms before the end of an app that `ended`. */
export const exception = (
  text: string,
  change: Partial<Exception & { at: number }> = {},
): Log['exceptions'][number] => ({
  kind: 'exception',
  language: 'python',
  text,
  at: STARTED + 1_100,
  ...change,
});

/** A probe that was refused a second ago. */
export const refused = probe({ kind: 'refused' }, { at: NOW - 1_000 });
