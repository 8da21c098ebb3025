import { commandWords } from '../../core/facts/command-words.ts';
import type { UpstreamFailure } from '../../core/facts/log-event.ts';
import type { ServedPlace } from '../shared/served-place.ts';
import { isServedAt, type UpstreamPlace, upstreamTrouble } from './upstream-place.ts';

/** A front server that got no answer from a program that listens. */
export interface SilentUpstream {
  readonly owner: ServedPlace;
  /** It took the connection and sent nothing in time; else it ended the connection. */
  readonly isTimeout: boolean;
}

interface Seen {
  readonly failure?: Pick<UpstreamFailure, 'reason'>;
  readonly place?: UpstreamPlace;
  readonly others: readonly ServedPlace[];
  /** The front server's own page says that its time was up. */
  readonly isLate?: boolean;
}

/** Undefined where nothing that listens is known to be what it forwards to. */
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

/** As the end of a sentence. */
export const silentWords = ({ owner, isTimeout }: SilentUpstream, front: string, why: string): string =>
  `${ownerWords(owner)} listens on ${owner.name} and ${isTimeout ? `gives ${front} no answer in time` : `ends the connection without an answer`}${why}`;

/** What to do about it, best first. */
export const silentSteps = (
  { owner, isTimeout }: SilentUpstream,
  front: string,
  expects = 'the app',
): readonly string[] =>
  isTimeout
    ? [
        `Find why ${ownerWords(owner)} does not answer in time: it listens on ${owner.name}, and a slow query, a lock, a call to another host or too few workers may keep it.`,
        ...limitSteps(front, expects),
      ]
    : [
        `Find in the log why ${ownerWords(owner)} ends the connection: it listens on ${owner.name}. It may have crashed over the request, or may speak another protocol than ${front}.`,
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
