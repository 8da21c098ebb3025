import type { Exit } from '../facts/app.ts';
import type { Past } from '../facts/past.ts';
import { checksProcessOnly } from '../profile.ts';
import type { Known } from '../rule.ts';

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
  if (!health.everHealthy) return true;
  if (!checksProcessOnly(settings)) return false;
  const livedMs = exit.at - app.startedAt;
  return livedMs < SOUND_MS || (past.listenedAt === undefined && livedMs < settings.releaseTimeoutMs);
}
