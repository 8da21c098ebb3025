import type { ApiAddress, OwnApi, YieldedPort } from '../facts/own-api.ts';
import type { Observation } from '../memory/observation.ts';
import { mayYieldSoon, yieldReason } from './api-yield.ts';
import type { Source, Watch } from './source.ts';

/** The API's port, as the agent watches it. */
export interface ApiPort {
  /** Records where the API listens, and closes it permanently as soon as the app needs its port. */
  readonly source: Source;
  /** Takes the API's address, and a function that frees its port immediately. */
  opened(address: ApiAddress, release: () => void): void;
}

interface Opened {
  readonly address: ApiAddress;
  release(): void;
}

const IDLE_MS = 60_000;
const SOON_MS = 20;
const WAKE_ON: readonly Observation['fact'][] = [
  'logged',
  'listeners',
  'processes',
  'environment',
  'app-started',
  'app-exited',
];

/** The port of an API that may open later. If an earlier agent left its port to the app (`before`), the API never opens. */
export function apiPort(before?: YieldedPort): ApiPort {
  const opening = Promise.withResolvers<Opened>();
  return {
    opened: (address, release) => opening.resolve({ address, release }),
    source: {
      name: 'api port',
      async run(watch, signal) {
        if (before) return saw(watch, { yielded: before });
        const opened = await Promise.race([opening.promise, aborted(signal)]);
        if (opened) await guard(watch, opened, signal);
      },
    },
  };
}

async function guard(watch: Watch, { address, release }: Opened, signal: AbortSignal): Promise<void> {
  saw(watch, { open: address });
  while (!signal.aborted) {
    const facts = watch.facts();
    const reason = yieldReason(facts);
    if (reason !== undefined) {
      release();
      return saw(watch, { yielded: { ...address, reason, at: watch.clock.now() } });
    }
    await watch.pause(mayYieldSoon(facts) ? SOON_MS : IDLE_MS, signal, WAKE_ON);
  }
}

const saw = (watch: Watch, value: OwnApi): void =>
  watch.record({ kind: 'saw', fact: 'api', value, at: watch.clock.now() });

const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
