import { pickEnvironment } from '../../core/facts/environment.ts';
import type { Source } from '../../core/ports/source.ts';

/** Records the few variables that say how a server listens, from the agent's own environment. The app has the same values. */
export function environmentSource(environment: Readonly<Record<string, string | undefined>>): Source {
  return {
    name: 'environment',
    async run(watch) {
      watch.record({ kind: 'saw', fact: 'environment', value: pickEnvironment(environment), at: watch.clock.now() });
    },
  };
}
