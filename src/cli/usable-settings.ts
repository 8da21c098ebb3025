import type { Logger } from '../logger.ts';
import { optionsFrom, type Reading } from '../settings/given.ts';
import type { Options } from '../settings/options.ts';

/** How often broken settings are re-read. An agent without any does not re-read them. */
const LOOK_MS = 2_000;

/** EX_TEMPFAIL of sysexits.h: the launcher starts the next agent. */
const TRY_AGAIN = 75;

/** Whether a setting waits for a file: the API is closed to remote callers, or a token is missing. */
export const hasLateFile = ({ closed, tokenFile, controllerTokenFile }: Options): boolean =>
  closed !== undefined ||
  [tokenFile, controllerTokenFile].some((file) => file !== undefined && file.token === undefined);

/**
 * Exits as soon as the files of the settings can be used. The launcher then starts an agent that uses them. A sidecar, for example, can be
 * late to write the certificate. The app is not affected. The timer keeps no process alive.
 */
export function endWhenUsable(
  flags: Readonly<Record<string, readonly string[]>>,
  reading: Reading,
  logger: Logger,
  flushed: () => Promise<unknown>,
): void {
  const timer = setInterval(async () => {
    if (hasLateFile(optionsFrom(flags, reading))) return;
    clearInterval(timer);
    logger.info({}, 'the broken settings are fixed: the agent restarts to use them');
    await flushed();
    process.exit(TRY_AGAIN);
  }, LOOK_MS).unref();
}
