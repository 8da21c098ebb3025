import { isRunning } from '../../../core/facts/app.ts';
import type { ControllerLink } from '../../../core/facts/controller-link.ts';
import { appListeners } from '../../../core/facts/listener.ts';
import type { OutputLoss } from '../../../core/facts/output-loss.ts';
import { DURATION_BOUNDS_S, type Tally } from '../../../core/facts/tally.ts';
import type { Facts } from '../../../core/memory/facts.ts';
import { type Observed, valueOr } from '../../../core/observed.ts';
import type { StatusBody } from '../../../core/report/status-body.ts';
import type { CodeRow } from '../handler.ts';
import type { View } from '../view.ts';
import { counter, type Family, gauge, type Sample, wordGauge } from './family.ts';

const STATUSES = [
  'pending',
  'running',
  'stopped',
  'failed',
  'deleting',
] as const satisfies readonly StatusBody['status'][];
const RELEASE_STATES = ['waiting', 'passed', 'failed'] as const;
const RUNTIME_STATES = ['unknown', 'healthy', 'unhealthy'] as const;
const SCOPES = ['any', 'loopback', 'specific'] as const;
const CHECKS = ['release', 'runtime'] as const;

/** The metrics about the app. A value that could not be read has no sample: absent does not mean 0. */
export function appMetrics({ picture, facts }: View, codes: readonly CodeRow[]): readonly Family[] {
  return [
    wordGauge('sidewatch_status', 'The status of the app.', 'status', STATUSES, picture?.status ?? 'pending'),
    activeDiagnoses(picture, codes),
    primaryDiagnosis(picture),
    ...checkMetrics(picture),
    ...(facts ? factMetrics(facts) : []),
  ];
}

/** Each code always has a sample with its usual severity, and another one while it is active with a different severity. */
function activeDiagnoses(picture: StatusBody | undefined, codes: readonly CodeRow[]): Family {
  const active = picture?.diagnoses ?? [];
  const usual = codes.map(({ code, severity }) => {
    const isActive = active.some((each) => each.code === code && each.severity === severity);
    return { labels: { code, severity }, value: Number(isActive) };
  });
  const isUsual = (code: string, severity: string): boolean =>
    usual.some(({ labels }) => labels.code === code && labels.severity === severity);
  const others = active
    .filter(({ code, severity }) => !isUsual(code, severity))
    .map(({ code, severity }) => ({ labels: { code, severity }, value: 1 }));
  const help = 'Whether a diagnosis is active, by its code in the catalogue.';
  return { name: 'sidewatch_diagnosis_active', help, type: 'gauge', samples: [...usual, ...others] };
}

function primaryDiagnosis(picture: StatusBody | undefined): Family {
  const primary = picture?.diagnoses.find((diagnosis) => diagnosis.primary);
  const { code, severity } = primary ?? { code: 'none', severity: 'none' };
  const help = 'The root cause: 1 with its code, or 0 with the code none if there is no root cause.';
  const samples = [{ labels: { code, severity }, value: Number(primary !== undefined) }];
  return { name: 'sidewatch_diagnosis_primary', help, type: 'gauge', samples };
}

function checkMetrics(picture: StatusBody | undefined): readonly Family[] {
  const { release, runtime, skipped } = picture ?? {};
  const releaseHelp = 'The state of the release check.';
  const runtimeHelp = 'The state of the runtime checks.';
  return [
    wordGauge('sidewatch_release_state', releaseHelp, 'state', RELEASE_STATES, release?.state ?? 'waiting'),
    wordGauge('sidewatch_runtime_state', runtimeHelp, 'state', RUNTIME_STATES, runtime?.state ?? 'unknown'),
    gauge(
      'sidewatch_runtime_consecutive_failures',
      'Consecutive failed runtime checks of the worst endpoint.',
      runtime?.consecutiveFailures,
    ),
    gauge('sidewatch_rules_skipped', 'Rules that cannot judge because facts are missing.', skipped?.length),
  ];
}

function factMetrics({ observed }: Facts): readonly Family[] {
  const app = known(observed.app);
  const pool = known(observed.pool);
  const tally = known(observed.tally);
  return [
    gauge('sidewatch_app_running', 'Whether the command runs.', app && Number(isRunning(app))),
    gauge(
      'sidewatch_app_start_time_seconds',
      'When the app was started, since the epoch.',
      app && app.startedAt / 1_000,
    ),
    counter('sidewatch_app_starts', 'Times that the app was started.', tally?.appStarts),
    counter('sidewatch_app_exits', 'Times that the app exited.', tally?.appExits),
    { name: 'sidewatch_listeners', help: 'Listening sockets of the app.', type: 'gauge', samples: listeners(observed) },
    counter('sidewatch_worker_boots', 'Workers that the log announced.', pool?.bootCount ?? 0),
    counter('sidewatch_worker_timeouts', 'Workers that their server killed for a timeout.', pool?.timeoutCount ?? 0),
    ...(tally ? probeMetrics(tally) : []),
    ...controllerMetrics(known(observed.controller)),
    counter('sidewatch_facts_lost', 'Times that a fact could no longer be read.', tally?.lost),
    counter('sidewatch_agent_starved', 'Times that the agent itself had no CPU time for a check.', tally?.starved),
    counter(
      'sidewatch_output_cut_bytes',
      'Bytes of over-long lines that were not read.',
      known(observed.log)?.cutBytes,
    ),
    outputLosses(known(observed.log)?.losses ?? []),
  ];
}

/** A stream has a sample once some of it was lost. */
const outputLosses = (losses: readonly OutputLoss[]): Family => ({
  name: 'sidewatch_output_lost_bytes',
  help: "Bytes of the app's output that its target did not accept; `output` is stdout and stderr combined.",
  type: 'counter',
  samples: losses.map(({ stream, bytes }) => ({ labels: { stream }, value: bytes })),
});

const controllerMetrics = (link: ControllerLink | undefined): readonly Family[] => [
  gauge(
    'sidewatch_controller_takes_reports',
    'Whether the controller accepts reports.',
    link && Number(link.trouble === undefined),
  ),
  gauge('sidewatch_reports_pending', 'Reports that are not delivered yet.', link?.waiting),
  counter('sidewatch_reports_delivered', 'Reports that the controller accepted.', link?.total.delivered),
  counter('sidewatch_reports_dropped', 'Reports that will never be delivered.', link?.total.dropped),
];

const known = <T>(observed: Observed<T>): T | undefined => valueOr(observed, undefined);

function listeners({ listeners }: Facts['observed']): readonly Sample[] {
  if (!listeners.known) return [];
  const own = appListeners(listeners.value);
  return SCOPES.map((scope) => ({ labels: { scope }, value: own.filter((each) => each.scope === scope).length }));
}

function probeMetrics({ probes }: Tally): readonly Family[] {
  const samples = CHECKS.flatMap((check) => [
    { labels: { check, result: 'passed' }, value: probes[check].passed },
    { labels: { check, result: 'failed' }, value: probes[check].failed },
  ]);
  const buckets = CHECKS.map((check) => ({
    labels: { check },
    bounds: DURATION_BOUNDS_S,
    counts: probes[check].durations,
    sum: probes[check].totalS,
  }));
  return [
    { name: 'sidewatch_probes', help: 'Probes of all endpoints.', type: 'counter', samples },
    { name: 'sidewatch_probe_duration_seconds', help: 'How long probes took.', type: 'histogram', buckets },
  ];
}
