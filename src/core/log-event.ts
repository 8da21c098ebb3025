/** The streams and files that the app writes its log to: `stdout`, `stderr`, or a path. */
export type LogOrigin = string;

/** A server whose own log lines are understood. */
export type ServerName = 'gunicorn' | 'uvicorn' | 'puma' | 'unicorn' | 'uwsgi';

/**
 * What one log line (or one traceback) says, whichever server wrote it.
 * `writer` is the pid that the line's prefix names. A line that only quotes such a text yields nothing;
 * a forged one may come through, and is dropped where the pids are checked (workers.ts).
 */
export type LogEvent =
  | {
      readonly kind: 'server-started';
      readonly server: ServerName;
      readonly version?: string;
      readonly writer?: number;
    }
  | { readonly kind: 'listening'; readonly server: ServerName; readonly url: string; readonly master?: number }
  | {
      readonly kind: 'worker-class';
      readonly server: ServerName;
      readonly workerClass: string;
      readonly writer?: number;
    }
  | { readonly kind: 'worker-booting'; readonly server: ServerName; readonly worker: number }
  | { readonly kind: 'worker-ready'; readonly server: ServerName; readonly worker?: number }
  | {
      readonly kind: 'worker-timeout';
      readonly server: ServerName;
      readonly worker: number;
      readonly writer?: number;
      readonly line: string;
    }
  | { readonly kind: 'worker-exiting'; readonly server: ServerName; readonly worker: number }
  | {
      readonly kind: 'worker-signalled';
      readonly server: ServerName;
      readonly worker: number;
      readonly signal: string;
      readonly line: string;
    }
  | { readonly kind: 'worker-exited'; readonly server: ServerName; readonly worker: number; readonly code: number }
  | { readonly kind: 'worker-failed'; readonly server: ServerName; readonly worker?: number; readonly line: string }
  | { readonly kind: 'app-not-found'; readonly server: ServerName; readonly line: string }
  | { readonly kind: 'shutting-down'; readonly server: ServerName; readonly reason?: string; readonly line: string }
  | { readonly kind: 'stopping'; readonly server: ServerName; readonly signal: string }
  | { readonly kind: 'bind-failed'; readonly server: ServerName; readonly line: string }
  | Exception
  | { readonly kind: 'host-rejected'; readonly framework: string; readonly line: string };

/** An uncaught or logged exception: its last line, and where in the app's own code it was raised, when the trace shows it. */
export interface Exception {
  readonly kind: 'exception';
  readonly language: 'python' | 'node' | 'ruby' | 'java' | 'go' | 'php';
  /** `KeyError: 'DATABASE_URL'`, redacted and cut to 300 characters. */
  readonly text: string;
  /** `app.py line 4, in work`: the innermost frame that is not the server's or the runtime's own. */
  readonly where?: string;
}

/** A line of the app's output as evidence quotes it: redacted, without its line end, cut to 300 characters. */
export interface LogLine {
  readonly origin: LogOrigin;
  readonly text: string;
}
