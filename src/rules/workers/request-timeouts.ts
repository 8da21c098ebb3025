import { countWords } from '../../core/bounded-list.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import type { BlockedProcess } from '../../core/facts/blocked-process.ts';
import type { Exception, ServerName } from '../../core/facts/log-event.ts';
import type { SettingPlace } from '../../core/facts/setting-place.ts';
import { quotable } from '../../core/redaction/redact.ts';
import { isAsyncWorker } from '../../remedies/gunicorn/gunicorn-options.ts';
import { numberAt } from '../../remedies/gunicorn/gunicorn-place.ts';
import { blockedSeen, blockedWords } from '../shared/blocked-words.ts';
import { serverTitle } from '../shared/server-signs.ts';
import type { Timeout } from './shown-timeout.ts';
import { timeoutWords, workerWords } from './timeout-words.ts';
import { saidBy, type TimedOutWorker } from './worker-timeouts.ts';

/** Workers that their server killed for being silent after they had booted. */
export interface RequestTimeouts {
  /** Where Gunicorn's timeout was set, and its workers. */
  readonly timeoutPlace?: SettingPlace;
  readonly workersPlace?: SettingPlace;
  readonly server: ServerName;
  readonly workerClass?: string;
  readonly last: TimedOutWorker;
  /** Within the last five minutes. */
  readonly count: number;
  /** There were more than `count`. */
  readonly isLeast?: boolean;
  readonly timeout: Timeout;
  /** Where the worker was when it was killed. */
  readonly hung?: Pick<Exception, 'text' | 'where'>;
  /** Where /proc last showed it, for what the log does not show. */
  readonly hang?: BlockedProcess;
  readonly isFailing: boolean;
}

/** What happened in one sentence; claims no boot that nothing shows. */
export function requestTimeoutWords(found: RequestTimeouts): string {
  const { server, workerClass, last, count, timeout, hung, hang } = found;
  const times = count === 1 ? '' : `, ${countWords(found)} times in 5 minutes`;
  const what = hang && blockedWords(hang);
  const places = [
    ...(hung?.where === undefined ? [] : [`hung in ${hung.where}`]),
    ...(what === undefined ? [] : [what]),
  ];
  const where = places.length === 0 ? '' : `: it ${places.join(', and ')}`;
  const limit = `its ${timeoutWords(server, timeout)}`;
  const act = last.isUntold ? 'that was' : 'that had booted and was then';
  const doubt = last.isUntold ? '; probably over a request, but nothing tells whether it had booted' : '';
  return `${serverTitle(server)} killed ${workerWords(workerClass, 'a')} (pid ${last.pid}) ${act} silent for longer than ${limit}${times}${where}${doubt}.`;
}

/** What shows it. */
export const requestTimeoutSeen = ({ last, hung, hang }: RequestTimeouts): readonly Evidence[] => [
  { source: 'log', expected: 'no timeout', observed: quotable(last.line, 300), at: last.at },
  {
    source: saidBy(last),
    observed: `worker ${last.pid} ${last.isUntold ? 'had probably' : 'had'} booted: ${last.because}`,
    at: last.at,
  },
  ...(hung ? [{ source: 'log', observed: `${hung.text} in ${hung.where}`, at: last.at }] : []),
  ...(hang ? [blockedSeen(hang)] : []),
];

type Switches = readonly [time: string, atOnce: string];

/** How each server is given more time for a request, and more requests at once. */
const SWITCHES: Readonly<Record<Exclude<ServerName, 'gunicorn'>, Switches>> = {
  uvicorn: ['a larger `--timeout-worker-healthcheck`', 'more `--workers`'],
  puma: ['a larger `worker_timeout` in config/puma.rb', 'more `workers` or `threads` in config/puma.rb'],
  unicorn: ['a larger `timeout` in the Unicorn configuration', 'more `worker_processes`'],
  uwsgi: ['a larger `--harakiri`', 'more `--processes` or `--threads`'],
};

function gunicornSwitches({ timeoutPlace = COMMAND, workersPlace = COMMAND }: RequestTimeouts): Switches {
  const wait = '`--threads 4` (the gthread worker) if requests mostly wait';
  return [`a larger ${numberAt(timeoutPlace, 'timeout')}`, `more ${numberAt(workersPlace, 'workers')}, or ${wait}`];
}

const COMMAND: SettingPlace = { kind: 'command' };

/** The steps against workers of any server that are killed over a request, the best first. */
export function requestTimeoutSteps(found: RequestTimeouts): readonly string[] {
  const { server, workerClass, last, timeout, hung } = found;
  const [time, atOnce] = server === 'gunicorn' ? gunicornSwitches(found) : SWITCHES[server];
  const where = hung?.where === undefined ? '' : ` (in ${hung.where})`;
  const long = timeout.by === 'nothing' ? 'too long' : `more than ${timeout.s} s`;
  const more = `Give ${serverTitle(server)} ${time} if requests are meant to take that long.`;
  const orBoot = last.isUntold ? [BOOT] : [];
  if (server === 'gunicorn' && isAsyncWorker(workerClass)) {
    return [`Move what blocks the event loop for ${long}${where} into a thread or a background job.`, more, ...orBoot];
  }
  return [
    `Make the request that takes ${long}${where} faster, or move its work to a background job.`,
    more,
    `Give ${serverTitle(server)} ${atOnce}, so that one slow request does not keep the health check waiting.`,
    ...orBoot,
  ];
}

const BOOT =
  'If the app had never answered by then, the worker was still booting: load the app with `--preload`, or give it a larger `--timeout`. Beside the running app sidewatch tells the two apart.';
