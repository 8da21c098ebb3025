import type { Logger } from '../logger.ts';
import { optionsFrom, type Reading } from '../settings/options-from.ts';

/** How often broken settings are read again; only an agent that has some looks. */
const LOOK_MS = 2_000;

/** Of an agent that ends so that the launcher starts another; sysexits.h has it for what is to be tried again. */
const TRY_AGAIN = 75;

/**
 * Ends this agent, of which the launcher makes another, as soon as the settings that closed its API can be used: a certificate and a config file are
 * often written by someone who is late. The app runs on. The timer keeps no process alive.
 */
export function endWhenMended(
  flags: Readonly<Record<string, readonly string[]>>,
  reading: Reading,
  logger: Logger,
  flushed: () => Promise<unknown>,
): void {
  const timer = setInterval(async () => {
    if (optionsFrom(flags, reading).closed !== undefined) return;
    clearInterval(timer);
    logger.info({}, 'the settings of the API can be used now: the agent starts again to use them');
    await flushed();
    process.exit(TRY_AGAIN);
  }, LOOK_MS).unref();
}
