import { type Backoff, backoffMs } from '../core/backoff.ts';
import type { Clock } from '../core/clock.ts';
import type { Report } from '../core/report.ts';
import type { Sink } from '../core/sink.ts';
import type { Logger } from '../logger.ts';
import { controllerTrouble } from './controller-trouble.ts';
import { outbox } from './outbox.ts';
import { cloudEvent, type Parcel } from './parcel.ts';
import { retryAfterMs } from './retry-after.ts';
import { type Post, type PostAnswer, undiciPost } from './undici-post.ts';

export interface ControllerOptions {
  readonly url: URL;
  readonly token?: string;
  /** Who reports; any text. */
  readonly instance: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Sends one body; the default goes to `url` over undici. */
  readonly post?: Post;
  /** 0 to 1: for the jitter, and for the mark that tells one run of the agent from the next. */
  random(): number;
}

const BACKOFF: Backoff = { baseMs: 1_000, capMs: 60_000 };
const MAX_RETRY_AFTER_MS = 300_000;

/**
 * Pushes each report to the controller as a CloudEvents 1.0 event: in order, one at a time, until it was taken, refused
 * or given up. What waits is bounded, and its events go with the next report that arrives.
 */
export function createControllerSink(options: ControllerOptions): Sink {
  const { url, token, clock, logger, random, instance } = options;
  const post = options.post ?? undiciPost({ url, ...(token !== undefined && { token }) });
  const sender = { instance, run: runMark(options) };
  const trouble = controllerTrouble(logger, url, clock);
  const box = outbox();
  let nap = new AbortController();
  let failures = 0;
  let isSending = false;

  return { name: 'controller', deliver };

  function deliver(report: Report, signal: AbortSignal): Promise<void> {
    const gone = box.put(report, signal, wake);
    // The last report must not wait for a back-off that outlives the agent.
    if (report.last) wake();
    void sendAll();
    return gone;
  }

  /** Ends the back-off: there is a reason to try at once. */
  function wake(): void {
    failures = 0;
    nap.abort();
  }

  async function sendAll(): Promise<void> {
    if (isSending) return;
    isSending = true;
    try {
      for (let parcel = box.first(); parcel; parcel = box.first()) await send(parcel);
    } finally {
      isSending = false;
    }
  }

  async function send(parcel: Parcel): Promise<void> {
    const answer = await box.sending(parcel, (signal) => tryPost(post, cloudEvent(parcel, sender), signal));
    if (!box.holds(parcel)) return;
    const verdict = verdictOn(answer);
    if (verdict === 'again') return pause(answer);
    failures = 0;
    if (verdict === 'delivered') {
      box.delivered(parcel);
      return trouble.delivered(parcel.dropped);
    }
    box.refused(parcel, isFaultOfBody(answer));
    trouble.refused(verdict.status);
  }

  async function pause(answer: Answer): Promise<void> {
    failures += 1;
    trouble.failed('reason' in answer ? answer.reason : `status ${answer.status}`);
    nap = new AbortController();
    await clock.sleep(waitMs(answer), nap.signal);
  }

  function waitMs(answer: Answer): number {
    const chance = random();
    const backoff = backoffMs(failures, chance, BACKOFF);
    const header = 'status' in answer ? answer.retryAfter : undefined;
    const askedMs = header === undefined ? undefined : retryAfterMs(header, clock.now());
    if (askedMs === undefined) return backoff;
    // All who were told the same time must not come back at the same moment.
    return Math.max(backoff, Math.min(askedMs, MAX_RETRY_AFTER_MS) + chance * BACKOFF.baseMs);
  }
}

type Answer = PostAnswer | { readonly reason: string };

async function tryPost(post: Post, body: string, signal: AbortSignal): Promise<Answer> {
  try {
    return await post(body, signal);
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

/** Errors of several addresses tried at once have no message, only a code. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ('code' in error ? String(error.code) : error.name);
}

function verdictOn(answer: Answer): 'delivered' | 'again' | { readonly status: number } {
  if ('reason' in answer) return 'again';
  const { status } = answer;
  if (status >= 200 && status < 300) return 'delivered';
  return status === 408 || status === 429 || status >= 500 ? 'again' : { status };
}

/** Whether the refusal is about what was sent, so that the same events would be refused again. */
const isFaultOfBody = (answer: Answer): boolean => 'status' in answer && [400, 413, 422].includes(answer.status);

const runMark = ({ clock, random }: ControllerOptions): string =>
  `${Math.floor(clock.now()).toString(36)}${Math.floor(random() * 2 ** 40).toString(36)}`;
