import type { Environment } from '../memory/facts.ts';

const names = ['PORT', 'GUNICORN_CMD_ARGS', 'WEB_CONCURRENCY', 'HOST'] as const;

/** The few variables of the app's environment that say how a server listens; no other leaves the process. */
export const pickEnvironment = (environment: Readonly<Record<string, string | undefined>>): Environment =>
  Object.fromEntries(names.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])));
