import type { Environment } from '../../core/facts.ts';
import type { Source } from '../../core/source.ts';

const names = ['PORT', 'GUNICORN_CMD_ARGS', 'WEB_CONCURRENCY', 'HOST'] as const;

/** The few variables of the app's environment that say how a server listens; no other leaves the process. */
export function environmentSource(environment: Readonly<Record<string, string | undefined>>): Source {
  return {
    name: 'environment',
    async run(watch) {
      watch.record({ kind: 'saw', fact: 'environment', value: pick(environment), at: watch.clock.now() });
    },
  };
}

const pick = (environment: Readonly<Record<string, string | undefined>>): Environment =>
  Object.fromEntries(names.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])));
