import type { Instant } from '../../core/clock.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import { keepsOnly } from '../../core/facts/idle-command.ts';
import type { Listener } from '../../core/facts/listener.ts';
import { isAlive, type Process } from '../../core/facts/process.ts';
import { nameOf } from '../../core/facts/program-kinds.ts';
import { usualStartMs } from '../shared/no-listener.ts';
import { SETTLED_MS } from '../shared/serving.ts';
import { choreOf } from '../shared/startup-tasks.ts';

type SettlingFacts = Known<'app' | 'listenersSince' | 'processes' | 'past'>;
type Sockets = readonly Pick<Listener, 'pid'>[];

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

/** Whether another program than the holders of the sockets and what belongs to them may have wanted such a socket. */
export const isContested = (seen: Pick<SettlingFacts, 'processes' | 'past'>, sockets: Sockets): boolean =>
  besideOf(seen, sockets).programs.length > 0;

/** A program that may open a socket yet. */
interface Beside {
  /** When it became what it is. */
  readonly began: Instant;
  /** A step of the script that started the holders of the sockets, which continues after it. */
  readonly isStep: boolean;
}

/**
 * The programs beside those that hold the sockets: not those below them, and of those above only what took its place since; and when
 * one that never listened was last seen to end.
 */
function besideOf({ processes, past }: Pick<SettlingFacts, 'processes' | 'past'>, sockets: Sockets) {
  const alive = processes.filter(isAlive);
  const owners = alive.filter(({ pid }) => sockets.some((socket) => socket.pid === pid));
  const [first] = owners;
  if (first === undefined) return { programs: [], endedAt: NEVER };
  const own = [...owners, ...owners.flatMap((owner) => relatives(owner, alive, 'below'))];
  const above = owners.flatMap((owner) => relatives(owner, alive, 'above'));
  const isOf = (group: readonly Process[], ppid: number): boolean => group.some(({ pid }) => pid === ppid);
  const beganAt = ({ pid, startedAt }: Process): Instant => past.execAt[pid] ?? startedAt;
  const programs = alive
    .filter((each) => !own.includes(each) && !keepsOnly(each.command))
    .filter((each) => !above.includes(each) || beganAt(each) > first.startedAt)
    .map((each): Beside => ({ began: beganAt(each), isStep: isOf(above, each.ppid) && isStep(each) }));
  const ended = past.vanished.findLast(({ process, listened }) => listened.length === 0 && !isOf(own, process.ppid));
  return { programs, endedAt: ended?.at ?? NEVER };
}

const NEVER: Instant = 0;

const isStep = ({ command }: Process): boolean =>
  nameOf(command[0] ?? '') === 'sleep' || choreOf(command) !== undefined;

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
