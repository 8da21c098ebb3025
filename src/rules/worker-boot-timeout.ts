import type { Evidence } from '../core/diagnosis.ts';
import { noConf } from '../core/gunicorn-conf.ts';
import { type Hang, hangSeen, hangWords } from '../core/hang.ts';
import { answeredSince } from '../core/last-probe.ts';
import type { ServerName } from '../core/log-event.ts';
import { isOffline, refinedBy, uncheckedHealth, unseenApp } from '../core/optional-facts.ts';
import { quotable } from '../core/redact.ts';
import { defineRule } from '../core/rule.ts';
import { commandLines, serverTitle } from '../core/seen-server.ts';
import type { Timeout } from '../core/shown-timeout.ts';
import { undersizedSeen, unlimited } from '../core/throttling.ts';
import { timeoutWords, workerWords } from '../core/timeout-words.ts';
import { bootedSince, poolTimeouts, type TimedOutWorker } from '../core/worker-timeouts.ts';
import { bootTimeoutRemedy } from '../remedies/gunicorn.ts';
import { gunicornOptions } from '../remedies/gunicorn-options.ts';

interface Finding {
  /** Where the timeout was set, when that is a file. */
  readonly timeoutPlace?: string;
  readonly server: ServerName;
  readonly workerClass: string;
  readonly last: TimedOutWorker;
  readonly count: number;
  readonly certain: boolean;
  readonly timeout: Timeout;
  readonly preload: boolean;
  readonly releaseTimeoutS: number;
  /** The app has answered since, or a worker has booted: the others go on. */
  readonly recovered: boolean;
  /** Undefined where only a log is read. */
  readonly release?: 'waiting' | 'passed' | 'failed';
  /** Where /proc last showed it. */
  readonly hang?: Hang;
  /** What shows that the container is too small apart from this. */
  readonly undersized: readonly Evidence[];
}

/** A loop kills a worker every timeout and about a second; two missed turns and a minute mean that it is over. */
const activeForMs = (timeoutS: number): number => 60_000 + 2_000 * timeoutS;

export default refinedBy(
  {
    app: unseenApp,
    processes: [],
    heartbeats: [],
    hangs: [],
    cgroup: unlimited,
    environment: {},
    gunicornConf: noConf,
    health: uncheckedHealth,
    probes: [],
  },
  defineRule<
    | 'pool'
    | 'app'
    | 'processes'
    | 'heartbeats'
    | 'hangs'
    | 'cgroup'
    | 'environment'
    | 'gunicornConf'
    | 'health'
    | 'probes',
    Finding
  >({
    code: 'worker-boot-timeout',
    title: 'The server kills workers that boot too slowly, and starts over',
    stage: 'worker',
    severity: ({ recovered }) => (recovered ? 'warning' : 'error'),
    confidence: ({ certain }) => (certain ? 'certain' : 'likely'),
    needs: [
      'pool',
      'app',
      'processes',
      'heartbeats',
      'hangs',
      'cgroup',
      'environment',
      'gunicornConf',
      'health',
      'probes',
    ],
    explains: [
      'no-response',
      'slow-boot',
      'not-listening',
      'runtime-check-failing',
      'worker-killed',
      'crash-loop',
      'exited-early',
      'connection-reset',
      'accept-queue-full',
    ],
    meaning:
      'The application server gives each worker a time to boot, kills the one that takes longer, and starts another that fares no better. ' +
      'The port is open all the while, so connections are made and nothing answers. ' +
      'A longer release timeout does not help: load the app before the workers are forked, or give them more time.',
    when({ at, settings, pool, app, processes, heartbeats, hangs, cgroup, environment, gunicornConf, health, probes }) {
      const options = gunicornOptions({ commands: commandLines(app, processes), environment, gunicornConf });
      const { passedAt, state } = health.release;
      const healthy = passedAt === undefined ? {} : { healthySince: passedAt };
      const clues = { pool, heartbeats, processes, ...options, ...healthy };
      const { timeout, workers } = poolTimeouts(clues);
      const boots = workers.filter(({ phase }) => phase === 'boot');
      const last = boots.at(-1);
      if (last === undefined) return undefined;
      const isOver = at - last.at > activeForMs(timeout.by === 'nothing' ? options.timeoutS : timeout.s);
      if (isOver && !isOffline(app)) return undefined;
      const hang = hangs.findLast((each) => boots.some(({ pid }) => pid === each.pid));
      return {
        server: pool.server,
        workerClass: pool.workerClass ?? options.workerClass ?? 'sync',
        last,
        ...(options.timeoutPlace !== undefined && { timeoutPlace: options.timeoutPlace }),
        count: boots.length,
        certain: boots.some(({ confidence }) => confidence === 'certain'),
        timeout,
        preload: options.preload,
        releaseTimeoutS: settings.releaseTimeoutMs / 1_000,
        recovered: answeredSince(probes, last.at) || bootedSince(clues, timeout, last.at),
        ...(isOffline(app) ? {} : { release: state }),
        ...(hang && { hang }),
        undersized: undersizedSeen(cgroup),
      };
    },
    summary: (finding) => `${actWords(finding)}, ${outcomeWords(finding)}${placeWords(finding)}.`,
    evidence: ({ server, last, timeout, release, hang, undersized }) => [
      { source: 'log', expected: 'no timeout', observed: quotable(last.line, 300), at: last.at },
      {
        source: last.ageS === undefined && server === 'gunicorn' && release !== undefined ? '/proc/PID/fd' : 'log',
        expected: `booted within its ${timeoutWords(server, timeout)}`,
        observed: `worker ${last.pid} had not booted${last.ageS === undefined ? '' : ` ${last.ageS.toFixed(1)} s after it was started`}: ${last.because}`,
        at: last.at,
      },
      ...(hang ? [hangSeen(hang)] : []),
      ...undersized,
    ],
    remedy: (finding) => stepsFor(finding),
    example: {
      server: 'gunicorn',
      workerClass: 'sync',
      last: {
        pid: 12,
        at: 0,
        line: '[2026-11-21 08:54:09 +0000] [4] [CRITICAL] WORKER TIMEOUT (pid:12)',
        ageS: 30.1,
        phase: 'boot',
        confidence: 'certain',
        because: 'its heartbeat file was never touched',
      },
      count: 3,
      certain: true,
      timeout: { by: 'ages', s: 30 },
      preload: false,
      releaseTimeoutS: 180,
      recovered: false,
      release: 'waiting',
      undersized: [],
    },
  }),
);

const workersWords = (count: number): string => (count === 1 ? '1 worker' : `${count} workers`);

function actWords({ server, workerClass, timeout, count, recovered }: Finding): string {
  const limit = `its ${timeoutWords(server, timeout)}`;
  const times = count === 1 ? 'once so far' : `${count} times so far`;
  return recovered
    ? `${serverTitle(server)} killed ${workersWords(count)} that had not booted within ${limit}`
    : `${serverTitle(server)} kills ${workerWords(server === 'gunicorn' ? workerClass : undefined, 'each')} that has not booted within ${limit} and starts over (${times})`;
}

function outcomeWords({ recovered, release, timeout, releaseTimeoutS }: Finding): string {
  if (recovered) return 'and another has booted in time: it can happen again at any restart';
  const app = `so this app, which needs longer than ${timeout.by === 'nothing' ? 'that' : `${timeout.s} s`} to boot,`;
  switch (release) {
    case undefined:
      return `${app} never answers`;
    case 'passed':
      return `${app} does not answer any more`;
    case 'failed':
      return `${app} has not answered: the release check ended at ${releaseTimeoutS} s`;
    case 'waiting':
      return `${app} will never answer: the release check ends at ${releaseTimeoutS} s`;
    default:
      return release satisfies never;
  }
}

/** Where it stands at boot says most when that is another host. */
function placeWords({ hang }: Finding): string {
  const words = hang?.peer && hangWords(hang);
  return words === undefined ? '' : `; the last one ${words}`;
}

function stepsFor({
  server,
  timeoutPlace,
  workerClass,
  timeout,
  last,
  releaseTimeoutS,
  preload,
  undersized,
}: Finding): readonly string[] {
  const timeoutS = timeout.by === 'nothing' ? Math.ceil(last.ageS ?? 1) : timeout.s;
  if (server === 'gunicorn') {
    const steps = bootTimeoutRemedy({
      workerClass,
      timeoutS,
      releaseTimeoutS,
      preload,
      undersized: undersized.length > 0,
    });
    return [...steps, ...placeStep(timeoutPlace)];
  }
  return [
    'Load the app before the workers are forked (`preload_app!` in Puma, `preload_app true` in Unicorn).',
    `Give the workers more time to boot than ${timeoutS} s (\`${server === 'puma' ? 'worker_boot_timeout' : 'timeout'}\` in the server's configuration).`,
  ];
}

const placeStep = (place: string | undefined): readonly string[] =>
  place === undefined ? [] : [`Change the timeout where it is set, ${place}.`];
