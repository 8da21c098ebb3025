import { type Instant, rfc3339 } from './clock.ts';
import type { Skipped } from './diagnose.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { App } from './facts/app.ts';
import type { Endpoint } from './facts/endpoint.ts';
import { appListeners, type Listener } from './facts/listener.ts';
import type { Probe } from './facts/probe.ts';
import type { Health, Status } from './health.ts';
import { valueOr } from './observed.ts';
import type { Picture } from './transitions.ts';

/** The body of GET /v1/status (CONTRACT.md section 5). Times are RFC 3339; what is absent is null. */
export interface StatusBody {
  readonly instance: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly at: string;
  readonly status: Status;
  readonly app: AppBody | null;
  readonly endpoints: readonly Pick<Endpoint, 'port' | 'protocol'>[];
  /** Null while they cannot be read; `unknown` then says why. */
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
  /** Rules that could not judge, and the facts that they missed. */
  readonly skipped: readonly Skipped[];
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

export interface ProbeBody {
  readonly at: string;
  readonly port: number;
  readonly address: string;
  readonly path: string | null;
  readonly host: string | null;
  readonly passed: boolean;
  readonly outcome: Probe['outcome']['kind'];
  readonly status: number | null;
  readonly durationMs: number;
}

export interface DiagnosisBody extends Omit<Diagnosis, 'since' | 'until' | 'causedBy' | 'evidence'> {
  readonly evidence: readonly (Omit<Diagnosis['evidence'][number], 'at'> & { readonly at?: string })[];
  readonly since: string;
  readonly until: string | null;
  readonly causedBy: string | null;
}

/** The whole picture as the world sees it. */
export function statusBody({ facts, judgement }: Picture): StatusBody {
  const { settings, observed, at } = facts;
  const health = valueOr(observed.health, undefined);
  const listeners = valueOr(observed.listeners, undefined);
  return {
    instance: settings.instance,
    labels: settings.labels,
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

/** A diagnosis as JSON has it. */
export function diagnosisBody(diagnosis: Diagnosis): DiagnosisBody {
  const { since, until, causedBy, evidence, ...rest } = diagnosis;
  return {
    ...rest,
    evidence: evidence.map(({ at, ...seen }) => (at === undefined ? seen : { ...seen, at: rfc3339(at) })),
    since: rfc3339(since),
    until: timeOrNull(until),
    causedBy: causedBy ?? null,
  };
}

const timeOrNull = (at: Instant | undefined): string | null => (at === undefined ? null : rfc3339(at));

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

/** A probe as JSON has it. */
export function probeBody(probe: Probe): ProbeBody;
export function probeBody(probe: Probe | undefined): ProbeBody | null;
export function probeBody(probe: Probe | undefined): ProbeBody | null {
  if (probe === undefined) return null;
  const { at, endpoint, address, path, host, passed, outcome, durationMs } = probe;
  return {
    at: rfc3339(at),
    port: endpoint.port,
    address,
    path: path ?? null,
    host: host ?? null,
    passed,
    outcome: outcome.kind,
    status: outcome.kind === 'answered' ? outcome.status : null,
    durationMs: Math.round(durationMs),
  };
}
