import type { GunicornSigns } from './gunicorn/gunicorn-given.ts';
import { gunicornOptions } from './gunicorn/gunicorn-options.ts';
import { recognise } from './recognise.ts';

/**
 * After how many seconds of silence the server kills its worker; undefined if it never does. `unread` means that it does, but its title
 * (`gunicorn: master [app:app]`) replaced the command line that has the number.
 */
export function killTimeoutS(seen: GunicornSigns): number | 'unread' | undefined {
  const isGunicorn = (commands: GunicornSigns['commands']): boolean => recognise({ commands }).server.id === 'gunicorn';
  if (!isGunicorn(seen.commands)) return undefined;
  const { timeoutS, timeoutGiven, timeoutIsComputed } = gunicornOptions(seen);
  if (timeoutS === 0 || timeoutIsComputed) return undefined;
  const isRead = timeoutGiven || isGunicorn(seen.commands.filter(({ length }) => length > 1));
  return isRead ? timeoutS : 'unread';
}
