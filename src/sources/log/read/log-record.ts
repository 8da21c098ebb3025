import type { Clock, Instant } from '../../../core/clock.ts';
import type { LogEvent, LogLine, LogOrigin } from '../../../core/facts/log-event.ts';
import type { Observation } from '../../../core/memory/observation.ts';
import type { Watch } from '../../../core/ports/source.ts';
import { createRepetition } from './repetition.ts';

/** The readers' observations on their way to the agent; the last 1,000 wait until the agent listens. */
export interface LogRecord {
  /** Skips mere repetitions. */
  event(origin: LogOrigin, event: LogEvent): void;
  /** Reports dropped bytes of over-long lines, if there are any. */
  cut(origin: LogOrigin, bytes: number, at: Instant): void;
  tail(lines: readonly LogLine[], at: Instant): void;
  /** The agent listens now: passes on what waits. */
  to(record: Watch['record']): void;
}

const MAX_WAITING = 1_000;

export function createLogRecord(clock: Clock): LogRecord {
  const isRepetition = createRepetition();
  let waiting: Observation[] = [];
  let record = (observation: Observation): void => {
    waiting = [...waiting, observation].slice(-MAX_WAITING);
  };

  return {
    event(origin, event) {
      const at = clock.now();
      if (!isRepetition(event, at)) record({ kind: 'event', fact: 'logged', value: { origin, event }, at });
    },
    cut(origin, bytes, at) {
      if (bytes > 0) record({ kind: 'event', fact: 'output-cut', value: { origin, bytes }, at });
    },
    tail: (value, at) => record({ kind: 'saw', fact: 'tail', value, at }),
    to(listener) {
      record = listener;
      for (const observation of waiting.splice(0)) record(observation);
    },
  };
}
