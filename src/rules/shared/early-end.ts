import { checksProcessOnly } from '../../core/checks/profile.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import type { App, Exit } from '../../core/facts/app.ts';
import { endedOnItsOwn } from '../../core/facts/ended.ts';
import { noPast, type Past } from '../../core/facts/past.ts';
import { type Facts, type Log, noLog } from '../../core/memory/facts.ts';
import { valueOr } from '../../core/observed.ts';

/** A process that lived this long was no instant crash. */
const SOUND_MS = 10_000;

/**
 * Whether the app ended without ever having been fit for traffic. Where the platform checks only that the process is alive, that is
 * when it ended within 10 s, or within the release timeout without ever having listened.
 */
export function isEarlyEnd(
  { app, health, settings, past }: Known<'app' | 'health'> & { readonly past: Past },
  exit: Exit,
): boolean {
  if (exit.told?.hadServed) return false;
  if (!health.everHealthy) return true;
  if (!checksProcessOnly(settings)) return false;
  const livedMs = exit.at - app.startedAt;
  return livedMs < SOUND_MS || (past.listenedAt === undefined && livedMs < settings.releaseTimeoutMs);
}

interface InsistedEnd {
  readonly app: App;
  readonly exit: Exit;
  readonly isEarly: boolean;
  readonly log: Log;
  readonly past: Past;
}

/** An end that nobody asked for, as soon as it is known, whatever else is not. */
export function endInsistedOn(facts: Facts): InsistedEnd | undefined {
  const { app, health, past, log } = facts.observed;
  const exit = app.known ? endedOnItsOwn(app.value) : undefined;
  if (!app.known || !health.known || exit === undefined) return undefined;
  const seen = {
    at: facts.at,
    settings: facts.settings,
    app: app.value,
    health: health.value,
    past: valueOr(past, noPast),
  };
  return { app: app.value, exit, isEarly: isEarlyEnd(seen, exit), log: valueOr(log, noLog), past: seen.past };
}
