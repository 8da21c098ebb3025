import type { App } from '../../core/facts/app.ts';
import type { BlockedProcess } from '../../core/facts/blocked-process.ts';
import { isAlive, type Process } from '../../core/facts/process.ts';
import type { SettingPlace } from '../../core/facts/setting-place.ts';
import { dropPreload, preloadPlace } from '../../remedies/preloaded.ts';
import type { Configured } from './configured.ts';

/** Workers that were forked from a loaded app and wait for a lock, which was likely held at the fork. */
export interface ForkedLock {
  /** Where `--preload` is set. */
  readonly place: SettingPlace;
}

type ForkFacts = Pick<Configured, 'environment' | 'gunicornConf'> & {
  readonly app: App;
  readonly processes: readonly Process[];
  readonly hangs: readonly BlockedProcess[];
};

/** Undefined unless Gunicorn preloads the app and a worker waits in a futex, not for a connection. `killed` is a worker that is gone. */
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

/** The step for it. */
export const preloadStep = ({ place }: ForkedLock): string =>
  `${dropPreload(place)}: a worker waits for a lock that a thread of the master likely held at the fork, and nothing in the worker releases it.`;
