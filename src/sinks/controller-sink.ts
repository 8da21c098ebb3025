import { type Backoff, backoffMs } from '../core/backoff.ts';
import type { Clock } from '../core/clock.ts';
import type { ControllerLink } from '../core/facts/controller-link.ts';
import { type DeliveryFailure, isRefusal } from '../core/facts/delivery-failure.ts';
import type { Report } from '../core/report.ts';
import type { Sink } from '../core/sink.ts';
import type { Logger } from '../logger.ts';
import { type BoxStore, memoryStore } from './box-store.ts';
import { controllerTrouble } from './controller-trouble.ts';
import { failureOf } from './failure-of.ts';
import { outbox } from './outbox.ts';
import { cloudEvent, type Parcel } from './parcel.ts';
import { retryAfterMs } from './retry-after.ts';
import { type ClientTls, type Post, type PostAnswer, undiciPost } from './undici-post.ts';

export interface ControllerOptions {
  readonly url: URL;
  readonly token?: string;
  readonly tls?: ClientTls;
  /** Who reports; any text. */
  readonly instance: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Sends one body; the default goes to `url` over undici. */
  readonly post?: Post;
  /** Keeps what waits; the default is memory. */
  readonly store?: BoxStore;
  /** Tells this run of the agent from any other. */
  readonly run: string;
  /** 0 to 1, for the jitter. */
  random(): number;
  /** Told how the reports fare, after each try. */
  onLink?(link: ControllerLink): void;
}

const BACKOFF: Backoff = { baseMs: 1_000, capMs: 60_000 };
/** The last report has only the exit grace. */
const LAST_BACKOFF: Backoff = { baseMs: 200, capMs: 1_000 };
const MAX_RETRY_AFTER_MS = 300_000;
/** All who were told the same time must not come back at the same moment. */
const RETRY_AFTER_SPREAD = 0.25;

/**
 * Pushes each report to the controller as a CloudEvents 1.0 event: in order, one at a time, until it was taken, refused
 * or given up. What waits is bounded, and its events go with the next report that arrives.
 */
export function createControllerSink(options: ControllerOptions): Sink {
  const { url, clock, logger, random, instance, run } = options;
  const post = options.post ?? undiciPost(options);
  const store = options.store ?? memoryStore(run);
  const sender = { instance, series: store.series };
  const trouble = controllerTrouble(logger, url, clock);
  const box = outbox(store, run);
  let nap = new AbortController();
  let failures = 0;
  let isSending = false;

  return { name: 'controller', deliver };

  function deliver(report: Report, signal: AbortSignal): Promise<void> {
    const gone = box.put(report, signal, onEnd);
    // The last report must not wait for a back-off that outlives the agent.
    if (report.last) wake();
    // While nothing is tried nobody else tells how many wait.
    if (failures > 0) tellLink();
    void sendAll();
    return gone;
  }

  function tellLink(): void {
    const counts = { waiting: box.count(), dropped: box.droppedCount(), total: box.total() };
    options.onLink?.({ host: url.host, ...counts, ...trouble.state() });
  }

  function onEnd(left: number): void {
    trouble.ended(left, store.isKept);
    wake();
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
    const failure = failureIn(answer);
    if (failure === undefined) {
      failures = 0;
      box.delivered(parcel);
      trouble.delivered(parcel.dropped);
    } else if (isRefusal(failure)) {
      failures = 0;
      box.refused(parcel, isFaultOfBody(failure));
      trouble.failed(failure);
    } else {
      failures += 1;
      trouble.failed(failure);
    }
    tellLink();
    if (failure && !isRefusal(failure)) await pause(answer);
  }

  async function pause(answer: Answer): Promise<void> {
    nap = new AbortController();
    await clock.sleep(waitMs(answer), nap.signal);
  }

  function waitMs(answer: Answer): number {
    const chance = random();
    const backoff = backoffMs(failures, chance, box.isClosing() ? LAST_BACKOFF : BACKOFF);
    const header = 'status' in answer ? answer.retryAfter : undefined;
    const askedMs = header === undefined ? undefined : retryAfterMs(header, clock.now());
    if (askedMs === undefined) return backoff;
    const boundedMs = Math.min(askedMs, MAX_RETRY_AFTER_MS);
    return Math.max(backoff, boundedMs + chance * Math.max(BACKOFF.baseMs, boundedMs * RETRY_AFTER_SPREAD));
  }
}

type Answer = PostAnswer | { readonly error: unknown };

async function tryPost(post: Post, body: string, signal: AbortSignal): Promise<Answer> {
  try {
    return await post(body, signal);
  } catch (error) {
    return { error };
  }
}

function failureIn(answer: Answer): DeliveryFailure | undefined {
  if ('error' in answer) return failureOf(answer.error);
  const { status } = answer;
  return status >= 200 && status < 300 ? undefined : { kind: 'status', status };
}

/** Whether the refusal is about what was sent, so that the same events would be refused again. */
const isFaultOfBody = (failure: DeliveryFailure): boolean =>
  failure.kind === 'status' && [400, 413, 422].includes(failure.status);
