import type { Instant } from '../clock.ts';
import type { EventValues } from '../memory/observation.ts';
import type { Source, Watch } from './source.ts';

/** A request that callers can make. */
export type AgentRequest = 'check-requested' | 'stop-requested';

/** Accepts a request and returns when; undefined if the agent is not running. */
export type TakeRequest = (request: AgentRequest) => Instant | undefined;

/**
 * Passes requests of a sink's callers to the agent. A request becomes an observation like any other, so data flows one way.
 * The caller sees the result in the reports.
 */
export function requestPort(by: string): { readonly source: Source; readonly takeRequest: TakeRequest } {
  let watch: Watch | undefined;
  const values: { readonly [D in AgentRequest]: EventValues[D] } = {
    'check-requested': { by },
    'stop-requested': { by },
  };
  return {
    takeRequest(fact) {
      const at = watch?.clock.now();
      if (at !== undefined) watch?.record({ kind: 'event', fact, value: values[fact], at });
      return at;
    },
    source: {
      name: 'demands',
      async run(given, signal) {
        watch = given;
        if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        watch = undefined;
      },
    },
  };
}
