import type { EndpointChecks } from '../checks/endpoint-checks.ts';
import type { RuntimeChange } from '../checks/runtime-changes.ts';
import type { SettingProblem, Settings } from '../checks/settings.ts';
import type { Instant } from '../clock.ts';
import type { AgentAnswer } from '../facts/agent-answer.ts';
import { type AgentIdentity, noAgent } from '../facts/agent-identity.ts';
import type { App } from '../facts/app.ts';
import type { CgroupPast } from '../facts/cgroup.ts';
import { noPast, type Past } from '../facts/past.ts';
import type { Probe } from '../facts/probe.ts';
import type { Starvation } from '../facts/starvation.ts';
import { noTally, type Tally } from '../facts/tally.ts';
import type { WorkerPool } from '../facts/worker-pool.ts';
import { awaited, known, type Observed } from '../observed.ts';
import { type Log, noLog } from './facts.ts';
import { knownAtFirst, type Observation, type SeenName, type SeenValues } from './observation.ts';

/** Everything that the agent remembers about its app: bounded plain data, changed only by `remember` (remember.ts). */
export interface Memory {
  /** The agent that this memory belongs to. */
  readonly agent: AgentIdentity;
  readonly settings: Settings;
  readonly settingProblems: readonly SettingProblem[];
  readonly startedAt: Instant;
  readonly app?: App;
  readonly seen: { readonly [N in SeenName]: Observed<SeenValues[N]> };
  readonly listenersSince: Instant;
  readonly checks: readonly EndpointChecks[];
  readonly probes: readonly Probe[];
  /** Probes that another agent responded to. */
  readonly agentAnswers: readonly AgentAnswer[];
  readonly runtimeChanges: readonly RuntimeChange[];
  readonly log: Log;
  readonly pool?: WorkerPool;
  readonly cpu: readonly { readonly at: Instant; readonly totalMs: number }[];
  readonly cgroup: CgroupPast;
  readonly past: Past;
  /** When a caller last asked for a probe. */
  readonly checkRequestedAt?: Instant;
  readonly tally: Tally;
  /** When the agent was last not scheduled. */
  readonly starvation?: Starvation;
}

/** A memory that has seen nothing yet. */
export function newMemory(
  settings: Settings,
  settingProblems: readonly SettingProblem[],
  at: Instant,
  agent: AgentIdentity = noAgent(at),
): Memory {
  return {
    agent,
    settings,
    settingProblems,
    startedAt: at,
    seen: seenAtFirst(at),
    listenersSince: at,
    checks: [],
    probes: [],
    agentAnswers: [],
    runtimeChanges: [],
    log: noLog,
    cpu: [],
    cgroup: { readings: [] },
    past: noPast,
    tally: noTally,
  };
}

function seenAtFirst(at: Instant): Memory['seen'] {
  const entries = Object.entries(knownAtFirst).map(([fact, value]) => [
    fact,
    value === undefined ? awaited(at) : known(value, at),
  ]);
  // `as`: Object.entries does not keep which value belongs to which name, but `knownAtFirst` does.
  return Object.fromEntries(entries) as Memory['seen'];
}

/** Whether an observation is new to the memory, and not the same reading again. */
export function isNewTo(memory: Memory, observation: Observation): boolean {
  if (observation.kind === 'event') return true;
  const before = memory.seen[observation.fact];
  if (observation.kind === 'lost') return before.known || before.reason !== observation.reason;
  // Readings are small plain data: a few dozen processes and listeners.
  return !before.known || JSON.stringify(before.value) !== JSON.stringify(observation.value);
}
