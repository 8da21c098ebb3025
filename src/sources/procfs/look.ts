import type { Instant } from '../../core/clock.ts';
import type { Listener } from '../../core/facts/listener.ts';
import type { Facts } from '../../core/memory/facts.ts';
import type { Observation } from '../../core/memory/observation.ts';
import { known, type Observed, valueOr } from '../../core/observed.ts';
import { heartbeatReader, type Moment } from './blocked/heartbeats.ts';
import { waitReader } from './blocked/what-it-waits-for.ts';
import { isGvisor, type Procfs } from './files/procfs.ts';
import { gunicornConfReader } from './gunicorn-conf.ts';
import { blind, type LookResult, lookNews, observation } from './look-news.ts';
import { isCalm } from './pace.ts';
import { type AppProcesses, appProcessesFinder } from './processes/app-processes.ts';
import { readBootInstant } from './processes/boot-time.ts';
import { commandLines } from './processes/command-lines.ts';
import type { Ownership } from './processes/orphans.ts';
import { type ProcessTable, processTableReader } from './processes/process-table.ts';
import { withAncestors } from './processes/process-tree.ts';
import { listenerReader, type Population } from './sockets/listeners.ts';
import { otherSocketReader } from './sockets/other-sockets.ts';
import { visibilityReader, withSockets } from './visibility.ts';

/** Which agent scans, and which processes are its app's. */
export interface Viewer {
  readonly agentPid: number;
  readonly ownership: Ownership;
  /** How long the agent had been running at the first moment. */
  readonly agentUptimeMs: number;
}

/** One scan of /proc: what it shows of the app at `at`. */
export type Look = (facts: Facts, at: Instant) => readonly Observation[];

/** A scan that remembers the one before; `first` ties the agent's clock to the kernel's. */
export function createLook(procfs: Procfs, viewer: Viewer, first: Moment): Look {
  const { agentPid, ownership } = viewer;
  const commands = commandLines(procfs);
  const readTable = processTableReader(procfs);
  const bootAt = readBootInstant(procfs, viewer, first.at);
  const findApp = appProcessesFinder({ procfs, commands, agentPid, ownership, bootAt });
  const readListeners = listenerReader(procfs, commands);
  const readHeartbeats = heartbeatReader(procfs);
  const readOthers = otherSocketReader(procfs, commands);
  const readVisibility = visibilityReader(procfs, commands, agentPid);
  const readConf = gunicornConfReader(procfs);
  const readWaits = waitReader(procfs, process.arch);
  const canMatchSockets = !isGvisor(procfs);
  let foreign: ReadonlySet<number> = new Set();

  return (facts, at) => {
    const table = readTable(foreign, at);
    if (table.kind !== 'read') return blind(`the processes cannot be listed: ${table.reason}`, at);
    const { app: watched } = facts.observed;
    const app = watched.known ? findApp(watched.value, table.value, at) : undefined;
    const members = membersOf(app);
    foreign = foreignIn(table.value, members, agentPid);
    const population = populationOf(facts, table.value, app, { agentPid, ownership, canMatchSockets });
    const listeners = readListeners(population, at);
    commands.keepOnly(new Set([...pidsOf(members), ...holdersIn(listeners)]));
    if (app === undefined) return [observation('listeners', listeners)];
    const processes = processesOf(app, at);
    const moment = { at, monotonicMs: first.monotonicMs + at - first.at };
    const heartbeats = processes.known ? readHeartbeats(processes.value, moment) : processes;
    const result: LookResult = {
      sight: withSockets(readVisibility({ table: table.value, ...appOf(facts), members }, at), listeners),
      processes,
      heartbeats,
      listeners,
      otherSockets: readOthers(population, listeners, at),
      waits: readWaits(facts, { listeners, processes, heartbeats }, at),
      conf: readConf(valueOr(processes, []), environmentOf(facts), commandOf(facts)),
    };
    return lookNews(facts, result, at);
  };
}

/** The roles of all processes, for the readers of sockets. */
function populationOf(
  facts: Facts,
  table: ProcessTable,
  app: Observed<AppProcesses> | undefined,
  viewer: Pick<Viewer, 'agentPid' | 'ownership'> & { readonly canMatchSockets: boolean },
): Population {
  return {
    stats: table.stats,
    agentPid: viewer.agentPid,
    isWhole: viewer.canMatchSockets && isWhole(table),
    isCalm: isCalm(facts),
    isFront: isFront(facts),
    newsAt: newsAt(facts),
    isOwnApp: viewer.ownership.kind !== 'found',
    ...ownApiOf(facts),
    ...(isAppKnown(app) && { members: membersOf(app) ?? new Map() }),
  };
}

const processesOf = (app: Observed<AppProcesses>, at: Instant) => (app.known ? known(app.value.processes, at) : app);

const membersOf = (app: Observed<AppProcesses> | undefined) => (app?.known ? app.value.members : undefined);

const pidsOf = (members: ReadonlyMap<number, unknown> | undefined): readonly number[] => [...(members?.keys() ?? [])];

// Process 1 lives as long as its PID namespace. If it is not visible, others are hidden too (hidepid).
const isWhole = ({ stats, unreadable }: ProcessTable): boolean => unreadable.size === 0 && stats.has(1);

const commandOf = ({ observed: { app } }: Facts) => (app.known ? app.value.command : []);

const environmentOf = ({ observed: { environment } }: Facts) => valueOr(environment, {});

const ownApiOf = ({ observed: { api } }: Facts) => api.known && api.value.open && { ownApi: api.value.open };

const appOf = ({ observed: { app } }: Facts) => app.known && { app: app.value };

/** A front server returns 502, 503 or 504 on behalf of its upstream. */
function isFront({ observed: { probes } }: Facts): boolean {
  const outcome = probes.known ? probes.value.at(-1)?.outcome : undefined;
  return outcome?.kind === 'answered' && outcome.status >= 502 && outcome.status <= 504;
}

/** When the app last failed to bind a port, or exited. The listeners must be read after that, even if the socket counts are unchanged. */
function newsAt({ observed: { app, log } }: Facts): Instant {
  const told = log.known ? log.value.bindErrors?.at(-1)?.at : undefined;
  const ended = app.known ? app.value.exit?.at : undefined;
  return Math.max(told ?? -Infinity, ended ?? -Infinity);
}

/** Whether the app's processes are known; before it starts it has none. */
const isAppKnown = (app: Observed<AppProcesses> | undefined): boolean => app === undefined || app.known;

/** Before the app is known, no process counts as foreign. */
function foreignIn({ stats }: ProcessTable, members: ReadonlyMap<number, unknown> | undefined, agentPid: number) {
  if (members === undefined) return new Set<number>();
  const ancestors = withAncestors(stats, agentPid);
  return new Set([...stats.keys()].filter((pid) => !ancestors.has(pid) && !members.has(pid)));
}

const holdersIn = (listeners: Observed<readonly Listener[]>): readonly number[] =>
  listeners.known ? listeners.value.flatMap(({ pid }) => pid ?? []) : [];
