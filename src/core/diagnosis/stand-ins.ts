import type { Health } from '../checks/health.ts';
import type { Instant } from '../clock.ts';
import type { App } from '../facts/app.ts';
import type { WorkerPool } from '../facts/worker-pool.ts';
import type { FactName, FactValues } from '../memory/facts.ts';

/** What a rule assumes for facts that only refine its finding, if they are unknown. */
export type StandIns = { readonly [N in FactName]?: FactValues[N] };

/** A pool about which nothing was logged. */
export const unseenPool: WorkerPool = {
  server: 'gunicorn',
  listeningAt: [],
  workers: [],
  bootCount: 0,
  timeoutCount: 0,
};

/** An app of which only the log is known: no command line, no pid, no start time. */
export const unseenApp: App = { command: [], startedAt: 0 };

/** The health of an app that was never probed. */
export const uncheckedHealth: Health = {
  status: 'pending',
  release: { state: 'waiting', deadline: 0 },
  runtime: { state: 'unknown', consecutiveFailures: 0 },
  everHealthy: false,
};

/** A scan that need not be waited for, because none is possible. */
export const NO_LOOK: Instant = Number.MAX_SAFE_INTEGER;

/** Whether only a log is read: no process of the app was ever seen, and `at` says nothing about what is still running. */
export const isOffline = (app: App): boolean =>
  app.pid === undefined && app.startFailure === undefined && app.unseen === undefined;
