import { type Clock, durationWords } from '../../core/clock.ts';
import type { ControllerLink } from '../../core/facts/controller-link.ts';
import { type DeliveryFailure, failureRemedy, isRefusal } from '../../core/facts/delivery-failure.ts';
import type { Logger } from '../../logger.ts';

/** Tells the log when the controller stops taking reports, and when it takes them again; not each try. */
export interface ControllerTrouble {
  failed(failure: DeliveryFailure): void;
  /** A report has arrived; `dropped` are those before it that never will. */
  delivered(dropped: number): void;
  /** The agent ends with so many reports undelivered. */
  ended(left: number, isKept: boolean): void;
  /** What there is of trouble now. */
  state(): Pick<ControllerLink, 'trouble'>;
}

/** The trouble with the controller at `url`, of which only scheme, host and port are shown: the rest may hold a secret. */
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
      logger.info({ controller, dropped }, `the controller takes reports again, after ${lasted}`);
      trouble = undefined;
      told.clear();
    },
    ended(left, isKept) {
      const fate = isKept ? 'wait in --spool for the next agent of this instance' : 'are lost with this agent';
      logger.warn({ controller, reports: left }, `reports that the controller did not take ${fate}`);
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
  return { fields: { reason }, msg: 'the controller does not take reports; they wait and are tried again' };
}
