import { isRunning } from '../facts/app.ts';
import { endedOnItsOwn } from '../facts/ended.ts';
import type { Facts } from '../memory/facts.ts';
import { bySeverity, type Diagnosis } from './diagnosis.ts';
import type { Raised, Rule } from './rule.ts';

/** A diagnosis of before, as its rule said it then; undefined where no such rule is among these. */
export function saidAgain(rules: readonly Rule[], said: Diagnosis): Raised | undefined {
  const rule = rules.find(({ code }) => code === said.code);
  const { severity, confidence, summary, evidence, remedy } = said;
  return rule && { rule, finding: { severity, confidence, summary, evidence, remedy } };
}

/** Whether the app was asked to end, and has not ended by itself before. */
export const isStopping = ({ observed: { app } }: Facts): boolean =>
  app.known && app.value.stopRequestedAt !== undefined && endedOnItsOwn(app.value) === undefined;

/**
 * What stands while the app is being stopped: what was said before, word for word. Its ports close and its workers go one by one, which
 * tells nothing new of the app. Of the agent's own trouble nothing new is said either, but what is over is over.
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

/** A shell's exit code for a program that signal N ended is 128 + N. */
const FIRST_OF_SIGNALS = 128;

/** What was raised, and with an end by the app itself the sure cause that was said until then, where its rule no longer sees it. */
export function withCauseOfEnd(
  raised: readonly Raised[],
  rules: readonly Rule[],
  facts: Facts,
  before: readonly Diagnosis[],
): readonly Raised[] {
  const { app } = facts.observed;
  const exit = app.known ? endedOnItsOwn(app.value) : undefined;
  const cause = before.find(
    ({ primary, severity, confidence }) => primary && severity === 'error' && confidence === 'certain',
  );
  const said = cause && saidAgain(rules, cause);
  // Who is killed is not ended by what it lacked.
  const code = exit?.code ?? 0;
  if (said === undefined || code === 0 || code >= FIRST_OF_SIGNALS || raised.some(({ rule }) => rule === said.rule))
    return raised;
  const isEnd = ({ rule: { stage, code } }: Raised): boolean => stage === 'exit' && said.rule.explains.includes(code);
  return raised.some(isEnd) ? [...raised, said] : raised;
}

/** Longer than the pauses of what is retried, by a package manager or a script. */
const GUESS_HELD_MS = 30_000;
/** Longer than a loop or a supervisor waits before it starts a server again. */
const FAILURE_HELD_MS = 10_000;

/**
 * What was raised, and with it what was primary until then, where it is held: a guess while what it explains is all that would take its
 * place, since an app that writes or computes from time to time must not turn from one cause into another and back each time; and that a server
 * could not load its app while that is started again, until a check passes or something else is wrong.
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
