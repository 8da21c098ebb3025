import { type Clock, durationWords, type Instant } from '../core/clock.ts';
import { quotable } from '../core/redact.ts';
import type { Logger } from '../logger.ts';

/** Tells the log when the controller stops taking reports, and when it takes them again; not each try. */
export interface ControllerTrouble {
  /** A try that will be repeated. */
  failed(reason: string): void;
  /** An answer that means: never again with this report. */
  refused(status: number): void;
  /** A report has arrived; `dropped` are those before it that never will. */
  delivered(dropped: number): void;
}

const MAX_REASON_CHARACTERS = 200;

/** The trouble with the controller at `url`, of which only scheme, host and port are shown: the rest may hold a secret. */
export function controllerTrouble(logger: Logger, url: URL, clock: Clock): ControllerTrouble {
  const controller = url.origin;
  let since: Instant | undefined;
  // Bounded: 'failed' and the status codes.
  const told = new Set<string | number>();

  const warnOnce = (what: string | number, fields: object, msg: string): void => {
    since ??= clock.now();
    if (told.has(what)) return;
    told.add(what);
    logger.warn({ controller, ...fields }, msg);
  };

  return {
    failed(reason) {
      const fields = { reason: quotable(reason, MAX_REASON_CHARACTERS) };
      warnOnce('failed', fields, 'the controller does not take reports; they wait and are tried again');
    },
    refused(status) {
      warnOnce(
        status,
        { status },
        `the controller refuses reports with status ${status}; they are dropped. ${hint(status)}`,
      );
    },
    delivered(dropped) {
      if (since === undefined) return;
      const lasted = durationWords(clock.now() - since);
      logger.info({ controller, dropped }, `the controller takes reports again, after ${lasted}`);
      since = undefined;
      told.clear();
    },
  };
}

function hint(status: number): string {
  if (status < 400) return 'Fix: redirects are not followed; give the final address with --controller URL.';
  if (status === 401 || status === 403) return 'Fix: give the token that it expects with --controller-token-file FILE.';
  if (status === 404 || status === 405) return 'Fix: check the path of --controller URL.';
  return "Fix: look at the controller's own log.";
}
