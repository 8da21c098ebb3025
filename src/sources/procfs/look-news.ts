import type { Instant } from '../../core/clock.ts';
import { type GunicornConf, noConf } from '../../core/facts/gunicorn-conf.ts';
import type { Facts } from '../../core/memory/facts.ts';
import type { Observation, SeenName, SeenValues } from '../../core/memory/observation.ts';
import { known, type Observed } from '../../core/observed.ts';
import type { Waits } from './blocked/what-it-waits-for.ts';

/** What one scan read of the app. Facts that are reported at each scan need no entry here. */
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

/**
 * What a scan reports. Facts that most apps do not have are reported only when they change.
 * The processes come last: the scan counts as made once they are recorded.
 */
export function lookNews(facts: Facts, result: LookResult, at: Instant): readonly Observation[] {
  const { waits, conf, sight, otherSockets, heartbeats, listeners, processes, ...others } = result;
  return [
    ...confNews(facts, conf, at),
    ...newsOf(facts, 'otherSockets', otherSockets),
    ...newsOf(facts, 'connections', known(waits.connections, at)),
    ...newsOf(facts, 'hangs', known(waits.hangs, at)),
    // Object.entries loses the names' type; they are those of SeenValues.
    ...Object.entries(others).map(([fact, read]) => observation(fact as SeenName, read)),
    observation('heartbeats', heartbeats),
    observation('listeners', listeners),
    observation('processes', processes),
    observation('sight', known(sight, at)),
  ];
}

/** The report of a scan that cannot list the processes. */
export const blind = (reason: string, at: Instant): readonly Observation[] => [
  ...allLost(reason, at),
  observation('sight', known({ gaps: [{ kind: 'no-processes', reason }] }, at)),
];

/** The report of a scan that can read nothing. */
export const allLost = (reason: string, at: Instant): readonly Observation[] =>
  (['heartbeats', 'listeners', 'processes'] as const).map((fact) => ({ kind: 'lost', fact, reason, at }));

/** Reported once, and again when a different Gunicorn has a different file. */
function confNews(facts: Facts, conf = noConf, at: Instant): readonly Observation[] {
  const before = facts.observed.gunicornConf;
  const isSame = before.known && JSON.stringify(before.value) === JSON.stringify(conf);
  return isSame ? [] : [{ kind: 'saw', fact: 'gunicornConf', value: conf, at }];
}

/** An empty list, the usual case, is reported once. */
function newsOf<N extends 'otherSockets' | 'connections' | 'hangs'>(
  facts: Facts,
  fact: N,
  now: Observed<SeenValues[N]>,
): readonly Observation[] {
  const before: Observed<readonly unknown[]> = facts.observed[fact];
  const isNews = !before.known || !now.known || before.value.length > 0 || now.value.length > 0;
  return isNews ? [observation(fact, now)] : [];
}

/** The fact, or a report that it is lost. */
export function observation<N extends SeenName>(fact: N, observed: Observed<SeenValues[N]>): Observation {
  const { at } = observed;
  if (!observed.known) return { kind: 'lost', fact, reason: observed.reason, at };
  // The compiler does not connect `fact` with the type of its value through the union.
  return { kind: 'saw', fact, value: observed.value, at } as Observation;
}
