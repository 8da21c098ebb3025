/**
 * How long until the next heartbeat: 80% to 100% of the interval, with `random` from 0 to 1. Agents that were started together must not
 * report together.
 */
export const untilHeartbeatMs = (intervalMs: number, random: number): number => intervalMs * (0.8 + 0.2 * random);
