import { defineRule } from '../../core/diagnosis/rule.ts';
import { isOffline } from '../../core/diagnosis/stand-ins.ts';
import { gunicornOptions } from '../../remedies/gunicorn/gunicorn-options.ts';
import { timeoutPlaces } from '../../remedies/gunicorn/gunicorn-place.ts';
import { answeredSince } from '../shared/last-probe.ts';
import { commandLines } from '../shared/server-signs.ts';
import { undersizedSeen, unlimited } from '../shared/throttling.ts';
import { type BootTimeouts, bootTimeoutSeen, bootTimeoutSteps, bootTimeoutWords } from './boot-timeouts.ts';
import { exampleTimedOut, poolAlone } from './timeout-needs.ts';
import { bootedSince, poolTimeouts } from './worker-timeouts.ts';

/** A loop kills a worker every timeout and about a second; two missed turns and a minute mean that it is over. */
const activeForMs = (timeoutS: number): number => 60_000 + 2_000 * timeoutS;

export default defineRule({
  code: 'worker-boot-timeout',
  title: 'The server kills workers that boot too slowly, and starts over',
  stage: 'boot',
  needs: ['pool'],
  assumes: { ...poolAlone, cgroup: unlimited },
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
  when({
    at,
    settings,
    pool,
    app,
    processes,
    heartbeats,
    hangs,
    cgroup,
    environment,
    gunicornConf,
    health,
    probes,
  }): BootTimeouts | undefined {
    const configured = { commands: commandLines(app, processes), environment, gunicornConf };
    const options = gunicornOptions(configured);
    const { passedAt, state } = health.release;
    const healthy = passedAt === undefined ? {} : { healthySince: passedAt };
    const clues = { pool, heartbeats, processes, ...options, ...healthy };
    const { timeout, workers, count } = poolTimeouts(clues);
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
      ...timeoutPlaces(configured),
      ...count('boot'),
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
  severity: ({ recovered }) => (recovered ? 'warning' : 'error'),
  confidence: ({ certain }) => (certain ? 'certain' : 'likely'),
  summary: bootTimeoutWords,
  evidence: bootTimeoutSeen,
  remedy: bootTimeoutSteps,
  example: {
    server: 'gunicorn',
    workerClass: 'sync',
    last: exampleTimedOut({
      ageS: 30.1,
      phase: 'boot',
      phaseBy: 'heartbeat',
      because: 'its heartbeat file was never touched',
    }),
    count: 3,
    certain: true,
    timeout: { by: 'ages', s: 30 },
    preload: false,
    releaseTimeoutS: 180,
    recovered: false,
    release: 'waiting',
    undersized: [],
  },
});
