import type { Instant } from '../../../core/clock.ts';
import type { LogEvent } from '../../../core/facts/log-event.ts';
import { QUIET_MS } from './tail-pace.ts';

/**
 * Tells of each event, in order, whether it only says once more what the one before has just said:
 * an app that fails over each request writes the same trace without end, and once in a while says as much.
 */
export function createRepetition(): (event: LogEvent, at: Instant) => boolean {
  let lately: { readonly text: string; readonly at: Instant } | undefined;
  return (event, at) => {
    const text = repeatable(event);
    if (text === undefined) return false;
    const isSame = lately?.text === text && at - lately.at < QUIET_MS;
    if (!isSame) lately = { text, at };
    return isSame;
  };
}

/** What makes an event the same as the one before; undefined for those that count each time. */
function repeatable(event: LogEvent): string | undefined {
  switch (event.kind) {
    case 'exception':
      return event.text;
    case 'host-rejected':
      return event.framework;
    case 'upstream-failed':
      return event.reason;
    case 'dependency-failed':
      return `${event.target} ${event.how}`;
    default:
      return undefined;
  }
}
