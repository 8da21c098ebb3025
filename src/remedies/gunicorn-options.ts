import { type GunicornConf, noConf } from '../core/facts/gunicorn-conf.ts';
import type { Environment } from '../core/facts.ts';
import { invocations } from './invocation.ts';
import { splitWords } from './shell-words.ts';

/** The settings of a Gunicorn that decide when it kills a worker and where it listens. */
export interface GunicornOptions {
  /** Seconds; 0: it never kills a worker for being slow. */
  readonly timeoutS: number;
  /** Whether somebody set it, on the command line or in GUNICORN_CMD_ARGS. */
  readonly timeoutGiven: boolean;
  /** "in gunicorn.conf.py: timeout = 120", where the file decides; also when it computes what it sets. */
  readonly timeoutPlace?: string;
  /** The file sets it to something that is not in its text: `timeoutS` is no more than a guess. */
  readonly timeoutIsComputed?: boolean;
  /** Undefined when nobody set it (the default is `sync`); `gthread` where more threads than one make Gunicorn choose it. */
  readonly workerClass?: string;
  readonly preload: boolean;
  /** Undefined when neither an option nor WEB_CONCURRENCY set it (the default is 1). */
  readonly workers?: number;
  /** As given; else the default, which PORT changes. */
  readonly binds: readonly string[];
  readonly daemon: boolean;
}

const DEFAULT_TIMEOUT_S = 30;

/**
 * The options of the first Gunicorn among the command lines, as Gunicorn 19 and later read them: the command line beats GUNICORN_CMD_ARGS,
 * which beats gunicorn.conf.py, which beats the defaults from WEB_CONCURRENCY and PORT. A value that is no number counts as not given. Throws nothing.
 */
export function gunicornOptions(seen: {
  readonly commands: readonly (readonly string[])[];
  readonly environment: Environment;
  readonly gunicornConf?: GunicornConf;
}): GunicornOptions {
  const started = seen.commands
    .flatMap((command) => invocations(command, seen.environment))
    .find(({ program, isTitle }) => GUNICORN.test(program) && !isTitle);
  const environment = { ...seen.environment, ...started?.environment };
  const given = parsed(started?.args ?? []);
  const preset = parsed(splitWords(environment.GUNICORN_CMD_ARGS ?? ''));
  const first = (name: Name): string | undefined => given[name].at(-1) ?? preset[name].at(-1);
  const { gunicornConf: conf = noConf } = seen;
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
    ...placed(first('timeout') === undefined, conf),
    binds: [given.bind, preset.bind, inFile('bind')?.split(',') ?? []].find(({ length }) => length > 0) ?? [
      defaultBind(environment.PORT),
    ],
    daemon: isOn('daemon', 'daemon'),
  };

  function isOn(option: 'preload' | 'daemon', inPython: string): boolean {
    return given[option].length + preset[option].length > 0 || conf.values[inPython] === true;
  }
}

/** Where a file sets the timeout, or that it would have to be run to know it. */
function placed(
  isByFile: boolean,
  { path, values, unknown }: GunicornConf,
): Pick<GunicornOptions, 'timeoutPlace' | 'timeoutIsComputed'> {
  const { timeout } = values;
  if (isByFile && timeout !== undefined) return { timeoutPlace: `in ${path}: timeout = ${timeout}` };
  if (!isByFile || !unknown.includes('timeout')) return {};
  return { timeoutPlace: `in ${path}, which computes it`, timeoutIsComputed: true };
}

/**
 * Whether workers of this class serve many requests at once in one thread: gevent, eventlet, tornado, Uvicorn's, asgi and the like.
 * `sync` (the default, so also undefined) and `gthread` do not.
 */
export const isAsyncWorker = (workerClass: string | undefined): boolean =>
  workerClass !== undefined && /gevent|eventlet|tornado|uvicorn|asgi|aiohttp|meinheld|async/i.test(workerClass);

const GUNICORN = /^gunicorn(?:3|_django|_paster|\.app\.wsgiapp)?$/;

type Name = 'timeout' | 'worker-class' | 'workers' | 'threads' | 'bind' | 'daemon' | 'preload';
type Given = Readonly<Record<Name, readonly string[]>>;

/** The options that matter: argparse takes any beginning of a long name that no other option shares, here from `shortest` on. */
const OPTIONS: readonly {
  readonly name: Name;
  readonly shortest: string;
  readonly letter?: string;
  readonly isFlag?: true;
}[] = [
  { name: 'timeout', shortest: '--ti', letter: 't' },
  { name: 'worker-class', shortest: '--worker-cl', letter: 'k' },
  { name: 'workers', shortest: '--workers', letter: 'w' },
  { name: 'threads', shortest: '--th' },
  { name: 'bind', shortest: '--bi', letter: 'b' },
  { name: 'daemon', shortest: '--da', letter: 'D', isFlag: true },
  { name: 'preload', shortest: '--pre', isFlag: true },
];

function parsed(args: readonly string[]): Given {
  const given: Record<Name, string[]> = {
    timeout: [],
    'worker-class': [],
    workers: [],
    threads: [],
    bind: [],
    daemon: [],
    preload: [],
  };
  // argparse never takes a word with a dash for a value, so every such word before `--` is an option.
  const end = args.indexOf('--');
  for (const [at, arg] of (end < 0 ? args : args.slice(0, end)).entries()) {
    const next = args[at + 1];
    const following = next === undefined || next.startsWith('-') ? [] : [next];
    for (const { name, values } of arg.startsWith('--') ? longOption(arg, following) : letters(arg, following)) {
      given[name].push(...values);
    }
  }
  return given;
}

interface Found {
  readonly name: Name;
  readonly values: readonly string[];
}

function longOption(arg: string, following: readonly string[]): readonly Found[] {
  const equals = arg.indexOf('=');
  const long = equals < 0 ? arg : arg.slice(0, equals);
  const option = OPTIONS.find(({ name, shortest }) => long.startsWith(shortest) && `--${name}`.startsWith(long));
  if (option === undefined) return [];
  const inline = equals < 0 ? following : [arg.slice(equals + 1)];
  return [{ name: option.name, values: option.isFlag ? ['true'] : inline }];
}

/** `-t5`, `-t=5`, `-t 5`, and flags before it in the same word: `-Dw2`. */
function letters(arg: string, following: readonly string[]): readonly Found[] {
  const [, flags = '', letter, inline = ''] = /^-([DR]*)([A-Za-z])?=?([\s\S]*)$/.exec(arg) ?? [];
  const daemon: Found[] = flags.includes('D') ? [{ name: 'daemon', values: ['true'] }] : [];
  const option = OPTIONS.find((each) => letter !== undefined && each.letter === letter);
  if (option === undefined) return daemon;
  return [...daemon, { name: option.name, values: inline === '' ? following : [inline] }];
}

const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : undefined;

/** Config.worker_class_str of gunicorn/config.py: more threads than one turn a sync worker into a gthread one. */
function chosenClass(given: string | undefined, threads: number): string | undefined {
  const isSync = given === undefined || given === 'sync' || given.endsWith('SyncWorker');
  return isSync && threads > 1 ? 'gthread' : given;
}

const defaultBind = (port: string | undefined): string => (port === undefined ? '127.0.0.1:8000' : `0.0.0.0:${port}`);
