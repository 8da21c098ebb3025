/** What a gunicorn.conf.py sets, as far as its text shows without running it. */
export interface GunicornConf {
  /** The path that Gunicorn was given, or its default name. */
  readonly path: string;
  /** By their Python names: bind, timeout, workers, worker_class, preload_app, daemon, threads. */
  readonly values: Readonly<Record<string, string | number | boolean>>;
  /** The line, counted from 1, that sets each of them last. */
  readonly lines?: Readonly<Record<string, number>>;
  /** Names whose value is computed, so only running the file would show it. */
  readonly unknown: readonly string[];
}

/** For a file that does not exist or cannot be read. */
export const noConf: GunicornConf = { path: '', values: {}, unknown: [] };
