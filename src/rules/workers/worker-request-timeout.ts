import { countWords } from '../../core/bounded-list.ts';
import { newestProbes } from '../../core/checks/newest-probes.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { isOffline } from '../../core/diagnosis/stand-ins.ts';
import type { BlockedProcess } from '../../core/facts/blocked-process.ts';
import type { Exception, ServerName } from '../../core/facts/log-event.ts';
import type { SettingPlace } from '../../core/facts/setting-place.ts';
import { quotable } from '../../core/redaction/redact.ts';
import { gunicornOptions, isAsyncWorker } from '../../remedies/gunicorn/gunicorn-options.ts';
import { numberAt, setClause, timeoutPlaces } from '../../remedies/gunicorn/gunicorn-place.ts';
import { blockedSeen, blockedWords } from '../shared/blocked-words.ts';
import { type ForkedLock, forkedLock, preloadStep } from '../shared/forked-lock.ts';
import { commandLines, serverTitle } from '../shared/server-signs.ts';
import { harakiriOf } from './harakiri.ts';
import type { Timeout } from './shown-timeout.ts';
import { exampleTimedOut, poolAlone } from './timeout-needs.ts';
import { timeoutWords, workerWords } from './timeout-words.ts';
import { poolTimeouts, saidBy, type TimedOutWorker } from './worker-timeouts.ts';

const ACTIVE_MS = 300_000;
const OFTEN = 3;
const HUNG_WITHIN_MS = 2_000;

/** Workers that their server killed for being silent after they had booted. */
interface RequestTimeouts {
  /** Where Gunicorn's timeout and its number of workers were set. */
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
  /** The request that it was handling, if the server logs it. */
  readonly request?: string;
  /** What /proc last showed of it, which the log does not. */
  readonly hang?: BlockedProcess;
  /** Set if it seems to have been forked while a lock was held. */
  readonly forked?: ForkedLock;
  readonly isFailing: boolean;
}

export default defineRule({
  code: 'worker-request-timeout',
  title: 'The server kills a worker that took too long over a request',
  stage: 'worker',
  needs: ['pool', 'log'],
  assumes: { ...poolAlone, endpoints: [] },
  explains: ['no-response', 'accept-queue-full', 'runtime-check-failing', 'worker-killed', 'connection-reset'],
  meaning:
    'The application server kills a worker that has been silent for longer than its timeout: a request (or a blocked event loop) kept it busy. ' +
    'The caller of that request gets no response. With few workers, health checks are among these callers.',
  when(facts): RequestTimeouts | undefined {
    const { at, pool, log, app, processes, heartbeats, environment, gunicornConf, health } = facts;
    const configured = { commands: commandLines(app, processes), environment, gunicornConf };
    const options = gunicornOptions(configured);
    const { passedAt } = health.release;
    const healthy = passedAt === undefined ? {} : { healthySince: passedAt };
    const { timeout, workers, count } = poolTimeouts({ pool, heartbeats, processes, ...options, ...healthy });
    const requests = workers.filter(({ phase }) => phase === 'request');
    const last = requests.at(-1);
    if (last === undefined || (at - last.at > ACTIVE_MS && !isOffline(app))) return undefined;
    const workerClass = pool.workerClass ?? options.workerClass;
    const hung = log.exceptions.findLast(
      (each) => each.where !== undefined && Math.abs(each.at - last.at) <= HUNG_WITHIN_MS,
    );
    const forked = forkedLock(facts, last.pid);
    const killed = pool.server === 'uwsgi' ? harakiriOf(last, log.tail, configured.commands) : {};
    const { request = last.request, limitS } = killed;
    return {
      server: pool.server,
      ...(workerClass !== undefined && { workerClass }),
      last,
      ...timeoutPlaces(configured),
      ...count('request', last.at - ACTIVE_MS),
      timeout: limitS === undefined ? timeout : { by: 'setting', s: limitS },
      ...(hung && { hung }),
      ...(request !== undefined && { request }),
      ...hangOf(facts.hangs, last),
      ...(forked && { forked }),
      isFailing: newestProbes(facts).some(({ passed }) => !passed),
    };
  },
  severity: ({ isFailing, count }) => (isFailing || count >= OFTEN ? 'error' : 'warning'),
  confidence: ({ last }) => last.confidence,
  summary: requestTimeoutWords,
  evidence: requestTimeoutSeen,
  remedy: requestTimeoutSteps,
  example: {
    server: 'gunicorn',
    workerClass: 'sync',
    last: exampleTimedOut({ ageS: 412, phase: 'request', phaseBy: 'heartbeat', because: 'its heartbeat had started' }),
    count: 3,
    timeout: { by: 'default', s: 30 },
    hung: { text: 'SystemExit: 1', where: 'app.py line 4, in work' },
    isFailing: true,
  },
});

/** What /proc showed of the worker before it was killed. A former process with that pid may have hung long ago. */
function hangOf(hangs: readonly BlockedProcess[], { pid, at }: TimedOutWorker): { readonly hang?: BlockedProcess } {
  const hang = hangs.find((each) => each.pid === pid && each.since <= at && at - each.since <= ACTIVE_MS);
  return hang === undefined ? {} : { hang };
}

/** What happened, in one sentence that states no boot that nothing shows. */
function requestTimeoutWords(found: RequestTimeouts): string {
  const { server, workerClass, last, count, timeout, hung, request, hang } = found;
  const times = count === 1 ? '' : `, ${countWords(found)} in 5 min`;
  const what = hang && blockedWords(hang);
  const places = [
    ...(request === undefined ? [] : [`was handling ${request}`]),
    ...(hung?.where === undefined ? [] : [`hung in ${hung.where}`]),
    ...(what === undefined ? [] : [what]),
  ];
  const where = places.length === 0 ? '' : `: it ${places.join(', and ')}`;
  const limit = `its ${timeoutWords(server, timeout)}`;
  const act = last.isPhaseUnknown ? 'that was' : 'that booted, then went';
  const doubt = last.isPhaseUnknown ? ', probably over a request, but nothing shows whether it had booted' : '';
  return `${serverTitle(server)} killed ${workerWords(workerClass, 'a')} (pid ${last.pid}${times}) ${act} silent for longer than ${limit}${where}${doubt}.`;
}

/** What shows it. */
function requestTimeoutSeen({ last, hung, hang }: RequestTimeouts): readonly Evidence[] {
  return [
    { source: 'log', expected: 'no timeout', observed: quotable(last.line, 300), at: last.at },
    {
      source: saidBy(last),
      observed: `worker ${last.pid} ${last.isPhaseUnknown ? 'had probably' : 'had'} booted: ${last.because}`,
      at: last.at,
    },
    ...(hung ? [{ source: 'log', observed: `${hung.text} in ${hung.where}`, at: last.at }] : []),
    ...(hang ? [blockedSeen(hang)] : []),
  ];
}

type Switches = readonly [time: string, atOnce: string];

/** How to give each server more time for a request, and more parallel requests. */
const SWITCHES: Readonly<Record<Exclude<ServerName, 'gunicorn'>, Switches>> = {
  uvicorn: ['start Uvicorn with `--timeout-worker-healthcheck S`', 'more `--workers`'],
  puma: ['write `worker_timeout S` in config/puma.rb', 'more `workers` or `threads` in config/puma.rb'],
  unicorn: ['write `timeout S` in the configuration of Unicorn', 'more `worker_processes`'],
  uwsgi: ['start uWSGI with `--harakiri S`', 'more `--processes` or `--threads`'],
  'php-fpm': ['set `request_terminate_timeout = S` in the pool of PHP-FPM', 'a larger `pm.max_children`'],
};

function gunicornSwitches({ timeoutPlace = COMMAND, workersPlace = COMMAND }: RequestTimeouts, s: number): Switches {
  const wait = '`--threads 4` (the gthread worker) if requests mostly wait';
  return [setClause(timeoutPlace, 'timeout', s), `more ${numberAt(workersPlace, 'workers')}, or ${wait}`];
}

/** Enough for a request that was cut off, in seconds. */
const LEAST_S = 60;
const FACTOR = 4;
const COMMAND: SettingPlace = { kind: 'command' };

/** The steps when a server kills workers over a request, best first. */
function requestTimeoutSteps(found: RequestTimeouts): readonly string[] {
  const { server, workerClass, last, timeout, hung, request } = found;
  const roomyS = timeout.by === 'nothing' ? LEAST_S : Math.max(LEAST_S, timeout.s * FACTOR);
  const [time, atOnce] = server === 'gunicorn' ? gunicornSwitches(found, roomyS) : SWITCHES[server];
  const place = hung?.where === undefined ? request : `in ${hung.where}`;
  const where = place === undefined ? '' : ` (${place})`;
  const long = timeout.by === 'nothing' ? 'too long' : `more than ${timeout.s} s`;
  const more = `If requests are meant to take that long, ${time.replace(/ S(?=`)/, ` ${roomyS}`)}.`;
  const orBoot = last.isPhaseUnknown ? [BOOT] : [];
  if (found.forked) return [preloadStep(found.forked)];
  if (server === 'gunicorn' && isAsyncWorker(workerClass)) {
    return [`Move what blocks the event loop for ${long}${where} into a thread or a background job.`, more, ...orBoot];
  }
  return [
    `Make the request that takes ${long}${where} faster, or move its work to a background job.`,
    more,
    `Give ${serverTitle(server)} ${atOnce}, so one slow request does not keep the health check waiting.`,
    ...orBoot,
  ];
}

const BOOT =
  'If the app had never answered before, the worker was still booting: load the app with `--preload`, or give it a larger `--timeout`. Next to the running app, sidewatch can tell which it was.';
