import { checksProcessOnly } from '../../core/checks/profile.ts';
import { isKeptForGood, programsAmong } from '../shared/keepers.ts';
import { usualStartMs } from '../shared/no-listener.ts';
import { choreOf } from '../shared/startup-tasks.ts';
import { type GoneFacts, type GoneProgram, isServer, mayHaveFailed } from './gone-program.ts';
import { isLostServer } from './likely-server.ts';

/** Whether its end says something: what had served or failed, or a server by its name where nothing else is left. */
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

/** Said of a program that printed something like an error, or, of any other, no sooner than that nothing listens. */
const SAID_MS = 3_000;
/** The same of what is by its name the server, where nothing else is. */
const SERVER_SAID_MS = 500;

/** What wrote something else last may have done its work. */
const UNCLEAR_MS = 20_000;

/** Nothing has ever listened, and nothing is left that may; or for longer than a start usually takes, or it wrote something before it ended. */
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
