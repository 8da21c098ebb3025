import type { SettingPlace } from '../../core/facts/setting-place.ts';
import { isAsyncWorker } from './gunicorn-options.ts';
import { addAt, numberAt, setAt, setClause } from './gunicorn-place.ts';

/** A Gunicorn whose workers are killed while they boot. */
export interface BootTimeout {
  /** `sync` when undefined. */
  readonly workerClass?: string | undefined;
  readonly timeoutS: number;
  readonly releaseTimeoutS: number;
  /** Whether the container is also short of memory or CPU. */
  readonly undersized: boolean;
  /** The command line, when undefined. */
  readonly timeoutPlace?: SettingPlace;
  readonly workersPlace?: SettingPlace;
  /** Whether `--preload` is already on. */
  readonly preload?: boolean;
}

/** The highest RELEASE_HEALTHCHECK_TIMEOUT, in seconds. */
const MAX_RELEASE_TIMEOUT_S = 900;
const LEAST_S = 60;
const FACTOR = 4;

/**
 * The steps against workers that are killed while they boot, best first: `--preload` for sync and gthread workers, then a larger `--timeout`.
 * Fewer workers or a bigger container are suggested only if the container is undersized anyway, because they change more than the boot.
 */
export function bootTimeoutRemedy(seen: BootTimeout): readonly string[] {
  const { workerClass = 'sync', timeoutS, undersized, preload = false } = seen;
  const { timeoutPlace = COMMAND, workersPlace = COMMAND } = seen;
  const suggestedS = suggestedTimeoutS(seen);
  const mayPreload = !isAsyncWorker(workerClass) && !preload;
  const instead = `instead of ${timeoutS} s`;
  return [
    ...(mayPreload ? [`${addAt(timeoutPlace, 'preload')}: ${PRELOADED}`] : []),
    mayPreload
      ? `If the app cannot be preloaded, ${setClause(timeoutPlace, 'timeout', suggestedS)} ${instead}.`
      : `${setAt(timeoutPlace, 'timeout', suggestedS)} ${instead}: Gunicorn kills a worker that is still booting after that time, and starts it again.`,
    ...releaseTimeoutWords(seen, suggestedS),
    ...(undersized
      ? [`${UNDERSIZED}${numberAt(workersPlace, 'workers')}. Fewer workers serve fewer requests at the same time.`]
      : []),
  ];
}

const COMMAND: SettingPlace = { kind: 'command' };
const PRELOADED =
  'Gunicorn then loads the app once, before it forks workers, so booting no longer counts against `--timeout`.';
const UNDERSIZED = 'Give this undersized container more CPU or memory, or start Gunicorn with fewer ';

/** At least four times the current timeout and one minute, but no longer than the release check can wait. */
function suggestedTimeoutS({ timeoutS, releaseTimeoutS }: BootTimeout): number {
  const wanted = Math.max(FACTOR * timeoutS, LEAST_S);
  const ceiling = releaseTimeoutS > timeoutS ? releaseTimeoutS : MAX_RELEASE_TIMEOUT_S;
  return Math.ceil(ceiling > timeoutS ? Math.min(wanted, ceiling) : wanted);
}

function releaseTimeoutWords({ timeoutS, releaseTimeoutS }: BootTimeout, suggestedS: number): readonly string[] {
  if (releaseTimeoutS <= timeoutS) {
    const releaseS = Math.min(suggestedS, MAX_RELEASE_TIMEOUT_S);
    if (releaseS <= releaseTimeoutS)
      return [`Make the app boot in less than ${releaseTimeoutS} s, the longest that the release check waits.`];
    return [
      `Also set \`RELEASE_HEALTHCHECK_TIMEOUT=${releaseS}\`: the release check now ends after ${releaseTimeoutS} s, no later than the worker's own timeout.`,
    ];
  }
  if (suggestedS >= Math.max(FACTOR * timeoutS, LEAST_S)) return [];
  return [
    `If booting takes longer than ${suggestedS} s, raise \`RELEASE_HEALTHCHECK_TIMEOUT\` (now ${releaseTimeoutS} s) together with \`--timeout\`.`,
  ];
}
