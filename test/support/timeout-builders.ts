import type { Worker } from '../../src/core/facts/worker-pool.ts';
import { APP_PID, NOW, worker } from './builders.ts';

/** A worker that its Gunicorn timed out `ageS` after it was announced, `agoS` before the snapshot. */
export function timedOut(pid: number, ageS: number, agoS: number): Worker {
  const at = NOW - agoS * 1_000;
  const line = `[2026-11-21 11:59:00 +0000] [${APP_PID}] [CRITICAL] WORKER TIMEOUT (pid:${pid})`;
  const timeout = { kind: 'timeout', at, line, writer: APP_PID } as const;
  return worker(pid, { bootedAt: at - ageS * 1_000, timeout, end: timeout });
}

/** The same, of a Gunicorn that announces no workers (`--log-level warning`). */
export function unannounced(pid: number, agoS: number): Worker {
  const { bootedAt: _, ...rest } = timedOut(pid, 0, agoS);
  return rest;
}
