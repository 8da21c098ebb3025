import type { ServerResponse } from 'node:http';
import type { Outlet } from './answer.ts';

/** A caller that does not read for this long counts as gone. */
const MAX_STALL_MS = 20_000;

/**
 * The outlet of a response: it accepts no more than the caller reads, and drops a caller that has stopped reading.
 * When the API closes, it no longer waits for callers.
 */
export function outletOf(response: ServerResponse, gone: AbortSignal, maxStallMs = MAX_STALL_MS): Outlet {
  return {
    gone,
    async write(text) {
      if (response.destroyed || (gone.aborted && response.writableNeedDrain)) return false;
      return response.write(text) || gone.aborted || drained(response, gone, maxStallMs);
    },
  };
}

function drained(response: ServerResponse, gone: AbortSignal, maxStallMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (goesOn: boolean) => () => {
      clearTimeout(timer);
      response.off('drain', go);
      gone.removeEventListener('abort', stop);
      resolve(goesOn);
    };
    const go = settle(true);
    const stop = settle(false);
    const timer = setTimeout(() => {
      response.destroy();
      stop();
    }, maxStallMs).unref();
    response.once('drain', go);
    gone.addEventListener('abort', stop, { once: true });
  });
}
