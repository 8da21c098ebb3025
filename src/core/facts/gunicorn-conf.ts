/** What a gunicorn.conf.py sets, as far as its text shows it without being run. */
export interface GunicornConf {
  /** As Gunicorn was told, or its default name. */
  readonly path: string;
  /** By Python's names: bind, timeout, workers, worker_class, preload_app, daemon, threads. */
  readonly values: Readonly<Record<string, string | number | boolean>>;
  /** The line, from 1, on which each is set last. */
  readonly lines?: Readonly<Record<string, number>>;
  /** Names that are set by something that would have to be run. */
  readonly unknown: readonly string[];
}

/** No file, or none that can be read. */
export const noConf: GunicornConf = { path: '', values: {}, unknown: [] };
