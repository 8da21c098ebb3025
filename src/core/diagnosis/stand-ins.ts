import type { Health } from '../checks/health.ts';
import type { Instant } from '../clock.ts';
import type { App } from '../facts/app.ts';
import type { WorkerPool } from '../facts/worker-pool.ts';
import type { FactName, Facts, FactValues } from '../memory/facts.ts';
import { known } from '../observed.ts';
import type { Rule } from './rule.ts';

/** What a rule takes for facts that only refine its finding, where they are unknown. */
export type StandIns = { readonly [N in FactName]?: FactValues[N] };

/** A pool of which nothing was told. */
export const untoldPool: WorkerPool = {
  server: 'gunicorn',
  listeningAt: [],
  workers: [],
  bootCount: 0,
  timeoutCount: 0,
};

/** An app of which only the log is there: no command line, no pid, start unknown. */
export const unseenApp: App = { command: [], startedAt: 0 };

/** The health of an app that nobody has probed. */
export const uncheckedHealth: Health = {
  status: 'pending',
  release: { state: 'waiting', deadline: 0 },
  runtime: { state: 'unknown', consecutiveFailures: 0 },
  everHealthy: false,
};

/** A look that need not be waited for: none can be made. */
export const NO_LOOK: Instant = Number.MAX_SAFE_INTEGER;

/** Whether only a log is being read: no process of the app was ever seen, and `at` says nothing about what is still going on. */
export const isOffline = (app: App): boolean =>
  app.pid === undefined && app.startFailure === undefined && app.unseen === undefined;

/**
 * The rule, made to judge also where some facts are unknown: the stand-ins take their place, and they are no longer needs.
 * Only for facts whose absence can make a finding poorer or less certain, never for ones that it stands on.
 */
export const refinedBy = (standIns: StandIns, rule: Rule): Rule =>
  judging(
    rule,
    (facts) => rule.judge(filledIn(facts, standIns)),
    rule.needs.filter((name) => !(name in standIns)),
  );

/** The rule, made to judge a saved log too: there the stand-ins take the place of what it does not show, while of a live app all must be known. */
export function alsoOffline(standIns: StandIns, rule: Rule): Rule {
  const offline = refinedBy(standIns, rule);
  return judging(rule, (facts) => (facts.observed.app.known ? rule : offline).judge(facts), rule.needs);
}

/** The rule, judging otherwise. Its example stays unrendered until it is asked for. */
function judging(rule: Rule, judge: Rule['judge'], needs: Rule['needs']): Rule {
  const { code, title, stage, explains, meaning, insist } = rule;
  return {
    ...{ code, title, stage, explains, meaning, insist, needs, judge },
    get example() {
      return rule.example;
    },
  };
}

function filledIn(facts: Facts, standIns: StandIns): Facts {
  const filled = Object.entries(standIns).filter(([name]) => !facts.observed[name as FactName].known);
  const values = Object.fromEntries(filled.map(([name, value]) => [name, known(value, facts.at)]));
  // Object.entries forgets which value belongs to which name; StandIns has just said so.
  return { ...facts, observed: { ...facts.observed, ...(values as Partial<Facts['observed']>) } };
}
