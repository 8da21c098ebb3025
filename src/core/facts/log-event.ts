import type { Dependency } from './dependency.ts';
import type { LineForm } from './line-form.ts';
import type { WrittenLine } from './lines-about.ts';
import type { Supervised } from './supervised.ts';

/** The streams and files that the app writes its log to: `stdout`, `stderr`, or a path. */
export type LogOrigin = string;

/** The servers whose own log lines are understood, each by the name that its makers write. */
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

/** What every line of a server's own log may tell of itself. */
export interface ServerLine {
  readonly server: ServerName;
  /** The pid that the line's prefix names; undefined where the format names none, or may mean something else. */
  readonly writer?: number;
  /** What stands before the message, as a shape; undefined for text that a server prints without its logger. */
  readonly form?: LineForm;
}

/**
 * What one log line (or one traceback) says, whichever server wrote it.
 * A line that only quotes such a text yields nothing; a forged one may come through, and is dropped where the
 * pids and the form are checked (workers.ts). `line` is quotable.
 */
export type LogEvent =
  | ServerEvent
  | Exception
  | HostRejection
  | UpstreamFailure
  | BindError
  | DependencyFailure
  | Supervised;

/** What a worker was about when its server lost patience. */
export type WorkerPhase = 'boot' | 'request';

/** What a server's own line says. */
export type ServerEvent = ServerLine &
  (
    | { readonly kind: 'server-started'; readonly version?: string }
    | { readonly kind: 'listening'; readonly url: string; readonly master?: number }
    | { readonly kind: 'worker-class'; readonly workerClass: string }
    /** `isReady`: the server announces a worker only when it has booted (Puma). */
    | {
        readonly kind: 'worker-booting';
        readonly worker: number;
        readonly isReady?: true;
        /** The place in the cluster that it takes, and the cluster's phase: only the one that follows it there has the same. */
        readonly slot?: string;
      }
    /** Without a worker: the server does not say which. */
    | { readonly kind: 'worker-ready'; readonly worker?: number }
    /** `phase` and the limit in seconds where the line tells them. */
    | {
        readonly kind: 'worker-timeout';
        readonly worker: number;
        readonly line: string;
        readonly phase?: WorkerPhase;
        readonly limitS?: number;
        /** What it was answering: `GET /report`, without a query. Quotable. */
        readonly request?: string;
      }
    /** A worker could not answer this request, by its own word. */
    | { readonly kind: 'request-failed'; readonly worker: number; readonly request: string }
    /** Told by the worker itself, or by a server that does not say how it ended. */
    | { readonly kind: 'worker-exiting'; readonly worker: number }
    | { readonly kind: 'worker-signalled'; readonly worker: number; readonly signal: string; readonly line: string }
    | { readonly kind: 'worker-exited'; readonly worker: number; readonly code: number }
    | {
        readonly kind: 'worker-failed';
        readonly worker?: number;
        /** The exception, where the same line names it: `KeyError: key not found: "DATABASE_URL"`. Quotable. */
        readonly raised?: string;
        readonly line: string;
      }
    | { readonly kind: 'app-not-found'; readonly line: string }
    /** A server's last words; the reason may come in a line of its own. */
    | { readonly kind: 'shutting-down'; readonly reason?: 'worker-failed' | 'app-not-found'; readonly line: string }
    /** Handles a signal that stops it or all its workers: term, int, quit, hup. */
    | { readonly kind: 'stopping'; readonly signal: string }
    | { readonly kind: 'bind-failed'; readonly line: string }
  );

/** A framework's own words that it refused a Host header. */
export interface HostRejection {
  readonly kind: 'host-rejected';
  readonly framework: string;
  readonly line: string;
}

/** A front server's own words that it could not get an answer from what it forwards to. */
export interface UpstreamFailure {
  readonly kind: 'upstream-failed';
  readonly front: 'nginx' | 'Apache' | 'Caddy' | 'HAProxy' | 'Thruster' | 'Envoy' | 'Traefik';
  /** What it forwards to, as it names it: `http://127.0.0.1:3000/`, `unix:/run/app.sock`, a group's name. */
  readonly upstream?: string;
  /** `Connection refused`. */
  readonly reason: string;
  readonly line: string;
}

/** A server's or a runtime's own words that it could not open a port. */
export interface BindError {
  readonly kind: 'bind-error';
  /** `unknown`: the line does not tell, as Gunicorn's last one. */
  readonly reason: 'in-use' | 'not-permitted' | 'unknown';
  /** Undefined where the line names none. */
  readonly port?: number;
  /** The words stand in a sentence that may only speak of such a failure. */
  readonly isLoose?: true;
  readonly line: string;
}

/** A client's own words that another host failed it. */
export interface DependencyFailure extends Dependency {
  readonly kind: 'dependency-failed';
  readonly line: string;
}

/** An uncaught or logged exception: its last line, and where in the app's own code it was raised, when the trace shows it. */
export interface Exception {
  readonly kind: 'exception';
  readonly language: 'python' | 'node' | 'ruby' | 'java' | 'go' | 'php' | 'rust' | 'dotnet' | 'elixir' | 'lua';
  /** `KeyError: 'DATABASE_URL'`, redacted and cut to 300 characters. */
  readonly text: string;
  /** The error that led to it, where a chain of errors was printed and this one is what became of it; cut to 200 characters. */
  readonly cause?: string;
  /** What became of it, where this one is the last cause of a chain that was printed; cut to 200 characters. */
  readonly outer?: string;
  /** `app.py line 4, in work`: the innermost frame that is not the server's or the runtime's own. */
  readonly where?: string;
  /** The outermost file of the app in its trace, where that is another one: mostly what the program was started with. */
  readonly entry?: string;
  /** The runtime said at once that it ended over it: nobody caught it. */
  readonly isUncaught?: true;
  /** Its form is that of one which ended its program: a trace from the program's first frame on. Who prints one it has caught can go on. */
  readonly isTopLevel?: true;
  /** Its trace shows neither the first frame of its program nor a request or a job that others outlive: it may have ended its program where a log holds nothing else. */
  readonly isRootless?: true;
  /** A logger wrote it below a line of its own: somebody caught it. */
  readonly isLogged?: true;
  /** It was raised while the app opened a port of its own: a name or an address in it is no other host's. */
  readonly isListening?: true;
  /** Where the trace shows in what a key was not found: in the environment, or in a table of the app. */
  readonly lookedIn?: 'environment' | 'table';
  /** What a process manager calls the program that printed it. */
  readonly program?: string;
  /** Where it says that another host failed the app, or was raised while such an exception was handled. */
  readonly dependency?: Dependency;
}

/** A line of the app's output. */
export type LogLine = WrittenLine;
