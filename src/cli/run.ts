import { SettingsError } from '../core/errors.ts';
import { optionsFrom, type Reading } from '../settings/given.ts';
import { keeper } from '../sources/app/kept.ts';
import { type LauncherLink, launcherLink, readCommand } from '../sources/app/launcher-link.ts';
import { outliveSignals } from '../sources/app/signals.ts';
import { type Context, openContext } from './context.ts';
import { exitCode } from './exit-code.ts';
import { openApi } from './open-api.ts';

/** The arguments of `sidewatch run`: its flags as texts, and the app's command, untouched. */
export interface RunArguments {
  readonly flags: Readonly<Record<string, readonly string[]>>;
  readonly command: readonly string[];
  /** The flags as they were given, when they could not be parsed and the app runs already; `flags` is empty then. */
  readonly unread?: string;
}

const OUTLIVED = 'a signal came to the agent itself: it stays as long as the app';

/**
 * Starts the app and watches it until it has ended; gives the app's own exit code. Throws SettingsError for wrong usage, before the app starts.
 * SIDEWATCH_LAUNCHER says that the launcher owns the app: as `usage` it wants the arguments judged and nothing done.
 */
export async function run({ flags, command, unread }: RunArguments): Promise<number> {
  const launcher = process.env['SIDEWATCH_LAUNCHER'];
  if (launcher === 'usage') {
    optionsFrom(flags, { strictness: 'flags' });
    return exitCode.ok;
  }
  const link = launcherLink(launcher, process.env['SIDEWATCH_LAUNCHER_DIRECTORY']);
  if (link === undefined && command.length === 0) {
    throw new SettingsError('run needs the command of the app after --, got none: sidewatch run [options] -- COMMAND');
  }
  const reading = readingBeside(link, unread);
  const context = openContext(flags, reading);
  // Whoever asks all processes of a container to end gets the last reports, too: they come when the app has ended.
  if (link) outliveSignals((signal) => context.logger.warn({ signal }, OUTLIVED));
  if (link && context.options.problems.length > 0) await watchSettings(flags, reading, context);
  const keep = link && keeper(link);
  const openedApi = openApi(context, link && { ...link.kept, onApiOff: () => keep?.({ isApiOff: true }) });
  // The launcher's app runs already. One that is the agent's own child must not wait for the API.
  if (link) await openedApi.answering;
  const { watchApp } = await import('./watch-app.ts');
  return watchApp({
    context,
    openedApi,
    command: link ? readCommand(link) : command,
    launcher: link && keep && { link, keep },
  });
}

/** Beside a launcher the app runs already, so nothing is wrong usage: every fault becomes `invalid-setting`. */
function readingBeside(link: LauncherLink | undefined, unread: string | undefined): Reading {
  if (link === undefined) return { strictness: 'flags' };
  return { strictness: 'nothing', directory: link.directory, ...(unread !== undefined && { unread }) };
}

async function watchSettings(
  flags: RunArguments['flags'],
  reading: Reading,
  { options, logger, stderr }: Context,
): Promise<void> {
  const { endWhenUsable, hasLateFile } = await import('./usable-settings.ts');
  if (hasLateFile(options)) endWhenUsable(flags, reading, logger, () => stderr.idle());
}
