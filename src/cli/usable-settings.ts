import type { Logger } from '../logger.ts';
import { optionsFrom, type Reading } from '../settings/given.ts';
import type { Options } from '../settings/options.ts';

/** How often broken settings are read again; an agent without any never looks. */
const LOOK_MS = 2_000;

/** EX_TEMPFAIL of sysexits.h: the launcher starts the next agent. */
const TRY_AGAIN = 75;

/** Whether a setting waits for a file: the API is closed, or a token is missing. */
export const hasLateFile = ({ closed, tokenFile, controllerTokenFile }: Options): boolean =>
  closed !== undefined ||
  [tokenFile, controllerTokenFile].some((file) => file !== undefined && file.token === undefined);

/**
 * Ends this agent as soon as the files of its settings can be used, so that the launcher starts one that uses them: a sidecar that writes the
 * certificate may be late. The app is not affected. The timer keeps no process alive.
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
    logger.info({}, 'the broken settings can be used now: the agent restarts to use them');
    await flushed();
    process.exit(TRY_AGAIN);
  }, LOOK_MS).unref();
}
