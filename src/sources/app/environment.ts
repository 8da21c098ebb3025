import { pickEnvironment } from '../../core/facts/environment.ts';
import type { Source } from '../../core/ports/source.ts';

/** The few variables of the app's environment that say how a server listens, where the agent hands its own on to the app. */
export function environmentSource(environment: Readonly<Record<string, string | undefined>>): Source {
  return {
    name: 'environment',
    async run(watch) {
      watch.record({ kind: 'saw', fact: 'environment', value: pickEnvironment(environment), at: watch.clock.now() });
    },
  };
}
