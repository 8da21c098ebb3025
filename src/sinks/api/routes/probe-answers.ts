import type { Status } from '../../../core/checks/health.ts';
import type { RouteContext } from '../handler.ts';
import { type Answer, jsonAnswer } from '../http/answer.ts';

/** The body of /livez. */
export interface LivezBody {
  readonly ok: true;
}

/** The body of /readyz and /healthz. */
export interface ReadyzBody {
  readonly ok: boolean;
  readonly status: Status;
}

/** Alive means that the agent responds. */
export const getLivez = (): Answer => LIVEZ;

const LIVEZ = jsonAnswer(200, { ok: true } satisfies LivezBody);

/** Ready means that the app may receive traffic. */
export function getReadyz({ view }: RouteContext): Answer {
  const status = view.picture?.status ?? 'pending';
  const body: ReadyzBody = { ok: status === 'running', status };
  return jsonAnswer(body.ok ? 200 : 503, body);
}
