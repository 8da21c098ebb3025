import type { Known } from '../../core/diagnosis/rule.ts';
import { type Beside, besideOf, type Sockets } from '../shared/beside-sockets.ts';
import { usualStartMs } from '../shared/no-listener.ts';
import { SETTLED_MS } from '../shared/serving.ts';

type SettlingFacts = Known<'app' | 'listenersSince' | 'processes' | 'past'>;

/**
 * Whether the sockets that stand (each with its `pid`) are all that the app will open: none came lately, and no other program is there that may
 * open one yet: a front server that starts after what it forwards to, a script that sleeps in between. Such a program is waited for
 * no longer than a start usually takes.
 */
export function isSettled(seen: SettlingFacts, sockets: Sockets): boolean {
  const { at, app, listenersSince, settings } = seen;
  if (at - listenersSince < SETTLED_MS) return false;
  return at - app.startedAt >= usualStartMs(settings) || !isMoreToCome(seen, sockets);
}

/** A program that is older and does not listen is not about to take a port. */
const YOUNG_MS = 10_000;
/** A script starts its next program at once, and a look shows it. */
const NEXT_MS = 1_000;

/**
 * Whether sockets at the very place that is asked are the last word on it. They are not while the script that started their holder
 * sleeps or works, nor beside a program that was started just now: that may be the app, which will find the port taken.
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
