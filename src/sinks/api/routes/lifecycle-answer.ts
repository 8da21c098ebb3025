import type { Status } from '../../../core/checks/health.ts';
import type { RouteContext } from '../handler.ts';
import { forever } from '../handler.ts';
import { type Answer, jsonAnswer, problem, type Reply } from '../http/answer.ts';
import type { TooLong } from '../http/call.ts';
import type { View } from '../view.ts';
import { NOTHING_YET } from './status-answers.ts';

/** The expected body of POST /v1/lifecycle. */
export interface LifecycleWish {
  readonly status: 'deleting';
}

/** The body of its response: `deleting`, or how the app exited if it had already. */
export interface LifecycleBody {
  readonly status: Status;
}

const TURN_LIMIT_MS = 2_000;

/** Records the controller's message that the app is going away. Repeated calls change nothing. */
export function postLifecycle(context: RouteContext): Reply {
  const { contentType = 'application/json', body } = context.call;
  if (!/^application\/json *(;|$)/i.test(contentType)) {
    return problem(415, 'Send the body as application/json.', { accept: 'application/json' });
  }
  return (body?.() ?? Promise.resolve('')).then((text) => take(context, text));
}

async function take({ parts, call }: RouteContext, text: string | TooLong): Promise<Answer> {
  if (typeof text !== 'string') return problem(413, 'A body may have 64 KiB.', { connection: 'close' });
  if (!isWish(text)) return problem(400, 'The body must be {"status":"deleting"}.');
  const before = statusIn(parts.live.view());
  if (before !== undefined) return answerOf(before);
  if (parts.live.view().facts?.observed.app.known !== true) return NOTHING_YET;
  if (parts.takeRequest('stop-requested') === undefined) return NOTHING_YET;
  const status = await parts.live.until(statusIn, TURN_LIMIT_MS, call.gone ?? forever);
  return status === undefined ? NOTHING_YET : answerOf(status);
}

function isWish(text: string): boolean {
  try {
    const wish: unknown = JSON.parse(text);
    if (typeof wish !== 'object' || wish === null) return false;
    return 'status' in wish && wish.status === 'deleting' && Object.keys(wish).length === 1;
  } catch {
    return false;
  }
}

/** The status once the app is going away or gone. */
function statusIn({ facts, picture }: View): Status | undefined {
  const app = facts?.observed.app;
  const isLeaving = app?.known && (app.value.stopRequestedAt !== undefined || app.value.exit !== undefined);
  return isLeaving ? picture?.status : undefined;
}

function answerOf(status: Status): Answer {
  const body: LifecycleBody = { status };
  return jsonAnswer(200, body);
}
