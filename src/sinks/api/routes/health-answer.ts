import type { EndpointChecks } from '../../../core/checks/endpoint-checks.ts';
import { type Instant, rfc3339 } from '../../../core/clock.ts';
import { exitedWords, isRunning } from '../../../core/facts/app.ts';
import type { Facts } from '../../../core/memory/facts.ts';
import type { StatusBody } from '../../../core/report/status-body.ts';
import type { RouteContext } from '../handler.ts';
import { type Answer, jsonAnswer } from '../http/answer.ts';
import { tagged } from '../http/etag.ts';
import type { View } from '../view.ts';

type Word = 'pass' | 'warn' | 'fail';

/** One check of one component, in the form of application/health+json. */
export interface HealthCheckBody {
  readonly componentType: string;
  readonly status: Word;
  readonly observedValue?: number | string;
  readonly observedUnit?: string;
  readonly time: string;
  /** The problem; absent if there is none. */
  readonly output?: string;
}

/** The body of GET /v1/health (draft-inadarei-api-health-check-06). */
export interface HealthBody {
  readonly status: Word;
  readonly version: '1';
  readonly releaseId: string;
  readonly serviceId: string;
  readonly description: string;
  /** The summary of the primary diagnosis. */
  readonly output?: string;
  readonly checks: Readonly<Record<string, readonly HealthCheckBody[]>>;
}

/** Whether the app may receive traffic, and the state of each endpoint: 200 for pass and warn, 503 for fail. */
export function getHealth({ view, parts, call, type }: RouteContext): Answer {
  const body = healthBody(view, parts.about.version);
  const answer = jsonAnswer(body.status === 'fail' ? 503 : 200, body, type);
  return answer.status === 200 ? tagged(answer, body, call.ifNoneMatch) : answer;
}

function healthBody({ picture, facts }: View, version: string): HealthBody {
  const primary = picture?.diagnoses.find((diagnosis) => diagnosis.primary);
  return {
    status: wordFor(picture),
    version: '1',
    releaseId: version,
    serviceId: picture?.instance ?? '',
    description: `The app is ${picture?.status ?? 'pending'}.`,
    ...(primary && { output: primary.summary }),
    checks: facts === undefined ? {} : { ...appCheck(facts), ...endpointChecks(facts) },
  };
}

function wordFor(picture: StatusBody | undefined): Word {
  if (picture?.status !== 'running') return 'fail';
  return picture.diagnoses.some(({ severity }) => severity !== 'info') ? 'warn' : 'pass';
}

function appCheck({ at, observed: { app } }: Facts): HealthBody['checks'] {
  if (!app.known) return { 'app:process': [processCheck(at, 'fail', 'unknown', app.reason)] };
  const { exit, startFailure } = app.value;
  if (isRunning(app.value)) return { 'app:process': [processCheck(app.value.startedAt, 'pass', 'running')] };
  const since = exit?.at ?? startFailure?.at ?? at;
  const reason = exit ? `It ${exitedWords(exit)}.` : 'It could not be started.';
  return { 'app:process': [processCheck(since, 'fail', exit ? 'ended' : 'not started', reason)] };
}

const processCheck = (at: Instant, status: Word, observedValue: string, output?: string): HealthCheckBody => ({
  componentType: 'system',
  status,
  observedValue,
  time: rfc3339(at),
  ...(output !== undefined && { output }),
});

function endpointChecks({ at, observed: { endpoints, checks } }: Facts): HealthBody['checks'] {
  if (!endpoints.known) return {};
  const entries = endpoints.value.map(({ port, protocol }) => {
    const found = checks.known ? checks.value.find((each) => each.port === port) : undefined;
    return [`${protocol}-${port}:responseTime`, [endpointCheck(found, at)]] as const;
  });
  return Object.fromEntries(entries);
}

function endpointCheck(checks: EndpointChecks | undefined, at: Instant): HealthCheckBody {
  const last = checks?.lastRuntime ?? checks?.lastRelease;
  if (checks === undefined || last === undefined) {
    return { componentType: 'component', status: 'fail', time: rfc3339(at), output: 'It has not been probed yet.' };
  }
  const isFit = checks.firstReleasePassAt !== undefined && checks.runtime !== 'unhealthy';
  return {
    componentType: 'component',
    status: isFit ? (last.passed ? 'pass' : 'warn') : 'fail',
    observedValue: Math.round(last.durationMs),
    observedUnit: 'ms',
    time: rfc3339(last.at),
    ...(!last.passed && { output: outcomeWords(last.outcome) }),
  };
}

const outcomeWords = (outcome: NonNullable<EndpointChecks['lastRuntime']>['outcome']): string =>
  outcome.kind === 'answered' ? `answered ${outcome.status}` : outcome.kind;
