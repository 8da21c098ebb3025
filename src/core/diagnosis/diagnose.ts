import type { FactName, Facts } from '../memory/facts.ts';
import { bySeverity, type Diagnosis } from './diagnosis.ts';
import { ensured } from './ensured.ts';
import { isStopping, keptWhileStopping, withCauseOfEnd, withHeld } from './kept.ts';
import { type Raised, type Rule, stages } from './rule.ts';

/** A rule that could not judge, and the facts that it missed. */
export interface Skipped {
  readonly code: string;
  readonly missing: readonly { readonly fact: FactName; readonly reason: string }[];
}

/** The result of all rules for one snapshot: the active diagnoses, the primary one first, causes before symptoms. */
export interface Judgement {
  readonly diagnoses: readonly Diagnosis[];
  readonly skipped: readonly Skipped[];
}

/** Judges the facts by all rules. Diagnoses that continue keep their `since` from `before`. Same facts in, same bytes out. */
export function diagnose(rules: readonly Rule[], facts: Facts, before: readonly Diagnosis[]): Judgement {
  const raised: Raised[] = [];
  const skipped: Skipped[] = [];
  for (const rule of rules) {
    const verdict = rule.judge(facts);
    if (verdict.kind === 'raised') {
      const { finding, explains } = verdict;
      raised.push({ rule, finding, ...(explains && { explains }) });
    }
    if (verdict.kind === 'skipped') skipped.push({ code: rule.code, missing: verdict.missing });
  }
  const ranked = [...standing(raised.sort(byRank), rules, facts, before)].sort(byRank);
  const primary = rootOf(ranked);
  const diagnoses = ranked.map((each) => toDiagnosis(each, ranked, primary, facts, before));
  return { diagnoses: diagnoses.sort((a, b) => Number(b.primary) - Number(a.primary)), skipped };
}

function standing(
  raised: readonly Raised[],
  rules: readonly Rule[],
  facts: Facts,
  before: readonly Diagnosis[],
): readonly Raised[] {
  if (isStopping(facts)) return ensured(keptWhileStopping(raised, rules, before), rules, facts, before);
  const held = withHeld(withCauseOfEnd(raised, rules, facts, before), rules, facts, before);
  return ensured(held, rules, facts, before);
}

const byRank = (a: Raised, b: Raised): number => byWeight(a, b) || byCode(a, b);

/** The more severe first, then the one with the earlier stage. */
const byWeight = (a: Raised, b: Raised): number =>
  Number(a.rule.stage === 'agent') - Number(b.rule.stage === 'agent') ||
  bySeverity(a.finding.severity, b.finding.severity) ||
  stages.indexOf(a.rule.stage) - stages.indexOf(b.rule.stage);

/** Makes the order deterministic; it is not a weight. */
const byCode = (a: Raised, b: Raised): number => a.rule.code.localeCompare(b.rule.code, 'en');

/** The one to fix first, of those that nothing explains. Of equal weight, a certain one comes first, then the one that explains more of the others. */
function rootOf(ranked: readonly Raised[]): Raised | undefined {
  const explained = (raised: Raised): number =>
    ranked.filter((each) => explainsOf(raised).includes(each.rule.code)).length;
  const isLikely = ({ finding }: Raised): number => Number(finding.confidence === 'likely');
  const roots = ranked.filter((each) => causeOf(each, ranked) === undefined && mayBeRoot(each, ranked));
  return roots.toSorted(
    (a, b) => byWeight(a, b) || isLikely(a) - isLikely(b) || explained(b) - explained(a) || byCode(a, b),
  )[0];
}

/** The agent's own trouble counts only if it keeps the app from being checked at all and nothing else is known. */
function mayBeRoot({ rule, finding }: Raised, ranked: readonly Raised[]): boolean {
  if (rule.stage !== 'agent') return finding.severity !== 'info';
  return finding.severity === 'error' && ranked.every((each) => each.rule.stage === 'agent');
}

/** The best-ranked raised rule that explains this one. Two that explain each other would hide both; the better-ranked one stays. */
function causeOf(symptom: Raised, ranked: readonly Raised[]): Raised | undefined {
  return ranked.find(
    (each) =>
      explainsOf(each).includes(symptom.rule.code) &&
      each.finding.severity !== 'info' &&
      (!explainsOf(symptom).includes(each.rule.code) || ranked.indexOf(each) < ranked.indexOf(symptom)),
  );
}

const explainsOf = ({ rule, explains = rule.explains }: Raised): readonly string[] => explains;

function toDiagnosis(
  raised: Raised,
  ranked: readonly Raised[],
  primary: Raised | undefined,
  facts: Facts,
  before: readonly Diagnosis[],
): Diagnosis {
  const { rule, finding, heldSince } = raised;
  const cause = causeOf(raised, ranked);
  return {
    code: rule.code,
    title: rule.title,
    ...finding,
    since: before.find(({ code }) => code === rule.code)?.since ?? facts.at,
    primary: raised === primary,
    ...(heldSince !== undefined && { heldSince }),
    ...(cause && { causedBy: cause.rule.code }),
  };
}
