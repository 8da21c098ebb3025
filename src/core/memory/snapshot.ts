import { type HealthInput, healthOf } from '../checks/health.ts';
import type { Instant } from '../clock.ts';
import { withAgentsKnown } from '../facts/agent-answer.ts';
import type { App } from '../facts/app.ts';
import { cgroupOf } from '../facts/cgroup.ts';
import { type Endpoint, type EndpointSettings, endpointsOf } from '../facts/endpoint.ts';
import type { OwnApi } from '../facts/own-api.ts';
import { isAlive, type Process } from '../facts/process.ts';
import { isAwaited, known, type Observed, unknown, valueOr } from '../observed.ts';
import type { Activity, FactName, Facts, FactValues } from './facts.ts';
import type { Memory } from './memory.ts';

/** The snapshot for rules: what was seen, and what follows from it at `at`. */
export function factsOf(memory: Memory, at: Instant): Facts {
  const { agent, settings, seen, app } = memory;
  const { tail: _, ...asRead } = seen;
  const noApp = unknown('the app has not been started yet', at);
  const released = memory.checks.find(({ firstReleasePassAt }) => firstReleasePassAt !== undefined)?.port;
  const listeners = seen.listeners.known
    ? known(withAgentsKnown(seen.listeners.value, memory.agentAnswers), seen.listeners.at)
    : seen.listeners;
  const endpoints = endpointsOf(endpointSettings(memory), valueOr(listeners, []), released);
  const observed: { readonly [N in FactName]: Observed<FactValues[N]> } = {
    ...asRead,
    app: app ? known(app, at) : noApp,
    lookedAt: lookOf(memory, at),
    listeners,
    listenersSince: seen.listeners.known ? known(memory.listenersSince, at) : seen.listeners,
    endpoints: known(endpoints, at),
    probes: known(memory.probes, at),
    log: known(memory.log, at),
    pool: memory.pool ? known(memory.pool, at) : unknown('no server has logged its start', at),
    activity: activityOf(memory, at),
    cgroup: cgroupOf(seen.cgroup, memory.cgroup),
    past: known(memory.past, at),
    health: app ? known(healthOf(healthInput(memory, app, endpoints, at)), at) : noApp,
    checks: known(checksOf(memory, endpoints), at),
    demands: known(memory.checkRequestedAt === undefined ? {} : { checkAt: memory.checkRequestedAt }, at),
    tally: known(memory.tally, at),
    runtimeChanges: known(memory.runtimeChanges, at),
    settingProblems: known(memory.settingProblems, at),
    api: seen.api.known ? known(withOthers(seen.api.value, memory), at) : seen.api,
  };
  return { at, agent, settings, observed };
}

/** Before the first scan of a running app, its listeners are not unknown but awaited. */
function lookOf({ seen: { processes }, app }: Memory, at: Instant): Observed<Instant> {
  if (processes.known) return known(processes.at, at);
  return app?.pid !== undefined && isAwaited(processes) ? known(NEVER, at) : processes;
}

const NEVER: Instant = 0;

function healthInput(memory: Memory, app: App, endpoints: readonly Endpoint[], at: Instant): HealthInput {
  const { settings, checks, starvation, seen, startedAt: watchedFrom } = memory;
  const isUnseen = starvation !== undefined && !(seen.listeners.known && seen.listeners.at >= starvation.at);
  const lookedAt = seen.processes.known && !isMidway(seen.processes.value) ? seen.processes.at : 0;
  return { settings, app, endpoints, checks, at, ...(starvation && { starvation }), isUnseen, lookedAt, watchedFrom };
}

/** Whether the scan that shows an app's exit ran before its leftovers were known as such. Live processes and exiting ones then look alike. */
const isMidway = (processes: readonly Process[]): boolean =>
  processes.some(isAlive) && !processes.some((process) => isAlive(process) && process.kinship === 'survivor');

const withOthers = (api: OwnApi, { agentAnswers }: Memory): OwnApi =>
  agentAnswers.length === 0 ? api : { ...api, others: agentAnswers.map(({ port, at }) => ({ port, at })) };

/** The checks of the current endpoints; those of former endpoints do not count. */
const checksOf = ({ checks }: Memory, endpoints: readonly Endpoint[]): Memory['checks'] =>
  checks.filter(({ port }) => endpoints.some((each) => each.port === port));

/** An app that another process started may have another $PORT than the agent. */
function endpointSettings({ settings, app, seen }: Memory): EndpointSettings {
  const { PORT = '' } = app?.foundBy !== undefined && seen.environment.known ? seen.environment.value : {};
  const isPort = /^\d{1,5}$/.test(PORT) && Number(PORT) >= 1 && Number(PORT) <= 65_535;
  return isPort ? { ...settings, port: Number(PORT) } : settings;
}

function activityOf(memory: Memory, at: Instant): Observed<Activity> {
  const [first] = memory.cpu;
  const last = memory.cpu.at(-1);
  if (!memory.seen.processes.known) return memory.seen.processes;
  if (first === undefined || last === undefined || last.at - first.at < 500) return known({ overMs: 0 }, at);
  const overMs = last.at - first.at;
  return known({ cpuShare: Math.max(0, last.totalMs - first.totalMs) / overMs, overMs }, last.at);
}
