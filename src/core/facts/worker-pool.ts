import type { Forgotten } from '../bounded-list.ts';
import type { Instant } from '../clock.ts';
import type { LineForm } from './line-form.ts';
import type { ServerName, WorkerPhase } from './log-event.ts';

/** How a worker's life ended, as its server told it. */
export type WorkerEnd =
  | {
      readonly kind: 'timeout';
      readonly at: Instant;
      readonly line: string;
      readonly writer?: number;
      /** What it was about, and for how long it might be, where the server's line tells. */
      readonly phase?: WorkerPhase;
      readonly limitS?: number;
      /** What it was answering, where the line tells. */
      readonly request?: string;
    }
  | { readonly kind: 'signal'; readonly at: Instant; readonly signal: string }
  | { readonly kind: 'exit'; readonly at: Instant; readonly code?: number };

/** One worker process, from the line that announced it to the line that told its end. */
export interface Worker {
  readonly pid: number;
  /** Undefined when the log does not announce workers (Gunicorn with `--log-level warning`): unconfirmed, only /proc can tell. */
  readonly bootedAt?: Instant;
  /** The place in the cluster that it took, and the cluster's phase. */
  readonly slot?: string;
  readonly readyAt?: Instant;
  readonly timeout?: Extract<WorkerEnd, { kind: 'timeout' }>;
  readonly end?: WorkerEnd;
  /** The last request that it could not answer, by its own word. */
  readonly failedRequest?: { readonly at: Instant; readonly request: string };
}

/** A worker that could not load the app. */
export interface BootFailure {
  readonly at: Instant;
  readonly line: string;
  /** The exception, where the line itself names it. Quotable. */
  readonly raised?: string;
  /** Since when workers have failed, where it happened more than once. */
  readonly firstAt?: Instant;
}

/** What an application server told in its log about itself and its workers. */
export interface WorkerPool {
  readonly server: ServerName;
  readonly version?: string;
  readonly workerClass?: string;
  /** Of the server that started last. Undefined where the log does not tell: then it does not announce workers either. */
  readonly master?: number;
  /** Masters that started before and have not shut down: after Gunicorn's USR2, or two servers in one container. */
  readonly otherMasters?: readonly number[];
  /** How many times a server was seen to start, this one included. */
  readonly startCount?: number;
  readonly listeningAt: readonly string[];
  /** The newest last; those that ended longest ago are forgotten. */
  readonly workers: readonly Worker[];
  /** Those of them that timed out, were killed, or came to nothing. */
  readonly forgotten?: Forgotten<Worker>;
  /** How many workers were announced since the server started, forgotten ones included. */
  readonly bootCount: number;
  readonly timeoutCount: number;
  /** The newest. */
  readonly bootFailure?: BootFailure;
  readonly appNotFound?: { readonly at: Instant; readonly line: string };
  readonly bindFailure?: { readonly at: Instant; readonly line: string };
  /** A stop or reload signal that the server said it was handling; over when a worker boots after it. */
  readonly stoppingAt?: Instant;
  /** When the last master said that it shut down. */
  readonly shutDownAt?: Instant;
  /** How the server's lines look, to tell them from those that the app prints. */
  readonly form?: LineForm;
}
