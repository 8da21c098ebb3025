import type { App } from '../../core/facts/app.ts';
import type { BlockedProcess } from '../../core/facts/blocked-process.ts';
import { isAlive, type Process } from '../../core/facts/process.ts';
import type { SettingPlace } from '../../core/facts/setting-place.ts';
import { dropPreload, preloadPlace } from '../../remedies/preloaded.ts';
import type { Configured } from './configured.ts';

/** Workers that were forked off an app which was loaded before, and that wait for a lock: likely one that was held then. */
export interface ForkedLock {
  /** Where `--preload` was given. */
  readonly place: SettingPlace;
}

type ForkFacts = Pick<Configured, 'environment' | 'gunicornConf'> & {
  readonly app: App;
  readonly processes: readonly Process[];
  readonly hangs: readonly BlockedProcess[];
};

/** Undefined unless Gunicorn preloads the app, and a worker of it (`killed`: one that is gone) stands in a futex without a connection to wait for. */
export function forkedLock(
  { app, processes, hangs, environment, gunicornConf }: ForkFacts,
  killed?: number,
): ForkedLock | undefined {
  const alive = processes.filter(isAlive);
  const isWaiting = ({ pid, call, peer }: BlockedProcess): boolean =>
    call === 'futex' &&
    peer === undefined &&
    pid !== app.pid &&
    (pid === killed || alive.some((each) => each.pid === pid));
  if (!hangs.some(isWaiting)) return undefined;
  const commands = [app.command, ...alive.map(({ command }) => command)];
  const place = preloadPlace({ commands, environment, gunicornConf });
  return place && { place };
}

/** What to do about it. */
export const preloadStep = ({ place }: ForkedLock): string =>
  `${dropPreload(place)}: a worker waits for a lock, likely one that a thread of the master held when the worker was forked, and nobody releases it there.`;
