import type { Clock } from '../../core/clock.ts';
import type { DeliveryFailure } from '../../core/facts/delivery-failure.ts';
import { type DeliveryTry, isFaultOfBody, isWorthAgain } from './delivery-try.ts';
import type { Outbox } from './outbox.ts';
import type { QueuedReport } from './queued-report.ts';
import { retryWaitMs } from './retry-wait.ts';

/** Delivers the outbox to the controller: in order, one at a time, until each report is accepted, refused or given up. */
export interface Sender {
  /** Resolves when the outbox is empty; immediately if the sender is already running. */
  sendAll(): Promise<void>;
  /** Ends the back-off when there is a reason to try immediately. */
  wake(): void;
  /** Whether the last attempt failed and will be repeated. */
  readonly isFailing: boolean;
}

/** What a sender needs. */
export interface SenderParts {
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** 0 to 1, for the jitter. */
  random(): number;
  /** Never rejects. */
  deliver(report: QueuedReport, signal: AbortSignal): Promise<DeliveryTry>;
  /** Called after each attempt. Without a failure, the report was accepted. */
  onTried(report: QueuedReport, failure: DeliveryFailure | undefined): void;
}

export function createSender({ outbox, clock, random, deliver, onTried }: SenderParts): Sender {
  let nap = new AbortController();
  let failures = 0;
  let isSending = false;

  return {
    async sendAll() {
      if (isSending) return;
      isSending = true;
      try {
        for (let report = outbox.first(); report; report = outbox.first()) await send(report);
      } finally {
        isSending = false;
      }
    },
    wake() {
      failures = 0;
      nap.abort();
    },
    get isFailing() {
      return failures > 0;
    },
  };

  async function send(report: QueuedReport): Promise<void> {
    const tried = await outbox.sending(report, (signal) => deliver(report, signal));
    if (!outbox.holds(report)) return;
    const { failure } = tried;
    const isAgain = isWorthAgain(tried);
    failures = isAgain ? failures + 1 : 0;
    if (failure === undefined) outbox.delivered(report);
    else if (!isAgain) outbox.refused(report, isFaultOfBody(failure));
    onTried(report, failure);
    if (isAgain) await pause(tried);
  }

  async function pause({ retryAfter }: DeliveryTry): Promise<void> {
    nap = new AbortController();
    const retry = { failures, retryAfter, isClosing: outbox.isClosing(), now: clock.now(), chance: random() };
    await clock.sleep(retryWaitMs(retry), nap.signal);
  }
}
