import { servicePlaceIn } from './service-url.ts';

const names = ['PORT', 'GUNICORN_CMD_ARGS', 'WEB_CONCURRENCY', 'HOST'] as const;
/** Variables that name a service, for when a client's error does not. */
const urls = ['DATABASE_URL', 'REDIS_URL', 'MONGODB_URI', 'AMQP_URL', 'CELERY_BROKER_URL'] as const;

/**
 * The app's variables that change where and how a known server listens.
 * The URLs of its services are reduced to scheme, host and port.
 */
export type Environment = Readonly<Partial<Record<(typeof names)[number] | (typeof urls)[number], string>>>;

/** A URL that names a service, and the variable that holds it. */
export const serviceVariables = (environment: Environment): readonly (readonly [name: string, url: string])[] =>
  urls.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]] as const]));

/**
 * Picks the few variables that say how a server listens or where a service is. No other variable leaves the process, and no secret does.
 */
export const pickEnvironment = (environment: Readonly<Record<string, string | undefined>>): Environment =>
  Object.fromEntries([
    ...names.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
    ...urls.flatMap((name) => {
      const place = servicePlaceIn(environment[name] ?? '');
      return place === undefined ? [] : [[name, `${place.scheme}://${place.target}`]];
    }),
  ]);
