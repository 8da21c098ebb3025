import type { Instant } from '../../../core/clock.ts';
import type { LogEvent } from '../../../core/facts/log-event.ts';
import { QUIET_MS } from './tail-pace.ts';

/**
 * Recognizes events that only repeat the one before. An app that fails on each request writes the same trace forever;
 * a repetition counts again once in a while.
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

/** A key that is equal for repetitions; undefined for events that count each time. */
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
