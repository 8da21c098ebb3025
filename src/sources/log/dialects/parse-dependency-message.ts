import type { Trouble } from '../../../core/facts/dependency.ts';

/** One wording of a client that could not get through to another host: its groups name host, port and why. */
export interface DependencyMessage {
  readonly pattern: RegExp;
  readonly service?: string;
  /** Where the wording itself tells; else the group `why` does. */
  readonly how?: Trouble;
}

/** What the words of an operating system or a server stand for; undefined for others. */
export function troubleOf(why: string): Trouble | undefined {
  return TROUBLES.find(([pattern]) => pattern.test(why))?.[1];
}

const TROUBLES: readonly (readonly [RegExp, Trouble])[] = [
  [/refused|ECONNREFUSED|\b111\b|^(?:2|61|115)$|No such file/i, 'refused'],
  [
    /service not known|does not resolve|no usable address|try again|no such host|not found|ENOTFOUND|EAI_AGAIN|resolution|getaddrinfo|misbehaving|^-\d$|Socket(?:Error)?$/i,
    'no-such-name',
  ],
  [/time(?:d )?-?out|ETIMEDOUT|no route|unreach|\b11[03]\b/i, 'no-answer'],
  [/FATAL|auth|password|denied|does not exist|too many|starting up/i, 'rejected'],
];

/** A host by name or address. */
export const HOST = '(?<host>[\\w.-]{1,253}|\\[?[0-9a-fA-F:.]{2,45}\\]?)';
/** A port. */
export const PORT = '(?<port>\\d{1,5})';
/** What an operating system says, to the end of the message; after glibc's words those of musl, which Alpine's programs use. */
export const OS =
  '(?<why>[Cc]onnection refused|[Cc]onnection timed out|[Nn]o route to host|[Nn]etwork is unreachable|Name or service not known|Temporary failure in name resolution|No address associated with hostname|nodename nor servname provided, or not known|[Oo]peration timed out|[Hh]ost is unreachable|[Nn]etwork unreachable|Name does not resolve|Name has no usable address|Try again)';

/** A wording from the source of its pattern, with the service that it tells of and the trouble that it tells by itself. */
export const message = (source: string, service?: string, how?: Trouble): DependencyMessage => ({
  pattern: new RegExp(source),
  ...(service !== undefined && { service }),
  ...(how !== undefined && { how }),
});
