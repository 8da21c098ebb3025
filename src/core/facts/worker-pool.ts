import type { Forgotten } from '../bounded-list.ts';
import type { Instant } from '../clock.ts';
import type { LineForm } from './line-form.ts';
import type { ServerName, WorkerPhase } from './log-event.ts';

/** How a worker's life ended, according to its server's log. */
export type WorkerEnd =
  | {
      readonly kind: 'timeout';
      readonly at: Instant;
      readonly line: string;
      readonly writer?: number;
      /** What it was doing, and its time limit, if the server's line has them. */
      readonly phase?: WorkerPhase;
      readonly limitS?: number;
      /** The request that it was handling, if the line has it. */
      readonly request?: string;
    }
  | { readonly kind: 'signal'; readonly at: Instant; readonly signal: string }
  | { readonly kind: 'exit'; readonly at: Instant; readonly code?: number };

/** One worker process, from the line that announced it to the line that reported its end. */
export interface Worker {
  readonly pid: number;
  /**
   * Undefined when the log does not announce workers (Gunicorn with `--log-level warning`).
   * The worker is unconfirmed: only /proc can show it.
   */
  readonly bootedAt?: Instant;
  /** Its slot in the cluster, and the cluster's phase. */
  readonly slot?: string;
  readonly readyAt?: Instant;
  readonly timeout?: Extract<WorkerEnd, { kind: 'timeout' }>;
  readonly end?: WorkerEnd;
  /** The last request that the worker reported it could not answer. */
  readonly failedRequest?: { readonly at: Instant; readonly request: string };
}

/** A worker that could not load the app. */
export interface BootFailure {
  readonly at: Instant;
  readonly line: string;
  /** The exception, if the line itself names it. Quotable. */
  readonly raised?: string;
  /** When workers started to fail, if more than one has. */
  readonly firstAt?: Instant;
}

/** What an application server logged about itself and its workers. */
export interface WorkerPool {
  readonly server: ServerName;
  readonly version?: string;
  readonly workerClass?: string;
  /** The master of the server that started last. Undefined where the log does not show it; then it does not announce workers either. */
  readonly master?: number;
  /** Earlier masters that have not shut down: after Gunicorn's USR2, or two servers in one container. */
  readonly otherMasters?: readonly number[];
  /** How many server starts the log shows, this one included. */
  readonly startCount?: number;
  readonly listeningAt: readonly string[];
  /** The newest last; workers that ended longest ago are forgotten. */
  readonly workers: readonly Worker[];
  /** The forgotten ones that timed out, were killed, or never booted. */
  readonly forgotten?: Forgotten<Worker>;
  /** How many workers were announced since the server started, forgotten ones included. */
  readonly bootCount: number;
  readonly timeoutCount: number;
  /** The newest failure. */
  readonly bootFailure?: BootFailure;
  readonly appNotFound?: { readonly at: Instant; readonly line: string };
  readonly bindFailure?: { readonly at: Instant; readonly line: string };
  /** When the server said that it handles a stop or reload signal; cleared when a worker boots after that. */
  readonly stoppingAt?: Instant;
  /** When the last master said that it shut down. */
  readonly shutDownAt?: Instant;
  /** The shape of the server's lines, to tell them from lines that the app prints. */
  readonly form?: LineForm;
}
