import type { UpstreamFailure } from '../../core/facts/log-event.ts';
import type { ServedPlace } from '../shared/served-place.ts';

/** Where a front server expects its backend. */
export interface UpstreamPlace {
  readonly kind: 'socket' | 'address' | 'group';
  /** `/run/app.sock`, `127.0.0.1:3000`, or HAProxy's name for its backend. */
  readonly name: string;
  /** What it expects there, by the protocol that it speaks. */
  readonly expects: string;
}

/** Why it got no response there. */
export type UpstreamTrouble =
  | 'missing'
  | 'denied'
  | 'refused'
  | 'none-up'
  | 'unresolved'
  | 'big-header'
  | 'closed'
  | 'other';

/** The place, from the front server's line or its own option. */
export function upstreamPlace(upstream: string): UpstreamPlace {
  const [, scheme = '', rest = ''] = /^(?:(\w{2,8}):\/\/)?([\s\S]*)$/.exec(upstream) ?? [];
  const expects = EXPECTED[scheme] ?? 'the app';
  const socket = /^(?:unix:)?(?:\/\/)?([^:]+)/.exec(rest)?.[1];
  if (socket !== undefined && /^(?:unix:|\/)/.test(rest)) return { kind: 'socket', name: socket, expects };
  const address = withoutLogin(rest.split('/')[0] ?? rest);
  return /:\d{1,5}$/.test(address)
    ? { kind: 'address', name: address, expects }
    : { kind: 'group', name: scheme === '' ? withoutLogin(rest) : address, expects };
}

const withoutLogin = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

const EXPECTED: Readonly<Record<string, string>> = { fastcgi: 'PHP-FPM', uwsgi: 'uWSGI' };

/** What the reason means. */
export function upstreamTrouble({ reason }: Pick<UpstreamFailure, 'reason'>): UpstreamTrouble {
  if (/no such file/i.test(reason)) return 'missing';
  if (/permission denied/i.test(reason)) return 'denied';
  if (/refused|connection failure/i.test(reason)) return 'refused';
  if (/no resolver defined|could not be resolved|no such host/.test(reason)) return 'unresolved';
  if (/too big header/.test(reason)) return 'big-header';
  if (/prematurely closed|reset by peer/i.test(reason)) return 'closed';
  return /no server available|no upstreams available|no healthy upstream/.test(reason) ? 'none-up' : 'other';
}

/** Whether the address belongs to this container alone. */
export const isLoopbackAddress = (name: string): boolean => /^(?:127\.|localhost:|\[::1\])/.test(name);

/** Whether a program listens at exactly that place; a path may be relative on one side. */
export const isSame = (served: Pick<ServedPlace, 'kind' | 'name'>, { kind, name }: UpstreamPlace): boolean =>
  served.kind === kind &&
  (served.name === name || served.name.endsWith(`/${name}`) || name.endsWith(`/${served.name}`));

/** Whether the program accepts connections to that place: it listens there, or on every address of the same port. */
export const isServedAt = (served: Pick<ServedPlace, 'kind' | 'name'>, place: UpstreamPlace): boolean =>
  isSame(served, place) ||
  (served.kind === 'address' &&
    place.kind === 'address' &&
    isLoopbackAddress(place.name) &&
    /^(?:0\.0\.0\.0|\*|\[::\]|127\.[\d.]+|\[::1\]):\d+$/.test(served.name) &&
    portOf(served.name) === portOf(place.name));

const portOf = (name: string): string => name.slice(name.lastIndexOf(':') + 1);
