/** The variables that change where and how a known server listens, as the app was given them. */
export type Environment = Readonly<Partial<Record<'PORT' | 'GUNICORN_CMD_ARGS' | 'WEB_CONCURRENCY' | 'HOST', string>>>;

const names = ['PORT', 'GUNICORN_CMD_ARGS', 'WEB_CONCURRENCY', 'HOST'] as const;

/** The few variables of the app's environment that say how a server listens; no other leaves the process. */
export const pickEnvironment = (environment: Readonly<Record<string, string | undefined>>): Environment =>
  Object.fromEntries(names.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])));
