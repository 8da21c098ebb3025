import { type DeliveryFailure, isRefusal } from '../../core/facts/delivery-failure.ts';
import type { Safe } from '../../core/redaction/redact.ts';
import { failureOf } from './failure-of.ts';
import type { Post } from './undici-post.ts';

/** What became of one try: without a failure the controller has taken the report. */
export interface DeliveryTry {
  readonly failure?: DeliveryFailure;
  /** The header as it came. */
  readonly retryAfter?: string;
}

/** Never rejects: what the post throws is a failure. */
export async function tryPost(post: Post, body: Safe, signal: AbortSignal): Promise<DeliveryTry> {
  try {
    const { status, retryAfter } = await post(body, signal);
    const isTaken = status >= 200 && status < 300;
    return {
      ...(!isTaken && { failure: { kind: 'status', status } }),
      ...(retryAfter !== undefined && { retryAfter }),
    };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

/** Whether the controller may take the same report later. */
export const isWorthAgain = ({ failure }: DeliveryTry): boolean => failure !== undefined && !isRefusal(failure);

/** Whether the refusal is about what was sent, so that the same events would be refused again. */
export const isFaultOfBody = (failure: DeliveryFailure): boolean =>
  failure.kind === 'status' && [400, 413, 422].includes(failure.status);
