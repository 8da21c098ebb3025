import { SettingsError } from '../core/errors.ts';
import { exitCode } from '../exit-code.ts';
import { keeper, parseKept } from '../sources/app/kept.ts';
import { launcherLink } from '../sources/app/launcher-link.ts';
import { outliveSignals } from '../sources/app/signals.ts';
import { equip } from './equipment.ts';
import { openFront } from './front.ts';

/** The arguments of `sidewatch run`: its flags as texts, and the app's command, untouched. */
export interface RunArguments {
  readonly flags: Readonly<Record<string, readonly string[]>>;
  readonly command: readonly string[];
}

const OUTLIVED = 'a signal came to the agent itself: it stays as long as the app';

/**
 * Starts the app and watches it until it has ended; gives the app's own exit code. Throws SettingsError for wrong usage, before the app starts.
 * SIDEWATCH_LAUNCHER says that the launcher owns the app: as `usage` it wants the arguments judged and nothing done.
 */
export async function run({ flags, command }: RunArguments): Promise<number> {
  if (command.length === 0) {
    throw new SettingsError('run needs the command of the app after --, got none: sidewatch run [options] -- COMMAND');
  }
  const equipment = equip(flags);
  const launcher = process.env['SIDEWATCH_LAUNCHER'];
  if (launcher === 'usage') return exitCode.ok;
  const link = launcherLink(launcher);
  // Whoever asks all processes of a container to end gets the last reports, too: they come when the app has ended.
  if (link) outliveSignals((signal) => equipment.logger.warn({ signal }, OUTLIVED));
  const keep = link && keeper(link);
  const front = openFront(equipment, link && { ...parseKept(link.kept), onApiOff: () => keep?.({ isApiOff: true }) });
  // The launcher's app runs already. One that is the agent's own child must not wait for the API.
  if (link) await front.answering;
  const { watchApp } = await import('./watch-app.ts');
  return watchApp({ equipment, front, command, launcher: link && keep && { link, keep } });
}
