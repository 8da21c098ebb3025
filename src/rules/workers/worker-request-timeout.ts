import { newestProbes } from '../../core/checks/newest-probes.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { isOffline } from '../../core/diagnosis/stand-ins.ts';
import type { BlockedProcess } from '../../core/facts/blocked-process.ts';
import { gunicornOptions } from '../../remedies/gunicorn/gunicorn-options.ts';
import { timeoutPlaces } from '../../remedies/gunicorn/gunicorn-place.ts';
import { commandLines } from '../shared/server-signs.ts';
import {
  type RequestTimeouts,
  requestTimeoutSeen,
  requestTimeoutSteps,
  requestTimeoutWords,
} from './request-timeouts.ts';
import { exampleTimedOut, poolAlone } from './timeout-needs.ts';
import { poolTimeouts, type TimedOutWorker } from './worker-timeouts.ts';

const ACTIVE_MS = 300_000;
const OFTEN = 3;
const HUNG_WITHIN_MS = 2_000;

export default defineRule({
  code: 'worker-request-timeout',
  title: 'The server kills a worker that took too long over a request',
  stage: 'worker',
  needs: ['pool', 'log'],
  assumes: { ...poolAlone, endpoints: [] },
  explains: ['no-response', 'accept-queue-full', 'runtime-check-failing', 'worker-killed', 'connection-reset'],
  meaning:
    'The application server kills a worker that has been silent for longer than its timeout: a request (or a blocked event loop) kept it. ' +
    'Whoever waited for that request gets no answer, and with few workers the health check is among them.',
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
    return {
      server: pool.server,
      ...(workerClass !== undefined && { workerClass }),
      last,
      ...timeoutPlaces(configured),
      ...count('request', last.at - ACTIVE_MS),
      timeout,
      ...(hung && { hung }),
      ...hangOf(facts.hangs, last),
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
    last: exampleTimedOut({ ageS: 412, phase: 'request', phaseBy: 'heartbeat', because: 'its heartbeat had begun' }),
    count: 3,
    timeout: { by: 'default', s: 30 },
    hung: { text: 'SystemExit: 1', where: 'app.py line 4, in work' },
    isFailing: true,
  },
});

/** What was seen of the worker before it was killed; a pid that was used before may have hung long ago. */
function hangOf(hangs: readonly BlockedProcess[], { pid, at }: TimedOutWorker): { readonly hang?: BlockedProcess } {
  const hang = hangs.find((each) => each.pid === pid && each.since <= at && at - each.since <= ACTIVE_MS);
  return hang === undefined ? {} : { hang };
}
