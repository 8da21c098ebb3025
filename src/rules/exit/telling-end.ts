import { checksProcessOnly } from '../../core/checks/profile.ts';
import { isKeptForGood, programsAmong } from '../shared/keepers.ts';
import { usualStartMs } from '../shared/no-listener.ts';
import { choreOf } from '../shared/startup-tasks.ts';
import { type GoneFacts, type GoneProgram, isServer, mayHaveFailed } from './gone-program.ts';
import { isLostServer } from './likely-server.ts';

/** Whether its exit matters: it had served or failed, or it is a server by its name and nothing else is left. */
export function isTelling(gone: GoneProgram, facts: GoneFacts): boolean {
  const { endpoints, alive } = facts;
  const isLeft = programsAmong(alive).length === 0 && facts.open.length === 0;
  const ports = endpoints.map(({ port }) => `:${port}`);
  const served = gone.listened.some((place) => ports.length === 0 || ports.some((port) => place.endsWith(port)));
  if (served || (isLeft && gone.listened.length > 0)) return true;
  const words = (gone.name ?? '').split(' ');
  if (isLeft && isServer(words)) return true;
  return (isLeft || choreOf(words) === undefined) && (mayHaveFailed(gone) || isMissed(gone, facts));
}

/** How long to wait after an exit with a line like an error. Without one, only idle commands must be left for this long. */
const SAID_MS = 3_000;
/** The same for a program that is the server by its name when no other is. */
const SERVER_SAID_MS = 500;

/** A program with any other last line may have finished its work. */
const UNCLEAR_MS = 20_000;

/** Nothing has ever listened, and nothing is left that can. Otherwise the start has taken too long, or the program had logged something before it exited. */
function isMissed({ name = '', said, last, how, at: endedAt }: GoneProgram, facts: GoneFacts): boolean {
  const { at, app, alive, open, health, settings, past } = facts;
  if (open.length > 0 || health.everHealthy || past.listenedAt !== undefined) return false;
  const isForGood = isKeptForGood(alive) && !checksProcessOnly(settings);
  if (isForGood && at - endedAt >= SAID_MS) return true;
  if (how !== undefined) return false;
  const saidMs = isLostServer(name.split(' '), programsAmong(alive)) ? SERVER_SAID_MS : SAID_MS;
  if (said !== undefined && at - endedAt >= saidMs) return true;
  if (last !== undefined && at - endedAt >= UNCLEAR_MS) return true;
  return health.release.state === 'failed' || at - app.startedAt >= usualStartMs(settings);
}
