import type { Instant } from '../../core/clock.ts';
import { keepsOnly } from '../../core/facts/idle-command.ts';
import type { Listener } from '../../core/facts/listener.ts';
import type { Past } from '../../core/facts/past.ts';
import { commandLine, isAlive, type Process } from '../../core/facts/process.ts';
import { nameOf } from '../../core/facts/program-kinds.ts';
import { choreOf } from './startup-tasks.ts';

/** Sockets, each by its holder. */
export type Sockets = readonly Pick<Listener, 'pid'>[];

interface Seen {
  readonly processes: readonly Process[];
  readonly past: Past;
}

/** What runs in the app besides the holders of some of its sockets. */
interface BesideSockets {
  readonly programs: readonly Beside[];
  /** When another program that never listened was last seen to exit; 0 if never. */
  readonly endedAt: Instant;
}

/** Whether a program other than the holders and their relatives may have tried to open one of these sockets. It may have exited after `since`. */
export function isContested(seen: Seen, sockets: Sockets, since: Instant): boolean {
  const { programs, endedAt } = besideOf(seen, sockets);
  return programs.length > 0 || endedAt >= since;
}

/** A program that may still open a socket. */
export interface Beside {
  readonly process: Process;
  /** When it last ran exec, else when it started. */
  readonly began: Instant;
  /** It is a step of the script that started the holders, and the script continues after it. */
  readonly isStep: boolean;
}

/** Which of the processes below the holders belong to them. */
type IsOwn = (holders: readonly Process[]) => (process: Process) => boolean;

const all: IsOwn = () => () => true;

/** Those with the same name or command line, as a server's children have. Other programs can be below it too: `app & exec nginx`. */
export const sameProgram: IsOwn = (holders) => (process) =>
  holders.some((holder) => firstWord(holder) === firstWord(process) || commandLine(holder) === commandLine(process));

/** The first word of the name, which may be a title: `gunicorn: worker [app]`. */
const firstWord = ({ name }: Process): string => name.split(/[\s:]/)[0] ?? name;

/**
 * The programs besides the holders of the sockets, and when one that never listened was last seen to exit. Leaves out what is below the
 * holders, and what is above them unless it ran exec since.
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

/**
 * Whether a script runs this program and then continues: `sleep`, or a task such as a migration. A program that the script runs again and again
 * belongs to a loop, so nothing comes after it.
 */
const isStep = (each: Process, { vanished }: Past): boolean =>
  (nameOf(each.command[0] ?? '') === 'sleep' || choreOf(each.command) !== undefined) &&
  !vanished.some(({ process }) => process.ppid === each.ppid && commandLine(process) === commandLine(each));

/** The processes from which a process descends, or that descend from it. */
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
