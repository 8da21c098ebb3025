import type { OptionName } from './gunicorn-args.ts';
import { type GunicornSigns, gunicornGiven } from './gunicorn-given.ts';

/** The Gunicorn settings that decide when it kills a worker and where it listens. */
export interface GunicornOptions {
  /** In seconds. With 0 it never kills a slow worker. */
  readonly timeoutS: number;
  /** Whether the timeout was set on the command line, in GUNICORN_CMD_ARGS or in the configuration file. */
  readonly timeoutGiven: boolean;
  /** The configuration file computes it, so `timeoutS` is only a guess. */
  readonly timeoutIsComputed?: boolean;
  /** Undefined if it is not set (the default is `sync`). `gthread` also if Gunicorn chooses it because of several threads. */
  readonly workerClass?: string;
  readonly preload: boolean;
  /** Undefined if neither an option nor WEB_CONCURRENCY sets it (the default is 1). */
  readonly workers?: number;
  /** As given, otherwise the default, which depends on PORT. */
  readonly binds: readonly string[];
  readonly daemon: boolean;
}

const DEFAULT_TIMEOUT_S = 30;

/**
 * The options of the first Gunicorn among the command lines, as Gunicorn 19 and later read them. The command line beats GUNICORN_CMD_ARGS,
 * which beats gunicorn.conf.py, which beats the defaults from WEB_CONCURRENCY and PORT. A value that is not a number is ignored. Throws nothing.
 */
export function gunicornOptions(seen: GunicornSigns): GunicornOptions {
  const { given, preset, environment, conf } = gunicornGiven(seen);
  const first = (name: OptionName): string | undefined => given[name].at(-1) ?? preset[name].at(-1);
  const inFile = (name: string): string | undefined => conf.values[name]?.toString();
  const timeoutS = wholeNumber(first('timeout') ?? inFile('timeout'));
  const workers = wholeNumber(first('workers') ?? inFile('workers')) ?? wholeNumber(environment.WEB_CONCURRENCY);
  const threads = wholeNumber(first('threads') ?? inFile('threads')) ?? 1;
  const workerClass = chosenClass(first('worker-class') ?? inFile('worker_class'), threads);
  return {
    timeoutS: timeoutS ?? DEFAULT_TIMEOUT_S,
    timeoutGiven: timeoutS !== undefined,
    ...(workerClass !== undefined && { workerClass }),
    preload: isOn('preload', 'preload_app'),
    ...(workers !== undefined && { workers }),
    ...(first('timeout') === undefined && conf.unknown.includes('timeout') && { timeoutIsComputed: true }),
    binds: [given.bind, preset.bind, inFile('bind')?.split(',') ?? []].find(({ length }) => length > 0) ?? [
      defaultBind(environment.PORT),
    ],
    daemon: isOn('daemon', 'daemon'),
  };

  function isOn(option: 'preload' | 'daemon', inPython: string): boolean {
    return given[option].length + preset[option].length > 0 || conf.values[inPython] === true;
  }
}

/**
 * Whether workers of this class serve many requests at the same time in one thread, as those of gevent, eventlet, tornado and Uvicorn do.
 * `sync` (the default, so also undefined) and `gthread` do not.
 */
export const isAsyncWorker = (workerClass: string | undefined): boolean =>
  workerClass !== undefined && /gevent|eventlet|tornado|uvicorn|asgi|aiohttp|meinheld|async/i.test(workerClass);

const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : undefined;

/** Config.worker_class_str of gunicorn/config.py: with more than one thread, a sync worker becomes a gthread worker. */
function chosenClass(given: string | undefined, threads: number): string | undefined {
  const isSync = given === undefined || given === 'sync' || given.endsWith('SyncWorker');
  return isSync && threads > 1 ? 'gthread' : given;
}

const defaultBind = (port: string | undefined): string => (port === undefined ? '127.0.0.1:8000' : `0.0.0.0:${port}`);
