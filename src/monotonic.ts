/** Milliseconds on a clock that only goes forward, from no particular moment. `performance` is the same, and its modules are 2 ms of a start. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1e6;
}

/** When this process started, in ms since the epoch by the wall clock of now. */
export const processStartMs: number = Date.now() - process.uptime() * 1_000;
