import type { Health, Status } from '../checks/health.ts';
import { rfc3339, timeOrNull } from '../clock.ts';
import type { Skipped } from '../diagnosis/diagnose.ts';
import type { AgentIdentity } from '../facts/agent-identity.ts';
import type { App } from '../facts/app.ts';
import type { Endpoint } from '../facts/endpoint.ts';
import { appListeners, type Listener } from '../facts/listener.ts';
import { valueOr } from '../observed.ts';
import { type DiagnosisBody, diagnosisBody } from './diagnosis-body.ts';
import { type PolicyBody, policyBody } from './policy-body.ts';
import { type ProbeBody, probeBody } from './probe-body.ts';
import type { Judged } from './transitions.ts';

/** The body of GET /v1/status (docs/api.md). Times are RFC 3339, and absent values are null. */
export interface StatusBody {
  readonly instance: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The run of the agent, to which event numbers belong. */
  readonly run: string;
  readonly agent: AgentBody;
  readonly policy: PolicyBody;
  readonly at: string;
  readonly status: Status;
  readonly app: AppBody | null;
  readonly endpoints: readonly Pick<Endpoint, 'port' | 'protocol'>[];
  /** Null if they cannot be read; then `unknown` says why. */
  readonly listeners: readonly ListenerBody[] | null;
  readonly release: {
    readonly state: Health['release']['state'];
    readonly deadline: string | null;
    readonly passedAt: string | null;
    readonly lastProbe: ProbeBody | null;
  };
  readonly runtime: {
    readonly state: Health['runtime']['state'];
    readonly consecutiveFailures: number;
    readonly lastProbe: ProbeBody | null;
  };
  readonly diagnoses: readonly DiagnosisBody[];
  /** Rules that could not judge, and their missing facts. */
  readonly skipped: readonly Skipped[];
}

/** The agent that watches, in JSON. */
export interface AgentBody {
  readonly version: string;
  readonly revision: string | null;
  readonly startedAt: string;
  readonly run: string;
}

export interface AppBody {
  readonly command: readonly string[];
  readonly pid: number | null;
  readonly startedAt: string;
  readonly exit: { readonly code: number | null; readonly signal: string | null; readonly at: string } | null;
}

export interface ListenerBody {
  readonly address: string;
  readonly port: number;
  readonly family: Listener['family'];
  readonly scope: Listener['scope'];
  readonly pid: number | null;
  readonly command: readonly string[] | null;
}

/** The whole picture for the API and the reports. */
export function statusBody({ facts, judgement }: Judged): StatusBody {
  const { agent, settings, observed, at } = facts;
  const health = valueOr(observed.health, undefined);
  const listeners = valueOr(observed.listeners, undefined);
  return {
    instance: settings.instance,
    labels: settings.labels,
    run: agent.run,
    agent: agentBody(agent),
    policy: policyBody(settings),
    at: rfc3339(at),
    status: health?.status ?? 'pending',
    app: observed.app.known ? appBody(observed.app.value) : null,
    endpoints: valueOr(observed.endpoints, []).map(({ port, protocol }) => ({ port, protocol })),
    listeners: listeners === undefined ? null : appListeners(listeners).map(listenerBody),
    release: releaseBody(health?.release),
    runtime: runtimeBody(health?.runtime),
    diagnoses: judgement.diagnoses.map(diagnosisBody),
    skipped: judgement.skipped,
  };
}

const agentBody = ({ version, revision, startedAt, run }: AgentIdentity): AgentBody => ({
  version,
  revision: revision ?? null,
  startedAt: rfc3339(startedAt),
  run,
});

function appBody({ command, pid, startedAt, exit }: App): AppBody {
  return {
    command,
    pid: pid ?? null,
    startedAt: rfc3339(startedAt),
    exit: exit ? { code: exit.code ?? null, signal: exit.signal ?? null, at: rfc3339(exit.at) } : null,
  };
}

function listenerBody({ address, port, family, scope, pid, command }: Listener): ListenerBody {
  return { address, port, family, scope, pid: pid ?? null, command: command ?? null };
}

function releaseBody(release: Health['release'] | undefined): StatusBody['release'] {
  return {
    state: release?.state ?? 'waiting',
    deadline: timeOrNull(release?.deadline),
    passedAt: timeOrNull(release?.passedAt),
    lastProbe: probeBody(release?.lastProbe),
  };
}

function runtimeBody(runtime: Health['runtime'] | undefined): StatusBody['runtime'] {
  return {
    state: runtime?.state ?? 'unknown',
    consecutiveFailures: runtime?.consecutiveFailures ?? 0,
    lastProbe: probeBody(runtime?.lastProbe),
  };
}
