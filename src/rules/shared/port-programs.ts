import type { Instant } from '../../core/clock.ts';
import type { App } from '../../core/facts/app.ts';
import { commandWords } from '../../core/facts/command-words.ts';
import { appListeners, type Listener } from '../../core/facts/listener.ts';
import type { Exception } from '../../core/facts/log-event.ts';
import type { Past } from '../../core/facts/past.ts';
import { isAlive, type Process } from '../../core/facts/process.ts';
import { isShell } from '../../core/facts/program-kinds.ts';
import { isStarter, programsAmong } from './keepers.ts';
import { type Whose, whoseIs } from './whose.ts';

/** The facts that show which program serves a port, and which others run. */
export interface PortFacts {
  readonly app: Pick<App, 'command'>;
  readonly processes: readonly Process[];
  readonly listeners: readonly Listener[];
  readonly past: Past;
}

/** Whether an exception comes from the program that serves the port. `own` if that program is unknown, or no other program runs. */
export function whoseAt(port: number, raised: Exception, seen: PortFacts): Whose {
  const [owner] = ownersOf(port, seen);
  const others = owner === undefined ? [] : besidePort(port, seen);
  return owner === undefined || others.length === 0 ? 'own' : whoseIs(raised, owner.command, others);
}

/** The subject of a sentence about the port: the app, or the process that serves it if the app has other programs. */
export function subjectAt(port: number, seen: PortFacts): string {
  const [owner] = ownersOf(port, seen);
  const [other] = seen.listeners.filter((each) => each.port === port && each.owner === 'other');
  const isOne = owner !== undefined && owner.kinship !== 'survivor' && besidePort(port, seen).length === 0;
  const { command = [], pid } = owner ?? other ?? {};
  return isOne || command.length === 0 ? 'The app' : `\`${commandWords(command, 80)}\` (pid ${pid})`;
}

/** The app's living processes that listen there. */
function ownersOf(port: number, { processes, listeners }: PortFacts): readonly Process[] {
  const pids = appListeners(listeners).flatMap((each) => (each.port === port ? (each.pid ?? []) : []));
  return processes.filter((each) => isAlive(each) && pids.includes(each.pid));
}

/** The other programs of the app. */
function besidePort(port: number, seen: PortFacts): readonly Process[] {
  const alive = seen.processes.filter(isAlive);
  const own = ownersOf(port, seen).map((each) => rootOf(each, alive, seen).pid);
  return programsAmong(alive).filter((each) => !own.includes(rootOf(each, alive, seen).pid));
}

const MAX_DEPTH = 16;

/** The program to which a process belongs: itself, or the one that started it, such as a worker's master. */
function rootOf(process: Process, alive: readonly Process[], { app, past }: PortFacts): Process {
  let root = process;
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    const parent = alive.find(({ pid }) => pid === root.ppid);
    // What a shell started before it became that program does not belong to it.
    if (parent === undefined || isStarter(parent) || root.startedAt < becameAt(parent, app, past)) return root;
    root = parent;
  }
  return root;
}

/** A shell may become its last program before the first scan. */
const BECAME_MS = 500;

function becameAt({ pid, kinship, startedAt }: Process, { command }: PortFacts['app'], { execAt }: Past): Instant {
  const wasShell = kinship === 'main' && isShell(command[0] ?? '');
  return execAt[pid] ?? (wasShell ? startedAt + BECAME_MS : startedAt);
}
