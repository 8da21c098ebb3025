/** Where a URL of a database, a cache or a broker leads: no more of it than that, as the rest may be a secret. */
export interface ServicePlace {
  readonly scheme: string;
  /** As its makers write it. */
  readonly service: string;
  /** `db:5432`, `db`. */
  readonly target: string;
}

/** The services by the scheme of their URLs, behind which the name of a driver may stand. */
const SCHEMES: readonly (readonly [pattern: RegExp, service: string])[] = [
  [/^(?:postgres(?:ql)?|pgsql|cockroachdb)\b/, 'PostgreSQL'],
  [/^(?:mysql2?|mariadb)\b/, 'MySQL'],
  [/^(?:mssql|sqlserver)\b/, 'SQL Server'],
  [/^mongodb\b/, 'MongoDB'],
  [/^(?:rediss?|valkeys?)\b/, 'Redis'],
  [/^amqps?\b/, 'RabbitMQ'],
];

/** Names and passwords end at the last `@`; where one follows later it may stand in a password, and nothing is read. */
const URL =
  /(?:^|[\s'"`(<=])(?<scheme>[a-z][a-z0-9+]{2,40}):\/\/(?:[^\s/?#]{0,300}@)?(?<host>[A-Za-z0-9](?:[\w-]|\.(?=\w)){0,252}|\[[0-9a-fA-F:.]{2,45}\])(?::(?<port>\d{1,5}))?(?![\w:@.-]|[^\s@]{0,500}@)/;

/** The first such URL of a text. */
export function servicePlaceIn(text: string): ServicePlace | undefined {
  const { scheme = '', host = '', port } = URL.exec(text.slice(0, MAX_TEXT))?.groups ?? {};
  const service = SCHEMES.find(([pattern]) => pattern.test(scheme))?.[1];
  return service === undefined ? undefined : { scheme, service, target: port === undefined ? host : `${host}:${port}` };
}

const MAX_TEXT = 1_000;

/** Services that a client may call a database without saying which. */
export const isDatabase = (service: string): boolean => !['Redis', 'RabbitMQ'].includes(service);
