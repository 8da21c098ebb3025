import type { Known } from '../../core/diagnosis/rule.ts';
import { type Beside, besideOf, type Sockets } from '../shared/beside-sockets.ts';
import { usualStartMs } from '../shared/no-listener.ts';
import { SETTLED_MS } from '../shared/serving.ts';

type SettlingFacts = Known<'app' | 'listenersSince' | 'processes' | 'past'>;

/**
 * Whether these sockets (each with its `pid`) are all that the app will open. None is new, and no other program is about to open one.
 * That can be a front server that starts after its backend, or a script that sleeps in between.
 * It counts no longer than a start usually takes.
 */
export function isSettled(seen: SettlingFacts, sockets: Sockets): boolean {
  const { at, app, listenersSince, settings } = seen;
  if (at - listenersSince < SETTLED_MS) return false;
  return at - app.startedAt >= usualStartMs(settings) || !isMoreToCome(seen, sockets);
}

/** An older program that does not listen is not about to open a port. */
const YOUNG_MS = 10_000;
/** A script starts its next program within this time, and a scan shows it. */
const NEXT_MS = 1_000;

/**
 * Whether the sockets on the endpoint's own port are final. They are not while the script that started their holder sleeps or works.
 * Nor are they next to a program that has just started: it may be the app, which will find the port in use.
 */
export function isLastWord(seen: SettlingFacts, sockets: Sockets): boolean {
  const { at, app, settings } = seen;
  if (at - app.startedAt >= usualStartMs(settings)) return true;
  const { programs, endedAt } = besideOf(seen, sockets);
  const isNext = ({ isStep, began }: Beside): boolean => isStep || at - began < YOUNG_MS;
  return at - endedAt >= NEXT_MS && !programs.some(isNext);
}

function isMoreToCome(seen: SettlingFacts, sockets: Sockets): boolean {
  const { programs, endedAt } = besideOf(seen, sockets);
  return seen.at - endedAt < SETTLED_MS || programs.length > 0;
}
