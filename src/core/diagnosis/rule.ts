import type { Settings } from '../checks/settings.ts';
import type { Instant } from '../clock.ts';
import type { FactName, Facts, FactValues } from '../memory/facts.ts';
import type { Confidence, Evidence, Severity } from './diagnosis.ts';
import { type FromLog, fromLog } from './from-log.ts';
import { isOffline } from './stand-ins.ts';
import { toldByPlatform, VERDICT_EXPLAINS } from './told-by-platform.ts';

/**
 * Where the fault is, on the way to a healthy response. An earlier stage is nearer to the root cause:
 * of several unexplained diagnoses with the same severity, the earliest is primary.
 */
export const stages = [
  /** The command cannot be run. */
  'exec',
  /** Something outside the app killed one of its processes, such as the kernel for memory. */
  'killed',
  /** A service that the app depends on, outside the container, is unreachable. */
  'dependency',
  /** The command exited, or a program that it started. */
  'exit',
  /** A server cannot load the app. */
  'load',
  /** Its workers do not finish booting. */
  'boot',
  /** Its workers do not finish a request. */
  'worker',
  /** The app is in another network. */
  'network',
  /** It has opened no port. */
  'listener',
  /** It has opened only sockets that are not TCP. */
  'socket',
  /** It listens on an address that is not reachable from outside. */
  'address',
  /** It listens on a different port from the endpoint's. */
  'port',
  /** It accepts no connection. */
  'queue',
  /** It speaks a different protocol from the check. */
  'protocol',
  /** It forwards to a program that is not running. */
  'upstream',
  /** It leaves the connection without a response. */
  'connection',
  /** Its response is not the expected one. */
  'answer',
  /** It serves, near a limit of the container. */
  'limits',
  /** It serves, but something else is wrong. */
  'runtime',
  /** Only the checks show a fault. */
  'checks',
  /** The agent itself has trouble. */
  'agent',
] as const;
export type Stage = (typeof stages)[number];

/** The facts that a rule asked for, unwrapped, with the time and the settings. */
export type Known<N extends FactName> = { readonly [K in N]: FactValues[K] } & {
  readonly at: Instant;
  readonly settings: Settings;
};

/** The result of a rule. `skipped`: a fact that it needs is unknown, so it cannot judge. */
export type Verdict =
  | { readonly kind: 'silent' }
  | { readonly kind: 'skipped'; readonly missing: readonly { readonly fact: FactName; readonly reason: string }[] }
  | { readonly kind: 'raised'; readonly finding: Rendered; readonly explains?: readonly string[] };

/** A finding in words: a diagnosis without its history and its rank. */
export interface Rendered {
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly summary: string;
  readonly evidence: readonly Evidence[];
  readonly remedy: readonly string[];
}

/** A rule that raised a finding. */
export interface Raised {
  readonly rule: Rule;
  readonly finding: Rendered;
  /** The codes that this finding causes, if they are not all of its rule's. */
  readonly explains?: readonly string[];
  /** Since when the rule itself no longer raises it, if it is held (kept.ts). */
  readonly heldSince?: Instant;
}

/**
 * A diagnosis as it is defined: one file in src/rules, whose name is the code. Its types follow from `needs`, `assumes` and the result of
 * `when`. Members that are functions of the finding must come after `when`, or the compiler cannot infer their type.
 */
export interface Definition<N extends FactName, F, A extends FactName = never> {
  readonly code: string;
  /** A few words, without values: "The app listens on loopback only". */
  readonly title: string;
  readonly stage: Stage;
  /** The facts on which the finding is based. If one is unknown, the rule is skipped, visibly. */
  readonly needs: readonly N[];
  /**
   * Facts that only refine the finding, each with a stand-in if it is unknown.
   * The finding may then be poorer or less certain, but never wrong.
   */
  readonly assumes?: { readonly [K in A]: FactValues[K] };
  /** Stand-ins for needs that a saved log does not show. For a live app all needs must be known. */
  readonly assumesOffline?: { readonly [K in NoInfer<N>]?: FactValues[K] };
  /** Codes that are symptoms of this one: while both are active, they point here with `causedBy`. */
  readonly explains?: readonly string[];
  /** The symptoms that this finding causes; all of them unless given. */
  explainsOf?(finding: NoInfer<F>): readonly string[];
  /** Two to four short sentences for `sidewatch explain`: what it means and why it fails the check. */
  readonly meaning: string;
  /** The finding, with everything that the texts below quote; undefined if all is well. */
  when(facts: NoInfer<Known<N | A>>): F | undefined;
  readonly severity: Severity | ((finding: NoInfer<F>) => Severity);
  /** `certain` unless given. */
  readonly confidence?: Confidence | ((finding: NoInfer<F>) => Confidence);
  /**
   * The finding if health has failed and no rule gave a reason: it needs less proof. It is then an error, and only likely.
   * Rules are tried in the order of their stages; the first finding counts.
   */
  insist?(facts: Facts): NoInfer<F> | undefined;
  /** One sentence with the values in it. */
  summary(finding: NoInfer<F>): string;
  evidence(finding: NoInfer<F>): readonly Evidence[];
  /** Steps for this server, best first, each a full sentence. */
  remedy(finding: NoInfer<F>): readonly string[];
  /** A finding that the catalogue renders through the rule's own texts. */
  readonly example: NoInfer<F>;
}

/** A rule as the agent uses it, without the type of its finding. */
export interface Rule {
  readonly code: string;
  readonly title: string;
  readonly stage: Stage;
  readonly needs: readonly FactName[];
  readonly explains: readonly string[];
  readonly meaning: string;
  /** Whether a saved log alone is enough for it. */
  readonly fromLog: FromLog;
  judge(facts: Facts): Verdict;
  /** Its finding if some reason must be given; undefined if it has none even then. */
  insist(facts: Facts): Rendered | undefined;
  /** The example in words. */
  readonly example: Rendered;
}

/** Makes a rule from its definition. Never throws itself; a `when` that throws is a bug. */
export function defineRule<const N extends FactName, F, A extends FactName = never>(
  definition: Definition<N, F, A>,
): Rule {
  const { code, title, stage, needs, explains = [], meaning, example, assumesOffline = {} } = definition;
  return {
    code,
    title,
    stage,
    needs,
    explains,
    meaning,
    fromLog: fromLog(
      code,
      needs.filter((fact) => !Object.hasOwn(assumesOffline, fact)),
    ),
    judge(facts) {
      const verdict = judged(facts, definition);
      const told = verdict.kind === 'raised' ? undefined : toldByPlatform(code, facts);
      return told === undefined
        ? verdict
        : { kind: 'raised', finding: told, explains: [...explains, ...VERDICT_EXPLAINS] };
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

function judged<N extends FactName, F, A extends FactName>(facts: Facts, definition: Definition<N, F, A>): Verdict {
  const { values, missing } = unwrap(facts, definition);
  if (missing.length > 0) return { kind: 'skipped', missing };
  // Every name in `needs` was found known or assumed, which the compiler cannot follow through the loop.
  const finding = definition.when(values as Known<N | A>);
  if (finding === undefined) return { kind: 'silent' };
  const caused = definition.explainsOf?.(finding);
  return { kind: 'raised', finding: rendered(definition, finding), ...(caused && { explains: caused }) };
}

type Missing = Extract<Verdict, { kind: 'skipped' }>['missing'][number];
type Inputs<N extends FactName, A extends FactName> = Pick<
  Definition<N, never, A>,
  'needs' | 'assumes' | 'assumesOffline'
>;

/** Whether only a saved log is judged. */
const isSavedLog = ({ observed: { app } }: Facts): boolean => !app.known || isOffline(app.value);

/** The requested facts, and those of the needs that are unknown. */
function unwrap<N extends FactName, A extends FactName>(
  facts: Facts,
  { needs, assumes, assumesOffline }: Inputs<N, A>,
) {
  const standIns: Readonly<Record<string, unknown>> = {
    ...(isSavedLog(facts) && assumesOffline),
    ...assumes,
  };
  const values: Record<string, unknown> = { at: facts.at, settings: facts.settings, ...standIns };
  const missing: Missing[] = [];
  // `as`: Object.keys loses the type of the names in `assumes`.
  for (const fact of [...needs, ...(Object.keys(standIns) as FactName[])]) {
    const observed = facts.observed[fact];
    if (observed.known) values[fact] = observed.value;
    else if (!(fact in standIns)) missing.push({ fact, reason: observed.reason });
  }
  return { values, missing };
}

function rendered<F>(
  definition: Pick<Definition<never, F>, 'severity' | 'confidence' | 'summary' | 'evidence' | 'remedy'>,
  finding: F,
): Rendered {
  const { severity, confidence = 'certain' } = definition;
  return {
    severity: typeof severity === 'function' ? severity(finding) : severity,
    confidence: typeof confidence === 'function' ? confidence(finding) : confidence,
    summary: definition.summary(finding),
    evidence: distinct(definition.evidence(finding)),
    remedy: definition.remedy(finding),
  };
}

/** A line that a log repeats is listed once; anything else that happens again is seen at another time. */
function distinct(evidence: readonly Evidence[]): readonly Evidence[] {
  const lines = evidence.map(({ source, observed }) => (source === 'log' ? observed : undefined));
  return evidence.filter((_, i) => lines[i] === undefined || lines.indexOf(lines[i]) === i);
}
