import { elapsedMs } from '../../core/clock.ts';
import type { Worker } from '../../core/facts/worker-pool.ts';

/** A worker whose timeout its server logged. */
export type TimedOut = Worker & Required<Pick<Worker, 'timeout'>>;

/** The timeout by which a server killed its workers, in seconds, and how it is known. */
export type Timeout =
  /** From the command line, or from the server's own line. */
  | { readonly by: 'setting' | 'line'; readonly s: number }
  /** From the age at which workers were killed. */
  | { readonly by: 'ages'; readonly s: number }
  /** The server's default, which a file that was not read may change. */
  | { readonly by: 'default'; readonly s: number }
  | { readonly by: 'nothing' };

/** What the visible settings say about the timeout. */
export interface TimeoutSetting {
  /** The server's default if none is set. */
  readonly timeoutS: number;
  readonly timeoutGiven: boolean;
  /** A file computes it, so the default says nothing. */
  readonly timeoutIsComputed?: boolean;
}

/** From the announcement of a worker to its timeout, in seconds; undefined for one that was not announced. */
export const ageOf = ({ bootedAt, timeout }: TimedOut): number | undefined =>
  bootedAt === undefined ? undefined : elapsedMs(bootedAt, timeout.at) / 1_000;

// 186 measured boot timeouts came 0 to 0.3 s after the timeout; the arbiter checks once a second, and the announcement may come late.
const EARLY_S = 0.5;
const LATE_S = 1.6;

/** Whether a worker of this age at its timeout may have been booting all its life. */
export const isBootAge = (ageS: number, timeoutS: number): boolean =>
  ageS >= timeoutS - EARLY_S && ageS <= timeoutS + LATE_S;

/** Whether a worker of this age at its timeout had done something in between. */
export const isPastBoot = (ageS: number, timeoutS: number): boolean => ageS > timeoutS + LATE_S;

/**
 * How often a worker was started after another one's end, and was killed at the same age. Workers of one generation that are killed together do not
 * count: workers with slow requests are killed together too.
 */
export function repetitions(workers: readonly TimedOut[]): number {
  const born = workers.filter(({ bootedAt }) => bootedAt !== undefined);
  return born.filter((worker) => born.some((other) => isReplacedBy(other, worker) && diedAsOld(other, worker))).length;
}

/** Whether all replacements of an unannounced worker were killed at the same age: the next generation had the same fault. */
export function diedAgain(dead: TimedOut, workers: readonly TimedOut[]): boolean {
  const next = nextOf(dead, workers);
  const [first] = next;
  const isAlike = first !== undefined && next.every((worker) => diedAsOld(first, worker));
  return dead.bootedAt === undefined && next.length >= 2 && isAlike;
}

/** Whether all replacements of an unannounced worker were killed at the age of a boot that takes too long. */
export function diedBooting(dead: TimedOut, workers: readonly TimedOut[], timeout: Timeout): boolean {
  if (timeout.by === 'nothing') return false;
  const next = nextOf(dead, workers);
  return next.length > 0 && next.every((worker) => isBootAge(ageOf(worker) ?? 0, timeout.s));
}

const nextOf = (dead: TimedOut, workers: readonly TimedOut[]): readonly TimedOut[] =>
  workers.filter(
    (worker) =>
      isReplacedBy(dead, worker) && (worker.bootedAt ?? Number.POSITIVE_INFINITY) <= dead.timeout.at + NEXT_MS,
  );

const NEXT_MS = 3_000;

const isReplacedBy = (dead: TimedOut, { bootedAt = 0 }: TimedOut): boolean => bootedAt >= dead.timeout.at - 500;

const diedAsOld = (a: TimedOut, b: TimedOut): boolean => Math.abs((ageOf(a) ?? 0) - (ageOf(b) ?? 0)) <= LATE_S;

/** The timeout in force, by the surest available sign. */
export function shownTimeout(workers: readonly TimedOut[], setting: TimeoutSetting): Timeout {
  const limitS = workers.at(-1)?.timeout.limitS;
  if (limitS !== undefined) return { by: 'line', s: limitS };
  if (setting.timeoutGiven) return { by: 'setting', s: setting.timeoutS };
  const ages = workers.map(ageOf).filter((age) => age !== undefined);
  if (ages.some((age) => isBootAge(age, setting.timeoutS))) return { by: 'ages', s: setting.timeoutS };
  const shortest = Math.min(...ages);
  const whole = Math.floor(shortest + 0.1);
  const isAgain = shortest < setting.timeoutS && workers.some((worker) => diedAgain(worker, workers));
  if ((repetitions(workers) > 0 || isAgain) && whole >= 1) return { by: 'ages', s: whole };
  // No worker is killed before its timeout, so a younger one proves that a file sets a shorter one.
  return shortest < setting.timeoutS || setting.timeoutIsComputed
    ? { by: 'nothing' }
    : { by: 'default', s: setting.timeoutS };
}
