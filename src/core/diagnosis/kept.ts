import { isRunning } from '../facts/app.ts';
import { endedOnItsOwn, isEndSeen } from '../facts/ended.ts';
import type { Facts } from '../memory/facts.ts';
import { valueOr } from '../observed.ts';
import { bySeverity, type Diagnosis } from './diagnosis.ts';
import type { Raised, Rule } from './rule.ts';

/** An earlier diagnosis in the words of its rule; undefined if that rule is not among these. */
export function saidAgain(rules: readonly Rule[], said: Diagnosis): Raised | undefined {
  const rule = rules.find(({ code }) => code === said.code);
  const { severity, confidence, summary, evidence, remedy } = said;
  return rule && { rule, finding: { severity, confidence, summary, evidence, remedy } };
}

/** Whether the app was asked to stop, and had not exited on its own before. */
export const isStopping = ({ observed: { app } }: Facts): boolean =>
  app.known && app.value.stopRequestedAt !== undefined && endedOnItsOwn(app.value) === undefined;

/**
 * The diagnoses while the app is being stopped: the earlier ones, word for word. Its ports close and its workers exit one by one, which
 * shows nothing new about the app. Diagnoses about the agent can end, but no new one starts.
 */
export function keptWhileStopping(
  raised: readonly Raised[],
  rules: readonly Rule[],
  before: readonly Diagnosis[],
): readonly Raised[] {
  const said = before.flatMap((each) => saidAgain(rules, each) ?? []);
  const ofAgent = raised.filter(({ rule }) => rule.stage === 'agent' && said.some((each) => each.rule === rule));
  return [...said.filter(({ rule }) => rule.stage !== 'agent'), ...ofAgent];
}

/** A shell reports 128 + N for a program that signal N killed. */
const FIRST_OF_SIGNALS = 128;

/**
 * What was raised. If the app exited on its own, also the certain cause reported until then, if its rule no longer sees it. Until the agent
 * has looked at what is left, no rule can judge the exit, and the cause stands.
 */
export function withCauseOfEnd(
  raised: readonly Raised[],
  rules: readonly Rule[],
  facts: Facts,
  before: readonly Diagnosis[],
): readonly Raised[] {
  const { app, lookedAt } = facts.observed;
  const exit = app.known ? endedOnItsOwn(app.value) : undefined;
  if (exit === undefined) return raised;
  const cause = before.find(
    ({ primary, severity, confidence }) => primary && severity === 'error' && confidence === 'certain',
  );
  const said = cause && saidAgain(rules, cause);
  if (said === undefined || raised.some(({ rule }) => rule === said.rule)) return raised;
  if (!isEndSeen(exit, { at: facts.at, lookedAt: valueOr(lookedAt, 0) })) return [...raised, said];
  // A killed app did not exit because of what it lacked.
  const code = exit.code ?? 0;
  if (code === 0 || code >= FIRST_OF_SIGNALS) return raised;
  const isEnd = ({ rule: { stage, code } }: Raised): boolean => stage === 'exit' && said.rule.explains.includes(code);
  return raised.some(isEnd) ? [...raised, said] : raised;
}

/** Longer than a package manager or a script pauses before it retries. */
const GUESS_HELD_MS = 30_000;
/** Longer than a loop or a supervisor waits before it restarts a server. */
const FAILURE_HELD_MS = 10_000;

/**
 * What was raised, with the former primary diagnosis if it is held. A guess is held while only its symptoms would replace it: a working
 * app must not flip between causes. A failure to load the app is held while the server restarts, until
 * a check passes or something else is wrong.
 */
export function withHeld(
  raised: readonly Raised[],
  rules: readonly Rule[],
  { at, observed: { app, probes } }: Facts,
  before: readonly Diagnosis[],
): readonly Raised[] {
  const primary = before.find((each) => each.primary);
  const said = primary && saidAgain(rules, primary);
  if (primary === undefined || said === undefined || !app.known || !isRunning(app.value)) return raised;
  const heldSince = primary.heldSince ?? at;
  const isFailure = said.rule.stage === 'load';
  if (!isFailure && primary.confidence !== 'likely') return raised;
  if (at - heldSince >= (isFailure ? FAILURE_HELD_MS : GUESS_HELD_MS)) return raised;
  if (raised.some(({ rule }) => rule === said.rule)) return raised;
  if (isFailure && probes.known && probes.value.at(-1)?.passed) return raised;
  const grave = raised.filter(({ finding }) => bySeverity(finding.severity, primary.severity) <= 0);
  const isAlone = grave.every(({ rule }) => said.rule.explains.includes(rule.code));
  return isAlone && (isFailure || grave.length > 0) ? [...raised, { ...said, heldSince }] : raised;
}
