import type { Facts } from '../memory/facts.ts';
import type { Diagnosis } from './diagnosis.ts';
import { saidAgain } from './kept.ts';
import { type Raised, type Rule, stages } from './rule.ts';

/**
 * The raised diagnoses, with an error among them whenever the release check has failed or the runtime checks are unhealthy. The reason
 * is a raised diagnosis of less weight, else an earlier one that still holds, else one that a rule insists on.
 */
export function ensured(
  ranked: readonly Raised[],
  rules: readonly Rule[],
  facts: Facts,
  before: readonly Diagnosis[],
): Raised[] {
  if (!hasFailed(facts) || ranked.some(isReason)) return [...ranked];
  const lesser = ranked.find(({ rule }) => isAboutChecks(rule));
  if (lesser !== undefined) {
    return ranked.map((each) =>
      each === lesser ? { ...each, finding: { ...each.finding, severity: 'error' } } : each,
    );
  }
  const reason = saidBefore(rules, before) ?? insistedOn(rules, facts);
  return reason === undefined ? [...ranked] : [...ranked.filter(({ rule }) => rule !== reason.rule), reason];
}

function hasFailed({ observed: { health } }: Facts): boolean {
  if (!health.known) return false;
  const { release, runtime } = health.value;
  return release.state === 'failed' || (runtime.before ?? runtime.state) === 'unhealthy';
}

const isReason = ({ rule, finding }: Raised): boolean => finding.severity === 'error' && rule.stage !== 'agent';

const FAILURES: readonly string[] = ['slow-boot', 'runtime-check-failing'];

/** Whether it explains, by definition, why checks fail. */
const isAboutChecks = ({ code, explains }: Rule): boolean =>
  FAILURES.includes(code) || FAILURES.some((failure) => explains.includes(failure));

function saidBefore(rules: readonly Rule[], before: readonly Diagnosis[]): Raised | undefined {
  const said = before.find(({ severity, code }) => severity === 'error' && ruleOf(rules, code)?.stage !== 'agent');
  return said && saidAgain(rules, said);
}

const ruleOf = (rules: readonly Rule[], wanted: string): Rule | undefined => rules.find(({ code }) => code === wanted);

function insistedOn(rules: readonly Rule[], facts: Facts): Raised | undefined {
  for (const stage of stages) {
    for (const rule of rules.filter((each) => each.stage === stage)) {
      const finding = rule.insist(facts);
      if (finding !== undefined) return { rule, finding };
    }
  }
  return undefined;
}
