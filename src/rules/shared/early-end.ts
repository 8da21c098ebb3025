import { checksProcessOnly } from '../../core/checks/profile.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import type { App, Exit } from '../../core/facts/app.ts';
import { endedOnItsOwn } from '../../core/facts/ended.ts';
import { noPast, type Past } from '../../core/facts/past.ts';
import { type Facts, type Log, noLog } from '../../core/memory/facts.ts';
import { valueOr } from '../../core/observed.ts';

/** A process that ran this long did not crash at startup. */
const SOUND_MS = 10_000;

/**
 * Whether the app exited before it was ever fit for traffic. If the platform checks only that the process is alive, it must have exited
 * within 10 s, or without a listener within the release timeout.
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

/** An exit that was not requested, as soon as it is known, even if other facts are unknown. */
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
