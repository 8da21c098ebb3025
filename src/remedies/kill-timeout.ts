import type { GunicornSigns } from './gunicorn/gunicorn-given.ts';
import { gunicornOptions } from './gunicorn/gunicorn-options.ts';
import { recognise } from './recognise.ts';

/** After how many seconds of silence the server kills a worker of its own; undefined where it never does, or nobody knows. */
export function killTimeoutS(seen: GunicornSigns): number | undefined {
  if (recognise({ commands: seen.commands }).server.id !== 'gunicorn') return undefined;
  const { timeoutS, timeoutIsComputed } = gunicornOptions(seen);
  return timeoutS === 0 || timeoutIsComputed ? undefined : timeoutS;
}
