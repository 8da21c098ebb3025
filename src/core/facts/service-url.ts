/** Where the URL of a database, a cache or a broker points. It holds nothing else, because the rest may be a secret. */
export interface ServicePlace {
  readonly scheme: string;
  /** The product's official spelling. */
  readonly service: string;
  /** `db:5432`, `db`. */
  readonly target: string;
}

/** Services by their URL's scheme; a driver's name may follow the scheme. */
const SCHEMES: readonly (readonly [pattern: RegExp, service: string])[] = [
  [/^(?:postgres(?:ql)?|pgsql|cockroachdb)\b/, 'PostgreSQL'],
  [/^(?:mysql2?|mariadb)\b/, 'MySQL'],
  [/^(?:mssql|sqlserver)\b/, 'SQL Server'],
  [/^mongodb\b/, 'MongoDB'],
  [/^(?:rediss?|valkeys?)\b/, 'Redis'],
  [/^amqps?\b/, 'RabbitMQ'],
];

/** Credentials end at the last `@`. If another `@` follows the host, the host may be part of a password, so nothing is read. */
const URL =
  /(?:^|[\s'"`(<=])(?<scheme>[a-z][a-z0-9+]{2,40}):\/\/(?:[^\s/?#]{0,300}@)?(?<host>[A-Za-z0-9](?:[\w-]|\.(?=\w)){0,252}|\[[0-9a-fA-F:.]{2,45}\])(?::(?<port>\d{1,5}))?(?![\w:@.-]|[^\s@]{0,500}@)/;

/** The place in the first such URL of a text. */
export function servicePlaceIn(text: string): ServicePlace | undefined {
  const { scheme = '', host = '', port } = URL.exec(text.slice(0, MAX_TEXT))?.groups ?? {};
  const service = SCHEMES.find(([pattern]) => pattern.test(scheme))?.[1];
  return service === undefined ? undefined : { scheme, service, target: port === undefined ? host : `${host}:${port}` };
}

const MAX_TEXT = 1_000;

/** Whether a client may call the service just "database". */
export const isDatabase = (service: string): boolean => !['Redis', 'RabbitMQ'].includes(service);
