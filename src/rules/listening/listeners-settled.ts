import type { Known } from '../../core/diagnosis/rule.ts';
import { keepsOnly } from '../../core/facts/idle-command.ts';
import type { Listener } from '../../core/facts/listener.ts';
import { isAlive, type Process } from '../../core/facts/process.ts';
import { usualStartMs } from '../shared/no-listener.ts';
import { SETTLED_MS } from '../shared/serving.ts';

type SettlingFacts = Known<'app' | 'listenersSince' | 'processes' | 'past'>;

/**
 * Whether the sockets that stand (each with its `pid`) are all that the app will open: none came lately, and no other program is there that may
 * open one yet: a front server that starts after what it forwards to, a script that sleeps in between. Such a program is waited for
 * no longer than a start usually takes.
 */
export function isSettled(seen: SettlingFacts, sockets: readonly Pick<Listener, 'pid'>[]): boolean {
  const { at, app, listenersSince, settings } = seen;
  if (at - listenersSince < SETTLED_MS) return false;
  return at - app.startedAt >= usualStartMs(settings) || !isMoreToCome(seen, sockets);
}

function isMoreToCome({ at, processes, past }: SettlingFacts, sockets: readonly Pick<Listener, 'pid'>[]): boolean {
  const alive = processes.filter(isAlive);
  const owners = alive.filter(({ pid }) => sockets.some((socket) => socket.pid === pid));
  const [first] = owners;
  if (first === undefined) return false;
  const below = owners.flatMap((owner) => relatives(owner, alive, 'below'));
  const above = owners.flatMap((owner) => relatives(owner, alive, 'above'));
  // What is above the listener started it; only what took its place since may be another server.
  const began = ({ pid, startedAt }: Process): number => past.execAt[pid] ?? startedAt;
  const others = alive.filter((each) => !owners.includes(each) && !below.includes(each) && !keepsOnly(each.command));
  const isNew = (each: Process): boolean => !above.includes(each) || began(each) > first.startedAt;
  const hasJustEnded = past.vanished.some((each) => at - each.at < SETTLED_MS && each.listened.length === 0);
  return hasJustEnded || others.some(isNew);
}

/** Those from which a process descends, or that descend from it. */
function relatives(of: Process, all: readonly Process[], side: 'above' | 'below'): readonly Process[] {
  const found: Process[] = [];
  let next = [of];
  while (next.length > 0) {
    const isNext = (each: Process): boolean =>
      next.some(({ pid, ppid }) => (side === 'above' ? each.pid === ppid : each.ppid === pid));
    next = all.filter((each) => isNext(each) && each !== of && !found.includes(each));
    found.push(...next);
  }
  return found;
}
