import type { Health } from '../../src/core/checks/health.ts';
import { profiles } from '../../src/core/checks/profiles/profiles.ts';
import type { Settings } from '../../src/core/checks/settings.ts';
import type { AgentIdentity } from '../../src/core/facts/agent-identity.ts';
import type { App } from '../../src/core/facts/app.ts';
import { untroubledLink } from '../../src/core/facts/controller-link.ts';
import type { Endpoint } from '../../src/core/facts/endpoint.ts';
import { type Listener, withScope } from '../../src/core/facts/listener.ts';
import type { Outcome, Probe } from '../../src/core/facts/probe.ts';
import type { Process } from '../../src/core/facts/process.ts';
import { noTally } from '../../src/core/facts/tally.ts';
import type { Worker, WorkerPool } from '../../src/core/facts/worker-pool.ts';
import type { FactName, Facts, FactValues } from '../../src/core/memory/facts.ts';
import { newMemory } from '../../src/core/memory/memory.ts';
import { factsOf } from '../../src/core/memory/snapshot.ts';
import { known, unknown } from '../../src/core/observed.ts';

/** The moment of every built snapshot: 100 s after the app was started. */
export const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
export const STARTED = NOW - 100_000;
export const APP_PID = 7;
export const PORT = 8000;

export const AGENT: AgentIdentity = { version: '0.0.0', revision: 'c0ffee0', run: 'r1', startedAt: STARTED - 500 };

export const settings = (change: Partial<Settings> = {}): Settings => ({
  endpoints: [],
  port: PORT,
  expose: [],
  profile: 'aptible',
  strict: false,
  timing: profiles[change.profile ?? 'aptible'].timing,
  releaseTimeoutMs: 180_000,
  instance: 'test',
  labels: {},
  ...change,
});

export const app = (change: Partial<App> = {}): App => ({
  command: ['gunicorn', 'app:app'],
  pid: APP_PID,
  startedAt: STARTED,
  ...change,
});

export const endpoint = (change: Partial<Endpoint> = {}): Endpoint => ({
  port: PORT,
  protocol: 'http',
  source: '$PORT',
  ...change,
});

let inode = 1_000;

export const listener = (address: string, port: number = PORT, change: Partial<Listener> = {}): Listener => {
  inode += 1;
  return withScope({
    address,
    port,
    family: address.includes(':') ? 'ipv6' : 'ipv4',
    owner: 'app',
    pid: APP_PID,
    command: ['gunicorn', 'app:app'],
    uid: 0,
    inode,
    queued: 0,
    ...change,
  });
};

export const process = (change: Partial<Process> = {}): Process => ({
  pid: APP_PID,
  ppid: 1,
  kinship: 'main',
  name: 'gunicorn',
  command: ['gunicorn', 'app:app'],
  state: 'S',
  startedAt: STARTED,
  cpuMs: 500,
  ...change,
});

export const answered = (status: number, change: Partial<Extract<Outcome, { kind: 'answered' }>> = {}): Outcome => ({
  kind: 'answered',
  status,
  bodyHead: '',
  ...change,
});

export const probe = (outcome: Outcome = answered(200), change: Partial<Probe> = {}): Probe => ({
  endpoint: endpoint(),
  purpose: 'release',
  address: '10.0.0.2',
  path: '/',
  host: 'containers',
  at: NOW - 1_000,
  durationMs: 5,
  timeoutMs: 15_000,
  outcome,
  passed: outcome.kind === 'answered' && outcome.status === 200,
  variants: [],
  ...change,
});

export const health = (change: Partial<Health> = {}): Health => ({
  status: 'running',
  release: { state: 'passed', deadline: STARTED + 180_000, passedAt: STARTED + 3_000 },
  runtime: { state: 'healthy', consecutiveFailures: 0 },
  everHealthy: true,
  ...change,
});

/** The health of an app that has not passed its release check yet. */
export const waiting = (change: Partial<Health> = {}): Health =>
  health({
    status: 'pending',
    release: { state: 'waiting', deadline: STARTED + 180_000 },
    runtime: { state: 'unknown', consecutiveFailures: 0 },
    everHealthy: false,
    ...change,
  });

/** The health of an app whose release check ended at its deadline. */
export const releaseFailed = (change: Partial<Health> = {}): Health =>
  waiting({ status: 'failed', release: { state: 'failed', deadline: NOW - 1_000, failedAt: NOW - 1_000 }, ...change });

export const worker = (pid: number, change: Partial<Worker> = {}): Worker => ({ pid, bootedAt: STARTED, ...change });

export const pool = (change: Partial<WorkerPool> = {}): WorkerPool => ({
  server: 'gunicorn',
  version: '20.1.0',
  workerClass: 'sync',
  master: APP_PID,
  listeningAt: ['http://0.0.0.0:8000'],
  workers: [worker(8)],
  bootCount: 1,
  timeoutCount: 0,
  ...change,
});

/** The facts of a healthy Gunicorn app on 0.0.0.0:8000, with what the test names changed. A value of `undefined` makes the fact unknown; so is one that is not listed here. */
export function facts(
  change: { readonly [N in FactName]?: FactValues[N] | undefined } & { settings?: Settings } = {},
): Facts {
  const { settings: given = settings(), ...values } = change;
  const healthy: { readonly [N in FactName]?: FactValues[N] } = {
    app: app(),
    processes: [process()],
    lookedAt: NOW,
    listeners: [listener('0.0.0.0')],
    listenersSince: STARTED + 1_000,
    otherSockets: [],
    sight: { uid: 0, gaps: [] },
    connections: [],
    api: {},
    logFiles: [],
    hangs: [],
    gunicornConf: { path: '', values: {}, unknown: [] },
    heartbeats: [],
    endpoints: [endpoint()],
    probes: [probe()],
    log: { tail: [], exceptions: [], hostRejections: [], cutBytes: 0 },
    pool: pool(),
    activity: { cpuShare: 0.01, overMs: 5_000 },
    cgroup: {
      version: 2,
      memory: { limitBytes: 512 * 1_048_576, usedBytes: 200 * 1_048_576, oomKills: 0 },
      cpu: { quotaCores: 1, periods: 100, throttledPeriods: 0, throttledMs: 0, overMs: 10_000 },
    },
    past: {
      vanished: [],
      listenedAt: STARTED + 1_000,
      zombies: [],
      listening: { [APP_PID]: ['0.0.0.0:8000'] },
      execAt: {},
    },
    environment: { PORT: String(PORT) },
    health: health(),
    checks: [],
    demands: {},
    tally: noTally,
    runtimeChanges: [],
    settingProblems: [],
    controller: untroubledLink,
  };
  const { observed: unseen } = factsOf(newMemory(given, [], STARTED, AGENT), NOW);
  const entries = Object.entries({ ...healthy, ...values }).map(([name, value]) => [
    name,
    value === undefined ? unknown('not readable here', NOW) : known(value, NOW),
  ]);
  // Object.entries forgets which value belongs to which name; the two types above have just said so.
  const observed = { ...unseen, ...(Object.fromEntries(entries) as Partial<Facts['observed']>) };
  return { at: NOW, agent: AGENT, settings: given, observed };
}
