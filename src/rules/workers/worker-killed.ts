import { type Count, countWords, forgottenCount } from '../../core/bounded-list.ts';
import type { Instant } from '../../core/clock.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { isOffline, unseenApp } from '../../core/diagnosis/stand-ins.ts';
import { bytesWords, type Cgroup } from '../../core/facts/cgroup.ts';
import type { ServerName } from '../../core/facts/log-event.ts';
import type { WorkerEnd, WorkerPool } from '../../core/facts/worker-pool.ts';
import { noLog } from '../../core/memory/facts.ts';
import { QUICK_MS } from '../../core/memory/worker-list.ts';
import { isOutlived, lineAbout, type SaidFault } from '../shared/overcome.ts';
import { serverTitle } from '../shared/server-signs.ts';

interface Finding {
  readonly server: ServerName;
  readonly last: KilledWorker;
  /** Within five minutes before the last one. */
  readonly count: number;
  /** There were more than `count`. */
  readonly isLeast?: boolean;
  readonly by: 'kernel' | 'other' | 'unknown';
  readonly limitBytes?: number;
  readonly oomKillAt?: Instant;
  /** Each worker was killed within seconds of its start. */
  readonly isNeverUp?: true;
}

const ACTIVE_MS = 300_000;
const OFTEN = 3;
/** The server checks its workers once a second, and the agent reads the cgroup as rarely. */
const TOGETHER_MS = 10_000;

/** The log may be ahead of the cgroup, which is re-read within 100 ms of a line: then `out-of-memory` is the cause. */
const NEXT_READING_MS = 300;

/** A container of which only the log is known. */
const unseenCgroup: Cgroup = { version: 2, memory: { usedBytes: 0 } };

export default defineRule({
  code: 'worker-killed',
  title: 'A worker was killed from outside its server',
  stage: 'worker',
  needs: ['pool'],
  assumes: { app: unseenApp, cgroup: unseenCgroup, log: noLog },
  explains: ['crash-loop', 'connection-reset', 'no-response', 'runtime-check-failing'],
  meaning:
    'A worker was killed by SIGKILL, and its server did not send it: no timeout of that worker came before. ' +
    'In a container, the kernel is nearly always the sender, because the memory limit was reached. ' +
    'Callers that waited for that worker got no response, and its replacement may grow as large.',
  when(seen): Finding | undefined {
    const { at, pool, app, cgroup } = seen;
    // If workers are killed one after another, those before the newest still show why.
    const last = killedWorkers(pool).findLast((each) => !mayBeUnread(each, at, cgroup));
    if (last === undefined || (at - last.at > ACTIVE_MS && !isOffline(app))) return undefined;
    if (isOutlived(seen, saidKills(pool, last))) return undefined;
    const { oomKills, lastOomKillAt, limitBytes } = cgroup.memory;
    const isKernels = lastOomKillAt !== undefined && Math.abs(lastOomKillAt - last.at) <= TOGETHER_MS;
    return {
      server: pool.server,
      last,
      ...killedCount(pool, last.at - ACTIVE_MS),
      by: isKernels ? 'kernel' : oomKills === 0 ? 'other' : 'unknown',
      ...(limitBytes !== undefined && { limitBytes }),
      ...(isKernels && { oomKillAt: lastOomKillAt }),
      ...(isNeverUp(pool) && { isNeverUp: true }),
    };
  },
  severity: ({ count }) => (count >= OFTEN ? 'error' : 'warning'),
  summary: (found) => {
    const { server, last, count, by, limitBytes } = found;
    const times = count === 1 ? '' : ` (${countWords(found)} in 5 min)`;
    return `A ${serverTitle(server)} worker (pid ${last.pid}) was killed by SIGKILL without a timeout${times}: ${BY[by](limitBytes)}.`;
  },
  evidence: ({ last, server, oomKillAt, by }) => [
    {
      source: 'log',
      expected: 'no SIGKILL',
      observed: `${serverTitle(server)} logged SIGKILL for worker ${last.pid}, and no timeout`,
      at: last.at,
    },
    ...(oomKillAt === undefined ? [] : [{ source: 'cgroup', observed: 'another kill for memory', at: oomKillAt }]),
    ...(by === 'other' ? [{ source: 'cgroup', observed: 'no kill for memory' }] : []),
  ],
  remedy: ({ by, server, isNeverUp }) =>
    by === 'other' ? [...OTHER, ...(isNeverUp ? [BY_ITSELF] : [])] : memorySteps(server, by === 'unknown'),
  example: { server: 'gunicorn', last: { pid: 12, at: 0 }, count: 2, by: 'unknown' },
});

/** All of them; any line about the last one. */
const saidKills = (pool: WorkerPool, { pid, at }: KilledWorker): SaidFault => ({
  at,
  firstAt: killedWorkers(pool)[0]?.at ?? at,
  said: lineAbout(pid),
});

const BY: Readonly<Record<Finding['by'], (limitBytes: number | undefined) => string>> = {
  kernel: (limitBytes) =>
    `the kernel killed it for memory${limitBytes === undefined ? '' : ` (the limit is ${bytesWords(limitBytes)})`}`,
  other: () => 'the kernel killed nothing for memory, so another process or a person did it',
  unknown: () => 'the kernel may have done it for memory, but the log cannot tell',
};

const OTHER: readonly string[] = [
  'Find what sends SIGKILL: a script, a watchdog, an operator, or a memory guard of the platform.',
];

const BY_ITSELF =
  'Load the app by hand in the same image: each worker was killed within seconds of its start, so its code may do it (`os.kill`).';

const FEWER: Readonly<Record<ServerName, string>> = {
  gunicorn: 'fewer `--workers`, and `--max-requests 1000 --max-requests-jitter 100` to replace workers that grow',
  uvicorn: 'fewer `--workers`, and `--limit-max-requests 1000` to replace workers that grow',
  puma: 'fewer `workers` in config/puma.rb',
  unicorn: 'fewer `worker_processes`',
  uwsgi: 'fewer `--processes`, and `--reload-on-rss 256` to replace workers that grow',
  'php-fpm': 'a smaller `pm.max_children`, and `pm.max_requests = 500` to replace workers that grow',
};

const memorySteps = (server: ServerName, mustAsk: boolean): readonly string[] => [
  ...(mustAsk
    ? [
        'Check whether the kernel did it: `oom_kill` in /sys/fs/cgroup/memory.events (memory.oom_control in cgroup v1), or `dmesg` on the host.',
      ]
    : []),
  `Give ${serverTitle(server)} ${FEWER[server]}.`,
  'Raise the memory limit of the container, or make the app use less memory.',
];

/** Whether the cgroup has not been read since then, so the kernel may have done it. */
const mayBeUnread = (killed: KilledWorker, at: Instant, { readAt }: Cgroup): boolean =>
  readAt !== undefined && readAt < killed.at && at - killed.at < NEXT_READING_MS;

/** Whether several workers were killed, all soon after their start. */
function isNeverUp({ workers }: WorkerPool): boolean {
  const ended = workers.filter(({ end }) => end !== undefined);
  return (
    ended.length >= OFTEN &&
    ended.every(({ bootedAt, end }) => isSigkill(end) && bootedAt !== undefined && end.at - bootedAt <= QUICK_MS)
  );
}

/** A worker that was killed by a SIGKILL that its server did not send. */
interface KilledWorker {
  readonly pid: number;
  readonly at: Instant;
}

/** How many workers were killed from outside their server since then, including the forgotten ones. */
function killedCount(pool: WorkerPool, since: Instant): Count {
  const kept = killedWorkers(pool).filter(({ at }) => at >= since).length;
  const { count, isLeast } = forgottenCount(pool.forgotten, ({ end, timeout }) => isSigkill(end) && !timeout, since);
  return { count: kept + count, isLeast };
}

/**
 * The workers that were killed from outside their server, oldest first. Workers that had timed out do not count: Gunicorn, Unicorn and uWSGI then
 * send SIGKILL themselves. Nor do workers of a stopping server, nor a pid that the log never announced, which is a forged line.
 */
function killedWorkers({ workers, stoppingAt }: WorkerPool): readonly KilledWorker[] {
  const stop = stoppingAt ?? Number.POSITIVE_INFINITY;
  return workers
    .flatMap(({ pid, bootedAt, timeout, end }) => {
      const isKilled = isSigkill(end) && end.at < stop;
      return isKilled && timeout === undefined && bootedAt !== undefined ? [{ pid, at: end.at }] : [];
    })
    .sort((a, b) => a.at - b.at);
}

const isSigkill = (end: WorkerEnd | undefined): end is Extract<WorkerEnd, { kind: 'signal' }> =>
  end?.kind === 'signal' && end.signal === 'SIGKILL';
