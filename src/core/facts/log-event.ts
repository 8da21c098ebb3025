import type { Dependency } from './dependency.ts';
import type { LineForm } from './line-form.ts';
import type { WrittenLine } from './lines-about.ts';
import type { Supervised } from './supervised.ts';

/** The streams and files that the app writes its log to: `stdout`, `stderr`, or a path. */
export type LogOrigin = string;

/** Whether the line is from a log file that the app writes itself. */
export const isOfFile = ({ origin }: Pick<LogLine, 'origin'>): boolean => origin.startsWith('/');

/** The servers whose own log lines are understood, with their official spelling. */
export const serverTitles = {
  gunicorn: 'Gunicorn',
  uvicorn: 'Uvicorn',
  puma: 'Puma',
  unicorn: 'Unicorn',
  uwsgi: 'uWSGI',
  'php-fpm': 'PHP-FPM',
} as const;

/** A server whose own log lines are understood. */
export type ServerName = keyof typeof serverTitles;

/** What every line of a server's own log may contain. */
export interface ServerLine {
  readonly server: ServerName;
  /** The pid in the line's prefix; undefined where the format has none, or where the number may mean something else. */
  readonly writer?: number;
  /** The shape of the text before the message; undefined for text that a server prints without its logger. */
  readonly form?: LineForm;
}

/**
 * The meaning of one log line (or one traceback), whichever server wrote it.
 * A line that only quotes a server's text yields nothing. A forged line may get through; it is dropped where
 * the pids and the form are checked (workers.ts). `line` is quotable.
 */
export type LogEvent =
  | ServerEvent
  | Exception
  | HostRejection
  | UpstreamFailure
  | BindError
  | DependencyFailure
  | Supervised;

/** What a worker was doing when its server gave up on it. */
export type WorkerPhase = 'boot' | 'request';

/** The meaning of a server's own line. */
export type ServerEvent = ServerLine &
  (
    | { readonly kind: 'server-started'; readonly version?: string }
    | { readonly kind: 'listening'; readonly url: string; readonly master?: number }
    | { readonly kind: 'worker-class'; readonly workerClass: string }
    /** `isReady`: the server announces a worker only after it has booted (Puma). */
    | {
        readonly kind: 'worker-booting';
        readonly worker: number;
        readonly isReady?: true;
        /** The worker's slot in the cluster, and the cluster's phase: only its successor in that slot has the same value. */
        readonly slot?: string;
      }
    /** Without `worker`, the server does not say which worker is ready. */
    | { readonly kind: 'worker-ready'; readonly worker?: number }
    /** `phase` and the limit in seconds, if the line has them. */
    | {
        readonly kind: 'worker-timeout';
        readonly worker: number;
        readonly line: string;
        readonly phase?: WorkerPhase;
        readonly limitS?: number;
        /** The request that it was handling, without a query: `GET /report`. Quotable. */
        readonly request?: string;
      }
    /** A worker reports that it could not answer this request. */
    | { readonly kind: 'request-failed'; readonly worker: number; readonly request: string }
    /** Logged by the worker itself, or by a server that does not say how the worker exited. */
    | { readonly kind: 'worker-exiting'; readonly worker: number }
    | { readonly kind: 'worker-signalled'; readonly worker: number; readonly signal: string; readonly line: string }
    | { readonly kind: 'worker-exited'; readonly worker: number; readonly code: number }
    | {
        readonly kind: 'worker-failed';
        readonly worker?: number;
        /** The exception, if the same line names it: `KeyError: key not found: "DATABASE_URL"`. Quotable. */
        readonly raised?: string;
        readonly line: string;
      }
    | { readonly kind: 'app-not-found'; readonly line: string }
    /** A server's last message; the reason may be in a separate line. */
    | { readonly kind: 'shutting-down'; readonly reason?: 'worker-failed' | 'app-not-found'; readonly line: string }
    /** The server handles a signal that stops it or all its workers: term, int, quit, hup. */
    | { readonly kind: 'stopping'; readonly signal: string }
    | { readonly kind: 'bind-failed'; readonly line: string }
  );

/** A framework's own message that it refused a Host header. */
export interface HostRejection {
  readonly kind: 'host-rejected';
  readonly framework: string;
  readonly line: string;
}

/** A front server's own message that it got no response from its upstream. */
export interface UpstreamFailure {
  readonly kind: 'upstream-failed';
  readonly front: 'nginx' | 'Apache' | 'Caddy' | 'HAProxy' | 'Thruster' | 'Envoy' | 'Traefik';
  /** The upstream as the front server names it: `http://127.0.0.1:3000/`, `unix:/run/app.sock`, a group's name. */
  readonly upstream?: string;
  /** `Connection refused`. */
  readonly reason: string;
  readonly line: string;
}

/** A server's or a runtime's own message that it could not open a port. */
export interface BindError {
  readonly kind: 'bind-error';
  /** `unknown`: the line does not say, as with Gunicorn's last line. */
  readonly reason: 'in-use' | 'not-permitted' | 'unknown';
  /** Undefined where the line has none. */
  readonly port?: number;
  /** The words are in a sentence that may only talk about a bind failure. */
  readonly isLoose?: true;
  readonly line: string;
}

/** A client's own message that a service failed. */
export interface DependencyFailure extends Dependency {
  readonly kind: 'dependency-failed';
  readonly line: string;
}

/** An uncaught or logged exception: its last line, and where in the app's own code it was raised, if the trace shows it. */
export interface Exception {
  readonly kind: 'exception';
  readonly language: 'python' | 'node' | 'ruby' | 'java' | 'go' | 'php' | 'rust' | 'dotnet' | 'elixir' | 'lua';
  /** `KeyError: 'DATABASE_URL'`, redacted and cut to 300 characters. */
  readonly text: string;
  /** The error that caused this one, if a chain of errors was printed; cut to 200 characters. */
  readonly cause?: string;
  /** If this error is the root cause of a printed chain: the error that it led to, cut to 200 characters. */
  readonly outer?: string;
  /** `app.py line 4, in work`: the innermost frame outside the server and the runtime. */
  readonly where?: string;
  /** The outermost file of the app in its trace, if that is a different one: usually the file that the program was started with. */
  readonly entry?: string;
  /** The runtime itself said that the exception ended the program, so nothing caught it. */
  readonly isUncaught?: true;
  /**
   * It has the form of an exception that ended its program: the trace starts at the program's first frame.
   * A program that prints this form after catching the exception keeps running.
   */
  readonly isTopLevel?: true;
  /**
   * Its trace shows neither the first frame of its program nor a request or job that the program outlives.
   * It may have ended its program if a log holds nothing else.
   */
  readonly isRootless?: true;
  /** A logger wrote it below a separate line, so the program caught it. */
  readonly isLogged?: true;
  /** It was raised while the app opened its own port, so a name or an address in it is not another host's. */
  readonly isListening?: true;
  /** Where a key was not found, if the trace shows it: in the environment, or in a table of the app. */
  readonly lookedIn?: 'environment' | 'table';
  /** The process manager's name for the program that printed it. */
  readonly program?: string;
  /** The service that failed, if the text reports one, or if another exception that reports one was being handled. */
  readonly dependency?: Dependency;
}

/** A line of the app's output. */
export type LogLine = WrittenLine;
