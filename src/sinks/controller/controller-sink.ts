import type { Clock } from '../../core/clock.ts';
import type { ControllerLink } from '../../core/facts/controller-link.ts';
import type { DeliveryFailure } from '../../core/facts/delivery-failure.ts';
import type { Sink } from '../../core/ports/sink.ts';
import type { Report } from '../../core/report/report.ts';
import type { Logger } from '../../logger.ts';
import { controllerTrouble } from './controller-trouble.ts';
import { tryPost } from './delivery-try.ts';
import { createOutbox } from './outbox.ts';
import { memoryStore, type OutboxStore } from './outbox-store.ts';
import { cloudEvent, type QueuedReport } from './queued-report.ts';
import { createSender } from './sender.ts';
import { type ClientTls, type Post, undiciPost } from './undici-post.ts';

export interface ControllerOptions {
  readonly url: URL;
  /** Called for each attempt, like `tls`. */
  readonly token?: () => string | undefined;
  readonly tls?: () => ClientTls;
  /** The reporting instance; any text. */
  readonly instance: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Sends one body; the default posts to `url` with undici. */
  readonly post?: Post;
  /** Stores undelivered reports; the default is memory. */
  readonly store?: OutboxStore;
  /** Distinguishes this run of the agent from any other. */
  readonly run: string;
  /** 0 to 1, for the jitter. */
  random(): number;
  /** Called with the state of delivery after each attempt. */
  onLink?(link: ControllerLink): void;
}

/**
 * Pushes each report to the controller as a CloudEvents 1.0 event: in order, one at a time, until it is accepted, refused
 * or given up. The queue is bounded; the events of a dropped report go with the next report that arrives.
 */
export function createControllerSink(options: ControllerOptions): Sink {
  const { url, clock, logger, random, instance, run } = options;
  const post = options.post ?? undiciPost(options);
  const store = options.store ?? memoryStore(run);
  const reporter = { instance, series: store.series };
  const trouble = controllerTrouble(logger, url, clock);
  const outbox = createOutbox(store, run, onEnd);
  const sender = createSender({
    ...{ outbox, clock, random, onTried },
    deliver: (report, signal) => tryPost(post, cloudEvent(report, reporter), signal),
  });

  return { name: 'controller', deliver };

  function deliver(report: Report, signal: AbortSignal): Promise<void> {
    const gone = outbox.put(report, signal);
    // The last report must not wait for a back-off that outlives the agent.
    if (report.last) sender.wake();
    // During a back-off nothing else reports how many reports wait.
    if (sender.isFailing) tellLink();
    void sender.sendAll();
    return gone;
  }

  function onTried({ dropped }: QueuedReport, failure: DeliveryFailure | undefined): void {
    if (failure === undefined) trouble.delivered(dropped);
    else trouble.failed(failure);
    tellLink();
  }

  function tellLink(): void {
    const counts = { waiting: outbox.count(), dropped: outbox.droppedCount(), total: outbox.total() };
    options.onLink?.({ host: url.host, ...counts, ...trouble.state() });
  }

  function onEnd(left: number): void {
    trouble.ended(left, store.isKept);
    sender.wake();
  }
}
