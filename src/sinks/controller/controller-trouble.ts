import { type Clock, durationWords } from '../../core/clock.ts';
import type { ControllerLink } from '../../core/facts/controller-link.ts';
import { type DeliveryFailure, failureRemedy, isRefusal } from '../../core/facts/delivery-failure.ts';
import type { Logger } from '../../logger.ts';

/** Logs when the controller stops accepting reports, and when it accepts them again; not each attempt. */
export interface ControllerTrouble {
  failed(failure: DeliveryFailure): void;
  /** A report has arrived; `dropped` are the reports before it that never will. */
  delivered(dropped: number): void;
  /** The agent exits with this many undelivered reports. */
  ended(left: number, isKept: boolean): void;
  /** The current trouble, if any. */
  state(): Pick<ControllerLink, 'trouble'>;
}

/** Tracks the trouble with the controller at `url`. Shows only scheme, host and port, because the rest may hold a secret. */
export function controllerTrouble(logger: Logger, url: URL, clock: Clock): ControllerTrouble {
  const controller = url.origin;
  let trouble: ControllerLink['trouble'];
  // Bounded: 'failed' and the status codes.
  const told = new Set<string | number>();

  return {
    failed(failure) {
      const failedAt = clock.now();
      trouble = { since: trouble?.since ?? failedAt, failure, failedAt };
      const what = isRefusal(failure) && failure.kind === 'status' ? failure.status : 'failed';
      if (told.has(what)) return;
      told.add(what);
      const { fields, msg } = lineOf(failure);
      logger.warn({ controller, ...fields }, msg);
    },
    delivered(dropped) {
      if (trouble === undefined) return;
      const lasted = durationWords(clock.now() - trouble.since);
      logger.info({ controller, dropped }, `the controller accepts reports again, after ${lasted}`);
      trouble = undefined;
      told.clear();
    },
    ended(left, isKept) {
      const fate = isKept ? 'wait in --spool for the next agent of this instance' : 'are lost when this agent exits';
      logger.warn({ controller, reports: left }, `reports that the controller did not accept ${fate}`);
    },
    state: () => (trouble ? { trouble } : {}),
  };
}

function lineOf(failure: DeliveryFailure): { readonly fields: object; readonly msg: string } {
  if (failure.kind === 'status' && isRefusal(failure)) {
    const { status } = failure;
    const msg = `the controller refuses reports with status ${status}; they are dropped. Fix: ${failureRemedy(failure)}`;
    return { fields: { status }, msg };
  }
  const reason = failure.kind === 'status' ? `status ${failure.status}` : failure.reason;
  return { fields: { reason }, msg: 'the controller does not accept reports; they are kept and sent again' };
}
