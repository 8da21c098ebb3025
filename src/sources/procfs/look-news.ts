import type { Instant } from '../../core/clock.ts';
import { type GunicornConf, noConf } from '../../core/facts/gunicorn-conf.ts';
import type { Facts } from '../../core/memory/facts.ts';
import type { Observation, SeenName, SeenValues } from '../../core/memory/observation.ts';
import { known, type Observed } from '../../core/observed.ts';
import type { Waits } from './blocked/what-it-waits-for.ts';

/** What one look read of the app. A fact that is reported at each look needs no other place here. */
export interface LookResult extends ReadAlways, ReadOtherwise {
  readonly sight: SeenValues['sight'];
  readonly otherSockets: Observed<SeenValues['otherSockets']>;
  readonly waits: Waits;
  /** Undefined where no Gunicorn of the app has one. */
  readonly conf: GunicornConf | undefined;
}

type ReadAlways = { readonly [N in 'heartbeats' | 'listeners' | 'processes']: Observed<SeenValues[N]> };
type ReadOtherwise = {
  readonly [N in Exclude<SeenName, keyof ReadAlways | 'sight' | 'otherSockets'>]?: Observed<SeenValues[N]>;
};

/** What a look reports; of what most apps do not have, only the news. The processes come last: with them the look counts as made. */
export function lookNews(facts: Facts, result: LookResult, at: Instant): readonly Observation[] {
  const { waits, conf, sight, otherSockets, heartbeats, listeners, processes, ...others } = result;
  return [
    ...confNews(facts, conf, at),
    ...newsOf(facts, 'otherSockets', otherSockets),
    ...newsOf(facts, 'connections', known(waits.connections, at)),
    ...newsOf(facts, 'hangs', known(waits.hangs, at)),
    // Object.entries forgets the names, which are those of SeenValues.
    ...Object.entries(others).map(([fact, read]) => observation(fact as SeenName, read)),
    observation('heartbeats', heartbeats),
    observation('listeners', listeners),
    observation('processes', processes),
    observation('sight', known(sight, at)),
  ];
}

/** What a look tells that cannot list the processes. */
export const blind = (reason: string, at: Instant): readonly Observation[] => [
  ...allLost(reason, at),
  observation('sight', known({ gaps: [{ kind: 'no-processes', reason }] }, at)),
];

/** All that a look tells when it cannot look at all. */
export const allLost = (reason: string, at: Instant): readonly Observation[] =>
  (['heartbeats', 'listeners', 'processes'] as const).map((fact) => ({ kind: 'lost', fact, reason, at }));

/** Told once, and again when another Gunicorn has another. */
function confNews(facts: Facts, conf = noConf, at: Instant): readonly Observation[] {
  const before = facts.observed.gunicornConf;
  const isSame = before.known && JSON.stringify(before.value) === JSON.stringify(conf);
  return isSame ? [] : [{ kind: 'saw', fact: 'gunicornConf', value: conf, at }];
}

/** That an app has none, as most, is recorded once. */
function newsOf<N extends 'otherSockets' | 'connections' | 'hangs'>(
  facts: Facts,
  fact: N,
  now: Observed<SeenValues[N]>,
): readonly Observation[] {
  const before: Observed<readonly unknown[]> = facts.observed[fact];
  const isNews = !before.known || !now.known || before.value.length > 0 || now.value.length > 0;
  return isNews ? [observation(fact, now)] : [];
}

/** The fact, or that it is lost. */
export function observation<N extends SeenName>(fact: N, observed: Observed<SeenValues[N]>): Observation {
  const { at } = observed;
  if (!observed.known) return { kind: 'lost', fact, reason: observed.reason, at };
  // The compiler does not tie `fact` to the type of its value through the union.
  return { kind: 'saw', fact, value: observed.value, at } as Observation;
}
