import type { ServerName } from '../../core/facts/log-event.ts';
import type { SettingPlace } from '../../core/facts/setting-place.ts';
import { isAsyncWorker } from '../../remedies/gunicorn/gunicorn-options.ts';
import { numberAt } from '../../remedies/gunicorn/gunicorn-place.ts';
import { serverTitle } from '../shared/server-signs.ts';
import type { RequestTimeouts } from './request-timeouts.ts';

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
