import { type DeliveryFailure, isRefusal } from '../../core/facts/delivery-failure.ts';
import type { Safe } from '../../core/redaction/redact.ts';
import { failureOf } from './failure-of.ts';
import type { Post } from './undici-post.ts';

/** The result of one attempt; without a failure, the controller has accepted the report. */
export interface DeliveryTry {
  readonly failure?: DeliveryFailure;
  /** The header as received. */
  readonly retryAfter?: string;
}

/** Never rejects: an error of the post is a failure. */
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

/** Whether the controller may accept the same report later. */
export const isWorthAgain = ({ failure }: DeliveryTry): boolean => failure !== undefined && !isRefusal(failure);

/** Whether the refusal is about the body, so the same events would be refused again. */
export const isFaultOfBody = (failure: DeliveryFailure): boolean =>
  failure.kind === 'status' && [400, 413, 422].includes(failure.status);
