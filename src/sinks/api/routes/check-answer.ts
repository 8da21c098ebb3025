import type { Status } from '../../../core/checks/health.ts';
import { checksProcessOnly } from '../../../core/checks/profile.ts';
import type { Instant } from '../../../core/clock.ts';
import { isRunning } from '../../../core/facts/app.ts';
import type { Facts } from '../../../core/memory/facts.ts';
import { checkResult } from '../../../core/memory/probe-plan.ts';
import type { DiagnosisBody } from '../../../core/report/diagnosis-body.ts';
import { type ProbeBody, probeBody } from '../../../core/report/probe-body.ts';
import type { StatusBody } from '../../../core/report/status-body.ts';
import type { RouteContext } from '../handler.ts';
import { forever } from '../handler.ts';
import { type Answer, jsonAnswer, problem, type Reply } from '../http/answer.ts';
import { NOTHING_YET } from './status-answers.ts';

/** The body of POST /v1/check. */
export interface CheckBody {
  /** Whether every endpoint passed; without a probe, whether the app runs as its profile requires. */
  readonly passed: boolean;
  /** One for each endpoint. */
  readonly probes: readonly ProbeBody[];
  /** Why there was nothing to probe. */
  readonly reason: string | null;
  readonly status: Status;
  readonly release: StatusBody['release']['state'];
  readonly runtime: StatusBody['runtime']['state'];
  readonly diagnoses: readonly DiagnosisBody[];
}

/** In addition to the probe's own time: follow-ups on a failed probe, and a probe that was already in progress. */
const MARGIN_MS = 15_000;

/** Probes every endpoint now, and returns the result. A caller during a probe gets that probe's result. */
export function postCheck({ parts, call, view }: RouteContext): Reply {
  const askedAt = view.facts && parts.takeRequest('check-requested');
  if (view.facts === undefined || askedAt === undefined) return NOTHING_YET;
  const waitMs = view.facts.settings.timing.timeoutMs + MARGIN_MS;
  const result = parts.live.until(
    ({ picture, facts }) => (picture && facts ? resultIn(picture, facts, askedAt) : undefined),
    waitMs,
    call.gone ?? forever,
  );
  return result.then((answer) => answer ?? NO_END);
}

const NO_END = problem(504, 'The probe did not finish in time. Try again.');

function resultIn(picture: StatusBody, facts: Facts, askedAt: Instant): Answer | undefined {
  const probes = facts.at < askedAt ? undefined : checkResult(facts, askedAt);
  if (probes === undefined) return undefined;
  const { status, release, runtime, diagnoses } = picture;
  const body: CheckBody = {
    passed:
      probes.length === 0
        ? checksProcessOnly(facts.settings) && status === 'running'
        : probes.every((each) => each.passed),
    probes: probes.map((probe) => probeBody(probe)),
    reason: probes.length === 0 ? reasonFor(facts) : null,
    status,
    release: release.state,
    runtime: runtime.state,
    diagnoses,
  };
  return jsonAnswer(200, body);
}

function reasonFor({ observed: { app }, settings }: Facts): string {
  if (!app.known || app.value.pid === undefined) return 'The app has not been started.';
  if (!isRunning(app.value)) return 'The app has exited.';
  if (checksProcessOnly(settings))
    return 'Without --health-path this profile only checks the process, which is running.';
  return 'No endpoint is known yet: the app has no listener, or several, and no setting names one.';
}
