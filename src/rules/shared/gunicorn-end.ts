import type { Instant } from '../../core/clock.ts';
import type { App } from '../../core/facts/app.ts';
import type { Process } from '../../core/facts/process.ts';
import { recognise } from '../../remedies/recognise.ts';
import { serverSigns } from './server-signs.ts';

/** When Gunicorn exited with this code; undefined for other servers, where the code means something else. */
export function gunicornEnd(
  code: number,
  { app, processes }: { readonly app: App; readonly processes: readonly Process[] },
): { readonly at: Instant } | undefined {
  if (app.exit?.code !== code || recognise(serverSigns(app, processes)).server.id !== 'gunicorn') return undefined;
  return { at: app.exit.at };
}
