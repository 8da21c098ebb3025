import { servicePlaceIn } from './service-url.ts';

const names = ['PORT', 'GUNICORN_CMD_ARGS', 'WEB_CONCURRENCY', 'HOST'] as const;
/** Those that name a service, where a client's error may not. */
const urls = ['DATABASE_URL', 'REDIS_URL', 'MONGODB_URI', 'AMQP_URL', 'CELERY_BROKER_URL'] as const;

/**
 * The variables that change where and how a known server listens, as the app was given them; and of the URLs of its services the scheme,
 * host and port alone.
 */
export type Environment = Readonly<Partial<Record<(typeof names)[number] | (typeof urls)[number], string>>>;

/** A URL that names a service, and the variable that holds it. */
export const serviceVariables = (environment: Environment): readonly (readonly [name: string, url: string])[] =>
  urls.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]] as const]));

/** The few variables of the app's environment that say how a server listens, or where a service is; no other leaves the process, and no secret. */
export const pickEnvironment = (environment: Readonly<Record<string, string | undefined>>): Environment =>
  Object.fromEntries([
    ...names.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
    ...urls.flatMap((name) => {
      const place = servicePlaceIn(environment[name] ?? '');
      return place === undefined ? [] : [[name, `${place.scheme}://${place.target}`]];
    }),
  ]);
