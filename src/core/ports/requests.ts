import type { Instant } from '../clock.ts';
import type { EventValues } from '../memory/observation.ts';
import type { Source, Watch } from './source.ts';

/** What a caller from outside may ask of the agent. */
export type AgentRequest = 'check-requested' | 'stop-requested';

/** Takes a request, and gives when it was taken; undefined while the agent does not run (yet, or any more). */
export type TakeRequest = (request: AgentRequest) => Instant | undefined;

/**
 * The way from a sink's callers back to the agent: what is asked becomes an observation like any other, so that data flows one way.
 * Whoever asked sees in the reports what came of it.
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
