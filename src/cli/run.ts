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
  /** The flags as text, if they could not be parsed and the app runs already; `flags` is then empty. */
  readonly unread?: string;
}

const OUTLIVED = 'the agent got a signal and keeps running as long as the app';

/**
 * Starts the app and watches it until it exits. Returns the app's exit code; throws SettingsError for wrong usage, before the app starts.
 * SIDEWATCH_LAUNCHER is set if the launcher owns the app. With the value `usage`, only the arguments are judged.
 */
export async function run({ flags, command, unread }: RunArguments): Promise<number> {
  const launcher = process.env['SIDEWATCH_LAUNCHER'];
  if (launcher === 'usage') {
    optionsFrom(flags, { strictness: 'flags' });
    return exitCode.ok;
  }
  const link = launcherLink(launcher, process.env['SIDEWATCH_LAUNCHER_DIRECTORY']);
  if (link === undefined && command.length === 0) throw (await import('./wrong-usage.ts')).noApp();
  const reading = readingBeside(link, unread);
  const context = openContext(flags, reading);
  // A signal to all processes of a container must not cost the last reports: they follow when the app has exited.
  if (link) outliveSignals((signal) => context.logger.warn({ signal }, OUTLIVED));
  if (link && context.options.problems.length > 0) await watchSettings(flags, reading, context);
  const keep = link && keeper(link);
  const openedApi = openApi(context, link && { ...link.kept, onApiOff: () => keep?.({ isApiOff: true }) });
  // The launcher's app runs already. An app that the agent starts itself must not wait for the API.
  if (link) await openedApi.answering;
  const { watchApp } = await import('./watch-app.ts');
  return watchApp({
    context,
    openedApi,
    command: link ? readCommand(link) : command,
    launcher: link && keep && { link, keep },
  });
}

/** Next to a launcher the app runs already, so nothing is wrong usage: every fault becomes `invalid-setting`. */
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
