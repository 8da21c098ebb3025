import { noConf } from '../core/facts/gunicorn-conf.ts';
import { type Hang, hangSeen, hangWords } from '../core/facts/hang.ts';
import type { Exception, ServerName } from '../core/facts/log-event.ts';
import { newestProbes } from '../core/findings/last-probe.ts';
import { isOffline, refinedBy, uncheckedHealth, unseenApp } from '../core/findings/optional-facts.ts';
import { commandLines, serverTitle } from '../core/findings/seen-server.ts';
import type { Timeout } from '../core/findings/shown-timeout.ts';
import { timeoutWords, workerWords } from '../core/findings/timeout-words.ts';
import { poolTimeouts, type TimedOutWorker } from '../core/findings/worker-timeouts.ts';
import { quotable } from '../core/redact.ts';
import { defineRule } from '../core/rule.ts';
import { gunicornOptions, isAsyncWorker } from '../remedies/gunicorn-options.ts';

interface Finding {
  /** Where the timeout was set, when that is a file. */
  readonly timeoutPlace?: string;
  readonly server: ServerName;
  readonly workerClass?: string;
  readonly last: TimedOutWorker;
  /** Within the last five minutes. */
  readonly count: number;
  readonly timeout: Timeout;
  /** Where the worker was when it was killed. */
  readonly hung?: Pick<Exception, 'text' | 'where'>;
  /** Where /proc last showed it, for what the log does not show. */
  readonly hang?: Hang;
  readonly isFailing: boolean;
}

const ACTIVE_MS = 300_000;
const OFTEN = 3;
const HUNG_WITHIN_MS = 2_000;

export default refinedBy(
  {
    app: unseenApp,
    processes: [],
    heartbeats: [],
    hangs: [],
    environment: {},
    gunicornConf: noConf,
    health: uncheckedHealth,
    endpoints: [],
    probes: [],
  },
  defineRule<
    | 'pool'
    | 'log'
    | 'app'
    | 'processes'
    | 'heartbeats'
    | 'hangs'
    | 'environment'
    | 'gunicornConf'
    | 'health'
    | 'endpoints'
    | 'probes',
    Finding
  >({
    code: 'worker-request-timeout',
    title: 'The server kills a worker that took too long over a request',
    stage: 'worker',
    severity: ({ isFailing, count }) => (isFailing || count >= OFTEN ? 'error' : 'warning'),
    confidence: ({ last }) => last.confidence,
    needs: [
      'pool',
      'log',
      'app',
      'processes',
      'heartbeats',
      'hangs',
      'environment',
      'gunicornConf',
      'health',
      'endpoints',
      'probes',
    ],
    explains: ['no-response', 'accept-queue-full', 'runtime-check-failing', 'worker-killed', 'connection-reset'],
    meaning:
      'The application server kills a worker that has been silent for longer than its timeout: a request (or a blocked event loop) kept it. ' +
      'Whoever waited for that request gets no answer, and with few workers the health check is among them.',
    when(facts) {
      const { at, pool, log, app, processes, heartbeats, environment, gunicornConf, health } = facts;
      const options = gunicornOptions({ commands: commandLines(app, processes), environment, gunicornConf });
      const { passedAt } = health.release;
      const healthy = passedAt === undefined ? {} : { healthySince: passedAt };
      const { timeout, workers } = poolTimeouts({ pool, heartbeats, processes, ...options, ...healthy });
      const requests = workers.filter(({ phase }) => phase === 'request');
      const last = requests.at(-1);
      if (last === undefined || (at - last.at > ACTIVE_MS && !isOffline(app))) return undefined;
      const workerClass = pool.workerClass ?? options.workerClass;
      const hung = log.exceptions.findLast(
        (each) => each.where !== undefined && Math.abs(each.at - last.at) <= HUNG_WITHIN_MS,
      );
      return {
        server: pool.server,
        ...(workerClass !== undefined && { workerClass }),
        last,
        ...(options.timeoutPlace !== undefined && { timeoutPlace: options.timeoutPlace }),
        count: requests.filter((each) => last.at - each.at <= ACTIVE_MS).length,
        timeout,
        ...(hung && { hung }),
        ...hangOf(facts.hangs, last),
        isFailing: newestProbes(facts).some(({ passed }) => !passed),
      };
    },
    summary: ({ server, workerClass, last, count, timeout, hung, hang }) => {
      const times = count === 1 ? '' : `, ${count} times in 5 minutes`;
      const what = hang && hangWords(hang);
      const places = [
        ...(hung?.where === undefined ? [] : [`hung in ${hung.where}`]),
        ...(what === undefined ? [] : [what]),
      ];
      const where = places.length === 0 ? '' : `: it ${places.join(', and ')}`;
      return `${serverTitle(server)} killed ${workerWords(workerClass, 'a')} (pid ${last.pid}) that had booted and was then silent for longer than its ${timeoutWords(server, timeout)}${times}${where}.`;
    },
    evidence: ({ last, hung, hang }) => [
      { source: 'log', expected: 'no timeout', observed: quotable(last.line, 300), at: last.at },
      { source: 'log', observed: `worker ${last.pid} had booted: ${last.because}`, at: last.at },
      ...(hung ? [{ source: 'log', observed: `${hung.text} in ${hung.where}`, at: last.at }] : []),
      ...(hang ? [hangSeen(hang)] : []),
    ],
    remedy: (finding) => stepsFor(finding),
    example: {
      server: 'gunicorn',
      workerClass: 'sync',
      last: {
        pid: 12,
        at: 0,
        line: '[2026-11-21 08:54:09 +0000] [4] [CRITICAL] WORKER TIMEOUT (pid:12)',
        ageS: 412,
        phase: 'request',
        confidence: 'certain',
        because: 'its heartbeat had begun',
      },
      count: 3,
      timeout: { by: 'default', s: 30 },
      hung: { text: 'SystemExit: 1', where: 'app.py line 4, in work' },
      isFailing: true,
    },
  }),
);

/** What was seen of the worker before it was killed; a pid that was used before may have hung long ago. */
function hangOf(hangs: readonly Hang[], { pid, at }: TimedOutWorker): { readonly hang?: Hang } {
  const hang = hangs.find((each) => each.pid === pid && each.since <= at && at - each.since <= ACTIVE_MS);
  return hang === undefined ? {} : { hang };
}

/** How each server is given more time for a request, and more requests at once. */
const SWITCHES: Readonly<Record<ServerName, readonly [time: string, atOnce: string]>> = {
  gunicorn: ['a larger `--timeout`', 'more `--workers`, or `--threads 4` (the gthread worker) if requests mostly wait'],
  uvicorn: ['a larger `--timeout-worker-healthcheck`', 'more `--workers`'],
  puma: ['a larger `worker_timeout` in config/puma.rb', 'more `workers` or `threads` in config/puma.rb'],
  unicorn: ['a larger `timeout` in the Unicorn configuration', 'more `worker_processes`'],
  uwsgi: ['a larger `--harakiri`', 'more `--processes` or `--threads`'],
};

function stepsFor({ server, workerClass, timeout, timeoutPlace, hung }: Finding): readonly string[] {
  const [time, atOnce] = SWITCHES[server];
  const where = hung?.where === undefined ? '' : ` (in ${hung.where})`;
  const long = timeout.by === 'nothing' ? 'too long' : `more than ${timeout.s} s`;
  const more = `Give ${serverTitle(server)} ${time} if requests are meant to take that long${timeoutPlace === undefined ? '' : ` (it is set ${timeoutPlace})`}.`;
  if (server === 'gunicorn' && isAsyncWorker(workerClass)) {
    return [`Move what blocks the event loop for ${long}${where} into a thread or a background job.`, more];
  }
  return [
    `Make the request that takes ${long}${where} faster, or move its work to a background job.`,
    more,
    `Give ${serverTitle(server)} ${atOnce}, so that one slow request does not keep the health check waiting.`,
  ];
}
