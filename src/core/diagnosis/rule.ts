import type { Settings } from '../checks/settings.ts';
import type { Instant } from '../clock.ts';
import type { FactName, Facts, FactValues } from '../memory/facts.ts';
import type { Confidence, Evidence, Severity } from './diagnosis.ts';

/**
 * Where on the way to a healthy answer the fault lies. An earlier stage is nearer to the root cause:
 * of several unexplained diagnoses of one severity the earliest is primary.
 */
export const stages = [
  'exec',
  'exit',
  'worker',
  'listener',
  'port',
  'queue',
  'protocol',
  'answer',
  'runtime',
  'agent',
] as const;
export type Stage = (typeof stages)[number];

/** The facts that a rule asked for, unwrapped, with the time and the settings. */
export type Known<N extends FactName> = { readonly [K in N]: FactValues[K] } & {
  readonly at: Instant;
  readonly settings: Settings;
};

/** What a rule made of the facts. `skipped`: a fact that it needs is unknown, so it can say nothing. */
export type Verdict =
  | { readonly kind: 'silent' }
  | { readonly kind: 'skipped'; readonly missing: readonly { readonly fact: FactName; readonly reason: string }[] }
  | { readonly kind: 'raised'; readonly finding: Rendered };

/** A finding in words: a diagnosis without its history and its place among the others. */
export interface Rendered {
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly summary: string;
  readonly evidence: readonly Evidence[];
  readonly remedy: readonly string[];
}

/** A rule that has spoken, and what it said. */
export interface Raised {
  readonly rule: Rule;
  readonly finding: Rendered;
}

/** A diagnosis as it is defined: one file in src/rules, whose name is the code. */
export interface Definition<N extends FactName, F> {
  readonly code: string;
  /** A few words, without values: "The app listens on loopback only". */
  readonly title: string;
  readonly stage: Stage;
  readonly severity: Severity | ((finding: F) => Severity);
  /** `certain` unless given. */
  readonly confidence?: Confidence | ((finding: F) => Confidence);
  /** The facts that `when` reads. When one is unknown the rule is skipped, visibly. */
  readonly needs: readonly N[];
  /** Codes that are symptoms of this one: while both are active they point here with `causedBy`. */
  readonly explains?: readonly string[];
  /** Two or three sentences for `sidewatch explain`: what it means and why it fails the check. */
  readonly meaning: string;
  /** The finding: what offends, with everything that the texts below quote; undefined when all is well. */
  when(facts: Known<N>): F | undefined;
  /**
   * The finding where health has failed and no rule has said why: with less proof, but never without a word. It is an error then,
   * and no more than likely. Asked of rules in the order of their stages, the first that answers has it.
   */
  insist?(facts: Facts): F | undefined;
  /** One sentence with the values in it. */
  summary(finding: F): string;
  evidence(finding: F): readonly Evidence[];
  /** Steps for this server, best first, each a full sentence. */
  remedy(finding: F): readonly string[];
  /** A finding that the catalogue renders through the rule's own texts. */
  readonly example: F;
}

/** A rule as the agent uses it: the finding's type is its own affair. */
export interface Rule {
  readonly code: string;
  readonly title: string;
  readonly stage: Stage;
  readonly needs: readonly FactName[];
  readonly explains: readonly string[];
  readonly meaning: string;
  judge(facts: Facts): Verdict;
  /** What it says where something must be said; undefined: nothing even then. */
  insist(facts: Facts): Rendered | undefined;
  /** The example in words. */
  readonly example: Rendered;
}

/** Makes a rule from its definition. Throws nothing of its own; a `when` that throws is a bug. */
export function defineRule<const N extends FactName, F>(definition: Definition<N, F>): Rule {
  const { code, title, stage, needs, explains = [], meaning, example } = definition;
  return {
    code,
    title,
    stage,
    needs,
    explains,
    meaning,
    judge(facts) {
      const missing = needs.flatMap((fact) => {
        const observed = facts.observed[fact];
        return observed.known ? [] : [{ fact, reason: observed.reason }];
      });
      if (missing.length > 0) return { kind: 'skipped', missing };
      const finding = definition.when(unwrap(facts, needs));
      return finding === undefined ? { kind: 'silent' } : { kind: 'raised', finding: rendered(definition, finding) };
    },
    insist(facts) {
      const finding = definition.insist?.(facts);
      return finding && { ...rendered(definition, finding), severity: 'error', confidence: 'likely' };
    },
    get example() {
      return rendered(definition, example);
    },
  };
}

function unwrap<N extends FactName>(facts: Facts, needs: readonly N[]): Known<N> {
  const values: Record<string, unknown> = { at: facts.at, settings: facts.settings };
  for (const fact of needs) {
    const observed = facts.observed[fact];
    if (observed.known) values[fact] = observed.value;
  }
  // Every name in `needs` was found known by judge(), which the compiler cannot follow through the loop.
  return values as Known<N>;
}

function rendered<N extends FactName, F>(definition: Definition<N, F>, finding: F): Rendered {
  const { severity, confidence = 'certain' } = definition;
  return {
    severity: typeof severity === 'function' ? severity(finding) : severity,
    confidence: typeof confidence === 'function' ? confidence(finding) : confidence,
    summary: definition.summary(finding),
    evidence: definition.evidence(finding),
    remedy: definition.remedy(finding),
  };
}
