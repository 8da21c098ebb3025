import { commandWords } from '../../core/facts/command-words.ts';
import type { UpstreamFailure } from '../../core/facts/log-event.ts';
import type { ServedPlace } from '../shared/served-place.ts';
import { isServedAt, type UpstreamPlace, upstreamTrouble } from './upstream-place.ts';

/** A front server that got no response from a program that listens. */
export interface SilentUpstream {
  readonly owner: ServedPlace;
  /** It accepted the connection and sent nothing in time; else it closed the connection. */
  readonly isTimeout: boolean;
}

interface Seen {
  readonly failure?: Pick<UpstreamFailure, 'reason'>;
  readonly place?: UpstreamPlace;
  readonly others: readonly ServedPlace[];
  /** The front server's own page reports a timeout. */
  readonly isLate?: boolean;
}

/** Undefined unless a program that listens is known to be the backend. */
export function silentUpstream({ failure, place, others, isLate = false }: Seen): SilentUpstream | undefined {
  if (failure !== undefined && !['other', 'closed'].includes(upstreamTrouble(failure))) return undefined;
  if (failure === undefined && !isLate) return undefined;
  const [only, ...more] = others;
  const owner =
    place === undefined && more.length === 0 ? only : others.find((each) => place && isServedAt(each, place));
  return owner && { owner, isTimeout: isLate || /timed out|timeout/i.test(failure?.reason ?? '') };
}

/** "`python3 slow.py` (pid 12)", or what is known of it. */
const ownerWords = ({ command, pid }: ServedPlace): string =>
  command.length > 0 && pid !== undefined ? `\`${commandWords(command)}\` (pid ${pid})` : 'the app';

/** A clause that ends a sentence. */
export const silentWords = ({ owner, isTimeout }: SilentUpstream, front: string, why: string): string =>
  `${ownerWords(owner)} listens on ${owner.name} but ${isTimeout ? `does not respond to ${front} in time` : `closes the connection without a response`}${why}`;

/** The steps for it, best first. */
export const silentSteps = (
  { owner, isTimeout }: SilentUpstream,
  front: string,
  expects = 'the app',
): readonly string[] =>
  isTimeout
    ? [
        `Find out why ${ownerWords(owner)} does not respond in time. A slow query, a lock, a call to another host or too few workers may delay it.`,
        ...limitSteps(front, expects),
      ]
    : [
        `Check the log for why ${ownerWords(owner)} closes the connection: it may crash during the request, or speak a different protocol from ${front}.`,
      ];

const limitSteps = (front: string, expects: string): readonly string[] => {
  const limit = front === 'nginx' ? `${PREFIX[expects] ?? 'proxy'}_read_timeout` : LIMIT[front];
  return limit === undefined ? [] : [`If it needs that long, raise \`${limit}\` in the configuration of ${front}.`];
};

const PREFIX: Readonly<Record<string, string>> = { 'PHP-FPM': 'fastcgi', uWSGI: 'uwsgi' };
const LIMIT: Readonly<Record<string, string>> = {
  Apache: 'ProxyTimeout',
  HAProxy: 'timeout server',
};
