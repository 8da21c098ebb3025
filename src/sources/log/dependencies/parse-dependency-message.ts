import type { Trouble } from '../../../core/facts/dependency.ts';

/** One message of a client that could not reach another host. Its groups name host, port, service and reason. */
export interface DependencyMessage {
  readonly pattern: RegExp;
  readonly service?: string;
  /** Set if the message itself says how; otherwise the group `why` decides. `unreached` counts only if that says nothing either. */
  readonly how?: Trouble;
}

/** How the service failed, according to this message; undefined where it does not say. */
export const howOf = ({ how }: DependencyMessage, why: string): Trouble | undefined =>
  how === 'unreached' ? (troubleOf(why) ?? how) : (how ?? troubleOf(why));

/** Services by their names in prose, as pattern sources. */
const SERVICES: readonly (readonly [prose: string, service: string])[] = [
  ['[Pp]ostgre(?:s|SQL|sql)', 'PostgreSQL'],
  ['MySQL|[Mm]ysql|MariaDB|[Mm]ariadb', 'MySQL'],
  ['[Rr]edis', 'Redis'],
  ['MongoDB|[Mm]ongo(?:db)?', 'MongoDB'],
  ['RabbitMQ|[Rr]abbitmq', 'RabbitMQ'],
  ['[Kk]afka', 'Kafka'],
  ['[Ee]lasticsearch', 'Elasticsearch'],
  ['[Dd]atabase|DB|db', 'database'],
];

/** Matches a service by its name in prose. */
export const SERVICE = `(?<service>${SERVICES.map(([prose]) => prose).join('|')})`;

const services = SERVICES.map(([prose, service]) => [new RegExp(`^(?:${prose})$`), service] as const);

/** The service that this name means. */
export const serviceOf = (name: string): string | undefined => services.find(([prose]) => prose.test(name))?.[1];

/** The trouble that an operating system's or server's words mean; undefined for other words. */
export function troubleOf(why: string): Trouble | undefined {
  return TROUBLES.find(([pattern]) => pattern.test(why))?.[1];
}

const TROUBLES: readonly (readonly [RegExp, Trouble])[] = [
  [/refused|ECONNREFUSED|ConnectionRefused|\b111\b|^(?:2|61|115)$|No such file/i, 'refused'],
  [
    /service not known|does not resolve|non-existing domain|nxdomain|no usable address|try again|no such host|not found|ENOTFOUND|EAI_AGAIN|resolution|getaddrinfo|misbehaving|^-\d$|Socket(?:Error)?$/i,
    'no-such-name',
  ],
  [/network (?:is )?unreachable|NetworkUnreachable|ENETUNREACH|^101$/i, 'no-route'],
  [/time(?:d )?-?out|ETIMEDOUT|no route|unreach|\b11[03]\b/i, 'no-answer'],
  [/FATAL|auth|password|denied|does not exist|too many|starting up/i, 'rejected'],
];

/** Matches a host by name or address. */
export const HOST = '(?<host>[\\w.-]{1,253}|\\[?[0-9a-fA-F:.]{2,45}\\]?)';
/** Matches a port. */
export const PORT = '(?<port>\\d{1,5})';
/** Matches an operating system's error up to the end of the message: glibc's words, then those of musl, which Alpine's programs use. */
export const OS =
  '(?<why>[Cc]onnection refused|[Cc]onnection timed out|[Nn]o route to host|[Nn]etwork is unreachable|Name or service not known|Temporary failure in name resolution|No address associated with hostname|nodename nor servname provided, or not known|[Oo]peration timed out|[Hh]ost is unreachable|[Nn]etwork unreachable|Name does not resolve|Name has no usable address|Try again)';

/** A message from its pattern's source, with the service and the trouble that its words imply. */
export const message = (source: string, service?: string, how?: Trouble): DependencyMessage => ({
  pattern: new RegExp(source),
  ...(service !== undefined && { service }),
  ...(how !== undefined && { how }),
});
