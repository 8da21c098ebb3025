import type { Instant } from '../../../core/clock.ts';
import type { BlockedProcess } from '../../../core/facts/blocked-process.ts';
import type { Connection } from '../../../core/facts/connection.ts';
import type { Listener } from '../../../core/facts/listener.ts';
import { type Heartbeat, isAlive, type Process } from '../../../core/facts/process.ts';
import type { Facts } from '../../../core/memory/facts.ts';
import { type Observed, valueOr } from '../../../core/observed.ts';
import type { Procfs } from '../files/procfs.ts';
import { appSocketReader, connectionTracker } from '../sockets/connections.ts';
import { blockedProcessReader } from './blocked-processes.ts';
import { isInTrouble, quietWorkers } from './trouble.ts';

/** What the app waits for: the connections that it opened, and where its processes are blocked. */
export interface Waits {
  readonly connections: readonly Connection[];
  readonly hangs: readonly BlockedProcess[];
}

/** What a scan has read already. */
export interface Looked {
  readonly listeners: Observed<readonly Listener[]>;
  readonly processes: Observed<readonly Process[]>;
  readonly heartbeats: Observed<readonly Heartbeat[]>;
}

/** Reads descriptors, calls and connections only while something is wrong, and the calls of workers without a heartbeat. */
export function waitReader(procfs: Procfs, arch: string): (facts: Facts, looked: Looked, at: Instant) => Waits {
  const readSockets = appSocketReader(procfs);
  const follow = connectionTracker();
  const readBlocked = blockedProcessReader(procfs, arch);
  return (facts, looked, at) => {
    const alive = valueOr(looked.processes, []).filter(isAlive);
    const listening = new Set(valueOr(looked.listeners, []).map(({ port }) => port));
    const pids = alive.map(({ pid }) => pid);
    const isWrong = isInTrouble(facts);
    const heartbeats = valueOr(looked.heartbeats, []);
    const quiet = quietWorkers(heartbeats, alive, at);
    const beating = new Set(heartbeats.map(({ pid }) => pid));
    const sockets = () => readSockets(pids, at);
    return {
      connections: isWrong ? follow(sockets(), listening, at) : [],
      hangs: readBlocked({
        suspects: isWrong ? alive : quiet,
        isWrong,
        alive: new Set(pids),
        beating,
        sockets,
        listening,
        at,
      }),
    };
  };
}
