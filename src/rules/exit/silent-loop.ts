import type { Worker, WorkerPool } from '../../core/facts/worker-pool.ts';
import type { Log } from '../../core/memory/facts.ts';
import { serverTitle } from '../shared/server-signs.ts';
import { type CrashLoop, whySeen } from './crash-loops.ts';

/** So many starts in a row, this far apart: the workers of a server that has just started come all at once. */
const STARTS = 8;
const APART_MS = 700;
const LONGEST_MS = 10_000;

type Started = Worker & Required<Pick<Worker, 'bootedAt'>>;

/**
 * The respawn loop of a Gunicorn before 20.1, which says nothing of a worker that was killed: a saved log shows one start after the other, and
 * no word of any end.
 */
export function silentLoop(pool: WorkerPool, log: Log): CrashLoop | undefined {
  const starts = pool.workers.filter((worker): worker is Started => worker.bootedAt !== undefined).slice(-STARTS);
  const [first, last] = [starts[0], starts.at(-1)];
  const former = starts.at(-2);
  if (first === undefined || last === undefined || former === undefined || !isSilent(pool)) return undefined;
  if (starts.length < STARTS || !starts.every(isUntold) || !isEven(starts)) return undefined;
  return {
    supervisor: serverTitle(pool.server),
    started: { kind: 'workers' },
    isSilent: true,
    count: pool.bootCount - 1,
    overMs: Math.max(1, last.bootedAt - first.bootedAt),
    last: { pid: former.pid, at: last.bootedAt, how: 'without a word, as one does that is killed (SIGKILL)' },
    ...whySeen(log, first.bootedAt),
  };
}

const isSilent = ({ server, version = '19', stoppingAt, shutDownAt }: WorkerPool): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < 20 || (major === 20 && minor === 0);
  return server === 'gunicorn' && isOld && stoppingAt === undefined && shutDownAt === undefined;
};

const isUntold = ({ readyAt, timeout, end }: Worker): boolean =>
  readyAt === undefined && timeout === undefined && end === undefined;

function isEven(starts: readonly Started[]): boolean {
  const gaps = starts.slice(1).map(({ bootedAt }, i) => bootedAt - (starts[i]?.bootedAt ?? bootedAt));
  return gaps.every((ms) => ms >= APART_MS && ms <= LONGEST_MS);
}
