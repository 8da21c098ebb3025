import type { Worker, WorkerPool } from '../../core/facts/worker-pool.ts';
import type { Log } from '../../core/memory/facts.ts';
import { serverTitle } from '../shared/server-signs.ts';
import { type CrashLoop, whySeen } from './crash-loops.ts';

/** This many starts in this many rounds, this far apart. The first workers of a server start together, and so do the replacements of workers that were killed together. */
const STARTS = 8;
const ROUNDS = 4;
const APART_MS = 700;
const LONGEST_MS = 10_000;

type Started = Worker & Required<Pick<Worker, 'bootedAt'>>;
/** Workers that started at the same time. */
type Round = readonly [Started, ...Started[]];

/**
 * The respawn loop of Gunicorn before 20.1, or of Puma's cluster, which do not log that a worker was killed. A saved log shows start after start,
 * and no exit.
 */
export function silentLoop(pool: WorkerPool, log: Log): CrashLoop | undefined {
  const started = pool.workers.filter((worker): worker is Started => worker.bootedAt !== undefined);
  // Puma names the slot of each worker: a slot that is filled again and again has lost its worker each time.
  const slot = started.at(-1)?.slot;
  const all = roundsOf(started.filter((worker) => worker.slot === slot));
  const [former, last] = [all.at(-2), all.at(-1)];
  if (former === undefined || last === undefined || !isSilent(pool)) return undefined;
  const least = Math.max(ROUNDS, Math.ceil(STARTS / former.length));
  const rounds = all.slice(-least);
  const [first] = rounds;
  if (first === undefined || rounds.length < least || !rounds.flat().every(isUntold) || !areEven(rounds)) {
    return undefined;
  }
  return {
    supervisor: serverTitle(pool.server),
    started: { kind: 'workers' },
    isSilent: true,
    count: (slot === undefined ? pool.bootCount : all.flat().length) - last.length,
    overMs: Math.max(1, last[0].bootedAt - first[0].bootedAt),
    last: { pid: former[0].pid, at: last[0].bootedAt, how: 'exited without a log line, as after SIGKILL' },
    ...whySeen(log, first[0].bootedAt),
  };
}

function roundsOf(starts: readonly Started[]): readonly Round[] {
  const rounds: [Started, ...Started[]][] = [];
  for (const start of starts) {
    const last = rounds.at(-1);
    if (last !== undefined && start.bootedAt - last[0].bootedAt < APART_MS) last.push(start);
    else rounds.push([start]);
  }
  return rounds;
}

const isSilent = ({ server, version = '19', stoppingAt, shutDownAt }: WorkerPool): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < 20 || (major === 20 && minor === 0);
  const isSilentServer = server === 'puma' || (server === 'gunicorn' && isOld);
  return isSilentServer && stoppingAt === undefined && shutDownAt === undefined;
};

// Puma announces a worker when it is ready.
const isUntold = ({ slot, readyAt, timeout, end }: Worker): boolean =>
  (readyAt === undefined || slot !== undefined) && timeout === undefined && end === undefined;

/** Whether all rounds have the same size and regular gaps. The last round may be smaller, since the log may stop there. */
function areEven(rounds: readonly Round[]): boolean {
  const sizes = rounds.map(({ length }) => length);
  const size = sizes[0] ?? 0;
  const gaps = rounds.slice(1).map(([{ bootedAt }], i) => bootedAt - (rounds[i]?.[0].bootedAt ?? bootedAt));
  return (
    sizes.slice(0, -1).every((each) => each === size) &&
    (sizes.at(-1) ?? 0) <= size &&
    gaps.every((ms) => ms >= APART_MS && ms <= LONGEST_MS)
  );
}
