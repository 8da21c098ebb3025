import { countWords } from '../../core/bounded-list.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { isOffline } from '../../core/diagnosis/stand-ins.ts';
import type { BlockedProcess } from '../../core/facts/blocked-process.ts';
import type { ServerName } from '../../core/facts/log-event.ts';
import type { SettingPlace } from '../../core/facts/setting-place.ts';
import { quotable } from '../../core/redaction/redact.ts';
import { bootTimeoutRemedy } from '../../remedies/gunicorn/gunicorn.ts';
import { gunicornOptions } from '../../remedies/gunicorn/gunicorn-options.ts';
import { timeoutPlaces } from '../../remedies/gunicorn/gunicorn-place.ts';
import { blockedSeen, blockedWords } from '../shared/blocked-words.ts';
import { bootPeerStep } from '../shared/boot-peer.ts';
import { isOvercome, type SaidFault } from '../shared/overcome.ts';
import { commandLines, serverTitle } from '../shared/server-signs.ts';
import { NO_SERVICE } from '../shared/symptoms.ts';
import { undersizedSeen, unlimited } from '../shared/throttling.ts';
import type { Timeout } from './shown-timeout.ts';
import { exampleTimedOut, poolAlone } from './timeout-needs.ts';
import { timeoutWords, workerWords } from './timeout-words.ts';
import { bootedSince, poolTimeouts, saidBy, type TimedOutWorker } from './worker-timeouts.ts';

/** A loop kills a worker about once per timeout, plus 1 s. Two missed rounds and a minute mean that it is over. */
const activeForMs = (timeoutS: number): number => 60_000 + 2_000 * timeoutS;

/** Workers that their server killed before they had booted. */
interface BootTimeouts {
  /** Where Gunicorn's timeout and its number of workers were set. */
  readonly timeoutPlace?: SettingPlace;
  readonly workersPlace?: SettingPlace;
  readonly server: ServerName;
  readonly workerClass: string;
  readonly last: TimedOutWorker;
  readonly count: number;
  /** There were more than `count`. */
  readonly isLeast?: boolean;
  readonly certain: boolean;
  readonly timeout: Timeout;
  readonly preload: boolean;
  readonly releaseTimeoutS: number;
  /** The app has answered since, or a worker has booted. */
  readonly recovered: boolean;
  /** Undefined when only a log is read. */
  readonly release?: 'waiting' | 'passed' | 'failed';
  /** What /proc last showed of it. */
  readonly hang?: BlockedProcess;
  /** The evidence that the container is too small, apart from these timeouts. */
  readonly undersized: readonly Evidence[];
}

export default defineRule({
  code: 'worker-boot-timeout',
  title: 'The server kills workers that boot too slowly, and starts over',
  stage: 'boot',
  needs: ['pool'],
  assumes: { ...poolAlone, cgroup: unlimited },
  explains: [...NO_SERVICE, 'worker-killed', 'crash-loop', 'exited-early', 'connection-reset', 'accept-queue-full'],
  meaning:
    'The application server gives each worker a limited time to boot, kills a worker that takes longer, and starts another, which takes just as long. ' +
    'The port is open all the time, so connections succeed but get no response. ' +
    'A longer release timeout does not help. Load the app before the workers are forked, or give the workers more time.',
  when(seen): BootTimeouts | undefined {
    const { at, settings, pool, app, processes, heartbeats, hangs, cgroup, environment, gunicornConf, health } = seen;
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
      recovered: isOvercome(seen, saidTimeouts(boots, last)) || bootedSince(clues, timeout, last.at),
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

const saidTimeouts = ([first]: readonly TimedOutWorker[], last: TimedOutWorker): SaidFault => ({
  at: last.at,
  ...(first && { firstAt: first.at }),
  said: last.line,
});

/** What happened, in one sentence with its numbers: when the server kills a worker, how often, and when the release check ends. */
function bootTimeoutWords(found: BootTimeouts): string {
  return `${actWords(found)}${outcomeWords(found)}${placeWords(found)}.`;
}

/** What shows it. */
function bootTimeoutSeen(found: BootTimeouts): readonly Evidence[] {
  const { server, last, timeout, hang, undersized } = found;
  return [
    { source: 'log', expected: 'no timeout', observed: quotable(last.line, 300), at: last.at },
    {
      source: saidBy(last),
      expected: `booted within its ${timeoutWords(server, timeout)}`,
      observed: `worker ${last.pid} had not booted${last.ageS === undefined ? '' : ` ${last.ageS.toFixed(1)} s after its start`}: ${last.because}`,
      at: last.at,
    },
    ...(hang ? [blockedSeen(hang)] : []),
    ...undersized,
  ];
}

const workersWords = (found: BootTimeouts): string => (found.count === 1 ? '1 worker' : `${countWords(found)} workers`);

function actWords(found: BootTimeouts): string {
  const { server, workerClass, timeout, count, recovered } = found;
  const limit = `its ${timeoutWords(server, timeout)}`;
  if (recovered) return `${serverTitle(server)} killed ${workersWords(found)} that had not booted within ${limit}`;
  const worker = workerWords(server === 'gunicorn' ? workerClass : undefined, 'each');
  const times = count === 1 ? 'once so far' : `${countWords(found)} times so far`;
  return `${serverTitle(server)} kills ${worker} at ${limit}, before it finishes booting (${times})`;
}

function outcomeWords({ recovered, release, releaseTimeoutS }: BootTimeouts): string {
  if (recovered) return ', but another has booted in time: it can happen again at any restart';
  switch (release) {
    case undefined:
      return ', so the app does not answer';
    case 'passed':
      return ', so the app no longer answers';
    case 'failed':
      return `, so the release check failed at ${releaseTimeoutS} s without a response`;
    case 'waiting':
      return `, so the release check would fail at ${releaseTimeoutS} s`;
    default:
      return release satisfies never;
  }
}

/** A blocked boot says most when the worker waits for another host. */
function placeWords({ hang }: BootTimeouts): string {
  const words = hang?.peer && blockedWords(hang);
  return words === undefined ? '' : `; the last one ${words}`;
}

/** The steps when a server kills workers while they boot, best first. */
function bootTimeoutSteps(found: BootTimeouts): readonly string[] {
  const { server, timeout, last, undersized, ...rest } = found;
  const waits = bootPeerStep(found.hang);
  if (waits !== undefined) return [waits];
  const timeoutS = timeout.by === 'nothing' ? Math.ceil(last.ageS ?? 1) : timeout.s;
  if (server === 'gunicorn') {
    return bootTimeoutRemedy({ ...rest, timeoutS, undersized: undersized.length > 0 });
  }
  const roomyS = Math.max(60, timeoutS * 4);
  const setting = server === 'puma' ? 'worker_boot_timeout' : 'timeout';
  const more = `Give the workers more time to boot than ${timeoutS} s: write \`${setting} ${roomyS}\` in the server's configuration.`;
  return server === 'puma'
    ? [more, 'Load the app before the workers are forked, with `preload_app!`, which is the default since Puma 5.0.']
    : ['Load the app before the workers are forked: write `preload_app true` in the configuration of Unicorn.', more];
}
