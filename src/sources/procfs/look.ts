import type { Instant } from '../../core/clock.ts';
import { noConf } from '../../core/facts/gunicorn-conf.ts';
import type { Listener } from '../../core/facts/listener.ts';
import type { Facts } from '../../core/facts.ts';
import type { Observation, SeenValues } from '../../core/observation.ts';
import { known, type Observed, valueOr } from '../../core/observed.ts';
import { type AppProcesses, appProcessesFinder } from './app-processes.ts';
import { readBootInstant } from './boot-time.ts';
import { commandLines } from './command-lines.ts';
import { gunicornConfReader } from './gunicorn-conf.ts';
import { heartbeatReader, type Moment } from './heartbeats.ts';
import { listenerReader, type Population } from './listeners.ts';
import { otherSocketReader } from './other-sockets.ts';
import { isCalm } from './pace.ts';
import { type ProcessTable, processTableReader } from './process-table.ts';
import { withAncestors } from './process-tree.ts';
import { isGvisor, type Procfs } from './procfs.ts';
import { sightReader, withSockets } from './sight-reader.ts';
import type { Kin } from './strays.ts';
import { type Waits, waitReader } from './waits.ts';

/** Who looks, and for whom. */
export interface Viewer {
  readonly agentPid: number;
  readonly kin: Kin;
  /** For how long the agent had run at the first moment. */
  readonly agentUptimeMs: number;
}

/** One look at /proc: what it shows of the app at `at`. */
export type Look = (facts: Facts, at: Instant) => readonly Observation[];

/** A look that remembers the one before; `first` ties the agent's clock to the kernel's. */
export function createLook(procfs: Procfs, viewer: Viewer, first: Moment): Look {
  const { agentPid, kin } = viewer;
  const commands = commandLines(procfs);
  const readTable = processTableReader(procfs);
  const bootAt = readBootInstant(procfs, viewer, first.at);
  const findApp = appProcessesFinder({ procfs, commands, agentPid, kin, bootAt });
  const readListeners = listenerReader(procfs, commands);
  const readHeartbeats = heartbeatReader(procfs);
  const readOthers = otherSocketReader(procfs, commands);
  const readSight = sightReader(procfs, commands, agentPid);
  const readConf = gunicornConfReader(procfs);
  const readWaits = waitReader(procfs, process.arch);
  const canMatchSockets = !isGvisor(procfs);
  let foreign: ReadonlySet<number> = new Set();

  return (facts, at) => {
    const table = readTable(foreign, at);
    if (table.kind !== 'read') return blind(`the processes cannot be listed: ${table.reason}`, at);
    const app = appIn(facts, table.value, at);
    const members = membersOf(app);
    // Before it is told which is the app, nobody is a stranger to it.
    foreign = members === undefined ? new Set() : foreignIn(table.value, members, agentPid);
    const population = {
      ...populationOf(table.value),
      isCalm: isCalm(facts),
      isOwnApp: kin.kind !== 'found',
      ...(isTold(app) && { members: members ?? new Map() }),
    };
    const listeners = readListeners(population, at);
    commands.keepOnly(new Set([...(members?.keys() ?? []), ...holdersIn(listeners)]));
    if (app === undefined) return [observation('listeners', listeners)];
    const sight = withSockets(readSight({ table: table.value, ...appOf(facts), members }, at), listeners);
    const processes = app.known ? known(app.value.processes, at) : app;
    const moment = { at, monotonicMs: first.monotonicMs + at - first.at };
    const heartbeats = processes.known ? readHeartbeats(processes.value, moment) : processes;
    const others = readOthers(population, listeners, at);
    const waits = readWaits(facts, { listeners, processes, heartbeats }, at);
    return [
      ...confNews(facts, readConf(valueOr(processes, []), environmentOf(facts), commandOf(facts)), at),
      ...newsOf(facts, 'otherSockets', others),
      ...waitNews(facts, waits, at),
      observation('heartbeats', heartbeats),
      observation('listeners', listeners),
      observation('processes', processes),
      observation('sight', known(sight, at)),
    ];
  };

  function populationOf({ stats, unreadable }: ProcessTable): Population {
    // Process 1 of a PID namespace lives as long as that does: without it others are hidden too (hidepid).
    return { stats, agentPid, isWhole: canMatchSockets && unreadable.size === 0 && stats.has(1) };
  }

  function appIn({ observed: { app } }: Facts, table: ProcessTable, at: Instant): Observed<AppProcesses> | undefined {
    return app.known ? findApp(app.value, table, at) : undefined;
  }
}

const membersOf = (app: Observed<AppProcesses> | undefined) => (app?.known ? app.value.members : undefined);

const waitNews = (facts: Facts, { connections, hangs }: Waits, at: Instant): readonly Observation[] => [
  ...newsOf(facts, 'connections', known(connections, at)),
  ...newsOf(facts, 'hangs', known(hangs, at)),
];

const commandOf = ({ observed: { app } }: Facts) => (app.known ? app.value.command : []);

const environmentOf = ({ observed: { environment } }: Facts) => valueOr(environment, {});

/** Told once, and again when another Gunicorn has another. */
function confNews(facts: Facts, conf = noConf, at: Instant): readonly Observation[] {
  const before = facts.observed.gunicornConf;
  const isSame = before.known && JSON.stringify(before.value) === JSON.stringify(conf);
  return isSame ? [] : [{ kind: 'saw', fact: 'gunicornConf', value: conf, at }];
}

const appOf = ({ observed: { app } }: Facts) => app.known && { app: app.value };

const blind = (reason: string, at: Instant): readonly Observation[] => [
  ...allLost(reason, at),
  observation('sight', known({ gaps: [{ kind: 'no-processes', reason }] }, at)),
];

/** All that a look tells when it cannot look at all. */
export const allLost = (reason: string, at: Instant): readonly Observation[] =>
  (['heartbeats', 'listeners', 'processes'] as const).map((fact) => ({ kind: 'lost', fact, reason, at }));

/** Whether it is known which processes are the app's; before it starts none are. */
const isTold = (app: Observed<AppProcesses> | undefined): boolean => app === undefined || app.known;

function foreignIn({ stats }: ProcessTable, members: ReadonlyMap<number, unknown>, agentPid: number) {
  const kin = withAncestors(stats, agentPid);
  return new Set([...stats.keys()].filter((pid) => !kin.has(pid) && !members.has(pid)));
}

const holdersIn = (listeners: Observed<readonly Listener[]>): readonly number[] =>
  listeners.known ? listeners.value.flatMap(({ pid }) => pid ?? []) : [];

/** An app that has none, as most, is told of once. */
function newsOf<N extends 'otherSockets' | 'connections' | 'hangs'>(
  facts: Facts,
  fact: N,
  now: Observed<SeenValues[N]>,
): readonly Observation[] {
  const before: Observed<readonly unknown[]> = facts.observed[fact];
  const isNews = !before.known || !now.known || before.value.length > 0 || now.value.length > 0;
  return isNews ? [observation(fact, now)] : [];
}

type Sighted = Extract<
  keyof SeenValues,
  'connections' | 'hangs' | 'heartbeats' | 'listeners' | 'otherSockets' | 'processes' | 'sight'
>;

function observation<N extends Sighted>(fact: N, observed: Observed<SeenValues[N]>): Observation {
  const { at } = observed;
  if (!observed.known) return { kind: 'lost', fact, reason: observed.reason, at };
  // The compiler does not tie `fact` to the type of its value through the union.
  return { kind: 'saw', fact, value: observed.value, at } as Observation;
}
