import type { DiagnosisBody } from '../../../core/report/diagnosis-body.ts';
import { type ProbeBody, probeBody } from '../../../core/report/probe-body.ts';
import type { StatusBody } from '../../../core/report/status-body.ts';
import { forever, type RouteContext } from '../handler.ts';
import { type Answer, jsonAnswer, problem, type Reply } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import { tagged } from '../http/etag.ts';
import { diagnosesIn } from '../view.ts';

/** The body of GET /v1/diagnoses. */
export interface DiagnosesBody {
  readonly diagnoses: readonly DiagnosisBody[];
}

/** A caller during the agent's start waits this long for the first picture. */
const FIRST_PICTURE_MS = 2_000;

/** The whole picture; its tag ignores the time of the picture. */
export function getStatus({ view, parts, call }: RouteContext): Reply {
  if (view.picture) return statusAnswer(view.picture, call);
  const first = parts.live.until(({ picture }) => picture, FIRST_PICTURE_MS, call.gone ?? forever);
  return first.then((picture) => (picture ? statusAnswer(picture, call) : NOTHING_YET));
}

function statusAnswer(picture: StatusBody, call: Call): Answer {
  const { at: _at, ...essence } = picture;
  return tagged(jsonAnswer(200, picture), essence, call.ifNoneMatch);
}

/** The diagnoses: the active ones, then, unless `active=true`, the resolved ones. */
export function getDiagnoses({ view, query, call }: RouteContext): Answer {
  const active = query.get('active') ?? 'false';
  if (active !== 'true' && active !== 'false') return problem(400, 'The query "active" must be true or false.');
  const body: DiagnosesBody = { diagnoses: active === 'true' ? (view.picture?.diagnoses ?? []) : diagnosesIn(view) };
  return tagged(jsonAnswer(200, body), body, call.ifNoneMatch);
}

/** One diagnosis, active or resolved. */
export function getDiagnosis({ view, part, call }: RouteContext): Answer {
  const found = diagnosesIn(view).find(({ code }) => code === part);
  if (found === undefined) return problem(404, 'No diagnosis with this code has been raised.');
  return tagged(jsonAnswer(200, found), found, call.ifNoneMatch);
}

/** The response where a picture is needed and there is none. */
export const NOTHING_YET = problem(503, 'There is no data yet: the agent has just started.', { 'retry-after': '1' });

/** The body of GET /v1/probes. */
export interface ProbesBody {
  /** The last ones of all endpoints, oldest first. */
  readonly probes: readonly ProbeBody[];
}

/** The probes that the agent remembers. */
export function getProbes({ view, call }: RouteContext): Answer {
  const probes = view.facts?.observed.probes;
  const body: ProbesBody = { probes: probes?.known ? probes.value.map((probe) => probeBody(probe)) : [] };
  return tagged(jsonAnswer(200, body), body, call.ifNoneMatch);
}
