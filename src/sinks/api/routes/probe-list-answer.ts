import { type ProbeBody, probeBody } from '../../../core/report/probe-body.ts';
import type { Asked } from '../handler.ts';
import { type Answer, jsonAnswer } from '../http/answer.ts';
import { tagged } from '../http/etag.ts';

/** The body of GET /v1/probes. */
export interface ProbesBody {
  /** The last ones of all endpoints, oldest first. */
  readonly probes: readonly ProbeBody[];
}

/** The probes that the agent remembers. */
export function getProbes({ view, call }: Asked): Answer {
  const probes = view.facts?.observed.probes;
  const body: ProbesBody = { probes: probes?.known ? probes.value.map((probe) => probeBody(probe)) : [] };
  return tagged(jsonAnswer(200, body), body, call.ifNoneMatch);
}
