import type { Instant } from '../../core/clock.ts';
import { keepsOnly } from '../../core/facts/idle-command.ts';
import type { Listener } from '../../core/facts/listener.ts';
import type { Past } from '../../core/facts/past.ts';
import { commandLine, isAlive, type Process } from '../../core/facts/process.ts';
import { nameOf } from '../../core/facts/program-kinds.ts';
import { choreOf } from './startup-tasks.ts';

/** By who holds them. */
export type Sockets = readonly Pick<Listener, 'pid'>[];

interface Seen {
  readonly processes: readonly Process[];
  readonly past: Past;
}

/** What there is in the app beside the holders of some of its sockets. */
interface BesideSockets {
  readonly programs: readonly Beside[];
  /** When such a program that never listened was last seen to end; 0: never. */
  readonly endedAt: Instant;
}

/** Whether another program than the holders of the sockets and what belongs to them may have wanted such a socket; it may have ended since `since`. */
export function isContested(seen: Seen, sockets: Sockets, since: Instant): boolean {
  const { programs, endedAt } = besideOf(seen, sockets);
  return programs.length > 0 || endedAt >= since;
}

/** A program that may open a socket yet. */
export interface Beside {
  readonly process: Process;
  /** When it became what it is. */
  readonly began: Instant;
  /** A step of the script that started the holders of the sockets, which continues after it. */
  readonly isStep: boolean;
}

/** Which of the processes below the holders belong to them. */
type IsOwn = (holders: readonly Process[]) => (process: Process) => boolean;

const all: IsOwn = () => () => true;

/** Those of the same name or command line, as a server's children are: what a script started before it became a front server (`app & exec nginx`) is below that, too. */
export const sameProgram: IsOwn = (holders) => (process) =>
  holders.some((holder) => firstWord(holder) === firstWord(process) || commandLine(holder) === commandLine(process));

/** Of the name, which may be a title: `gunicorn: worker [app]`. */
const firstWord = ({ name }: Process): string => name.split(/[\s:]/)[0] ?? name;

/**
 * The programs beside those that hold the sockets: not those below them, and of those above only what took its place since; and when
 * one that never listened was last seen to end.
 */
export function besideOf({ processes, past }: Seen, sockets: Sockets, isOwn: IsOwn = all): BesideSockets {
  const alive = processes.filter(isAlive);
  const owners = alive.filter(({ pid }) => sockets.some((socket) => socket.pid === pid));
  const [first] = owners;
  if (first === undefined) return { programs: [], endedAt: NEVER };
  const isTheirs = isOwn(owners);
  const own = [...owners, ...owners.flatMap((owner) => relatives(owner, alive, 'below')).filter(isTheirs)];
  const above = owners.flatMap((owner) => relatives(owner, alive, 'above'));
  const isOf = (group: readonly Process[], ppid: number): boolean => group.some(({ pid }) => pid === ppid);
  const beganAt = ({ pid, startedAt }: Process): Instant => past.execAt[pid] ?? startedAt;
  const programs = alive
    .filter((each) => !own.includes(each) && !keepsOnly(each.command))
    .filter((each) => !above.includes(each) || beganAt(each) > first.startedAt)
    .map(
      (each): Beside => ({ process: each, began: beganAt(each), isStep: isOf(above, each.ppid) && isStep(each, past) }),
    );
  const isOther = (process: Process): boolean => !isOf(own, process.ppid) || !isTheirs(process);
  const ended = past.vanished.findLast(({ process, listened }) => listened.length === 0 && isOther(process));
  return { programs, endedAt: ended?.at ?? NEVER };
}

const NEVER: Instant = 0;

/** A pause or work before the next program; one that comes again and again is a loop's, which goes nowhere. */
const isStep = (each: Process, { vanished }: Past): boolean =>
  (nameOf(each.command[0] ?? '') === 'sleep' || choreOf(each.command) !== undefined) &&
  !vanished.some(({ process }) => process.ppid === each.ppid && commandLine(process) === commandLine(each));

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
