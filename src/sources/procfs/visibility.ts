import type { Instant } from '../../core/clock.ts';
import type { App } from '../../core/facts/app.ts';
import type { BlindSpot, OtherNetwork, Visibility } from '../../core/facts/visibility.ts';
import { openProcfs, type Procfs, whenRead } from './files/procfs.ts';
import type { CommandLines } from './processes/command-lines.ts';
import type { ProcessTable } from './processes/process-table.ts';
import type { Member } from './processes/process-tree.ts';
import type { ObservedListeners } from './sockets/listeners.ts';
import { socketRowReader } from './sockets/socket-rows.ts';

/** The results of one scan that show how much it could see. */
export interface LookedAt {
  readonly table: ProcessTable;
  readonly app?: App;
  /** Undefined where the app's processes cannot be distinguished from others. */
  readonly members: ReadonlyMap<number, Member> | undefined;
}

/** Permissions and namespaces hardly ever change. */
const FRESH_MS = 2_000;
const ASKED_PROCESSES = 16;

/** Reads how much the agent can see; a reading is valid for 2 s. */
export function visibilityReader(
  procfs: Procfs,
  commands: CommandLines,
  agentPid: number,
): (seen: LookedAt, at: Instant) => Visibility {
  let kept: { readonly sight: Visibility; readonly at: Instant; readonly pid: number | undefined } | undefined;
  return (seen, at) => {
    const pid = seen.app?.pid;
    if (kept && kept.pid === pid && at - kept.at < FRESH_MS) return kept.sight;
    kept = { sight: readVisibility(procfs, commands, agentPid, seen, at), at, pid };
    return kept.sight;
  };
}

/** Adds the gap of unreadable listening sockets. */
export function withSockets(sight: Visibility, listeners: ObservedListeners): Visibility {
  if (listeners.known) return sight;
  const reason = listeners.cause ?? listeners.reason;
  return { ...sight, gaps: [...sight.gaps, { kind: 'unread-sockets', reason }] };
}

function readVisibility(
  procfs: Procfs,
  commands: CommandLines,
  agentPid: number,
  seen: LookedAt,
  at: Instant,
): Visibility {
  const uid = whenRead(procfs.uid(agentPid));
  const members = [...(seen.members?.values() ?? [])].sort(byRank).slice(0, ASKED_PROCESSES);
  const own = whenRead(procfs.link(`${agentPid}/ns/net`));
  const otherNetwork = own && members.map((member) => networkOf(procfs, commands, member, own, at)).find(Boolean);
  return {
    ...(uid !== undefined && { uid }),
    gaps: [...processBlindSpots(seen, agentPid), ...descriptorBlindSpots(procfs, members)],
    ...(otherNetwork && { otherNetwork }),
  };
}

const byRank = (a: Member, b: Member): number =>
  Number(b.kinship === 'main') - Number(a.kinship === 'main') || a.stat.pid - b.stat.pid;

function processBlindSpots({ table: { stats, unreadable }, app }: LookedAt, agentPid: number): readonly BlindSpot[] {
  if (!stats.has(agentPid)) {
    return [
      { kind: 'no-processes', reason: '/proc belongs to another PID namespace: it does not show the agent itself' },
    ];
  }
  // Process 1 lives as long as its PID namespace.
  if (!stats.has(1) && !unreadable.has(1)) return [{ kind: 'hidden-processes' }];
  return app?.unseen === undefined ? [] : [{ kind: 'other-pid-namespace' }];
}

/** The first process whose descriptors the agent cannot read represents all processes of its user. */
function descriptorBlindSpots(procfs: Procfs, members: readonly Member[]): readonly BlindSpot[] {
  for (const { stat } of members) {
    if (stat.state === 'Z') continue;
    const descriptors = procfs.descriptors(stat.pid);
    if (descriptors.kind !== 'denied') continue;
    const uid = whenRead(procfs.uid(stat.pid));
    return [
      { kind: 'closed-descriptors', pid: stat.pid, reason: descriptors.fault, ...(uid !== undefined && { uid }) },
    ];
  }
  return [];
}

/**
 * The network namespace of a process if it differs from the agent's.
 * A helper that was cut off from the network and serves no traffic does not count.
 */
function networkOf(
  procfs: Procfs,
  commands: CommandLines,
  { stat, kinship }: Member,
  own: string,
  at: Instant,
): OtherNetwork | undefined {
  const other = whenRead(procfs.link(`${stat.pid}/ns/net`));
  if (other === undefined || other === own) return undefined;
  const rows = socketRowReader(openProcfs(`${procfs.root}/${stat.pid}`))(at);
  const listeners = 'cause' in rows ? undefined : rows.map(({ address, port }) => ({ address, port }));
  if (kinship !== 'main' && !listeners?.length) return undefined;
  return { pid: stat.pid, command: commands.of(stat, at), own, other, ...(listeners && { listeners }) };
}
