import type { Clock, Instant } from '../../core/clock.ts';
import type { LogEvent, LogOrigin } from '../../core/log-event.ts';
import type { Observation } from '../../core/observation.ts';
import type { Source } from '../../core/source.ts';
import { createLogReader, type LogReader } from './log-reader.ts';
import { createOutputTail } from './output-tail.ts';

/** The tail is told this often at most, and a trace that nobody goes on with counts as ended after it. */
export const QUIET_MS = 250;

const KEPT_UNTOLD = 1_000;

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

type Logged = Extract<Observation, { fact: 'logged' }>['value'];

/** Reads all streams of the app's output: what they say at once, their common tail every 250 ms. */
export interface LogReaders {
  /** Reads a chunk as it came; does not keep it. */
  write(origin: LogOrigin, chunk: Buffer): void;
  /** All streams have ended: tells what is left. */
  end(): void;
  /** Tells what the readers observe; what was written before it runs is told when it does. */
  readonly source: Source;
}

export function createLogReaders(clock: Clock): LogReaders {
  const readers = new Map<LogOrigin, LogReader>();
  const tail = createOutputTail();
  let untold: Observation[] = [];
  let record = (observation: Observation): void => {
    untold = [...untold, observation].slice(-KEPT_UNTOLD);
  };
  let wroteAt: Instant = 0;
  let toldAt: Instant = Number.NEGATIVE_INFINITY;
  let isTold = true;
  let lately: { readonly text: string; readonly at: Instant } | undefined;
  let wake = (): void => {};

  return {
    write(origin, chunk) {
      if (chunk.length === 0) return;
      wroteAt = clock.now();
      readerOf(origin).write(chunk);
      tail.write(origin, chunk);
      isTold = false;
      if (wroteAt - toldAt >= QUIET_MS) tellTail();
      wake();
    },
    end() {
      for (const reader of readers.values()) reader.end();
      if (!isTold) tellTail();
      readers.clear();
    },
    source: {
      name: 'log',
      async run(watch, signal) {
        record = watch.record;
        for (const observation of untold.splice(0)) record(observation);
        signal.addEventListener('abort', () => wake(), { once: true });
        while (!signal.aborted) {
          await written();
          await clock.sleep(QUIET_MS, signal);
          settle();
        }
      },
    },
  };

  function readerOf(origin: LogOrigin): LogReader {
    const reader = readers.get(origin) ?? createLogReader((event) => tell({ origin, event }));
    readers.set(origin, reader);
    return reader;
  }

  function tell(value: Logged): void {
    const at = clock.now();
    if (!isRepeated(value, at)) record({ kind: 'event', fact: 'logged', value, at });
  }

  /** An app that fails over each request writes the same trace without end; once in a while says as much. */
  function isRepeated({ event }: Logged, at: Instant): boolean {
    const text = repeatable(event);
    if (text === undefined) return false;
    const isSame = lately?.text === text && at - lately.at < QUIET_MS;
    if (!isSame) lately = { text, at };
    return isSame;
  }

  function tellTail(): void {
    const at = clock.now();
    for (const [origin, reader] of readers) {
      const bytes = reader.takeCutBytes();
      if (bytes > 0) record({ kind: 'event', fact: 'output-cut', value: { origin, bytes }, at });
    }
    record({ kind: 'saw', fact: 'tail', value: tail.lines(), at: wroteAt });
    toldAt = at;
    isTold = true;
  }

  /** For output that came after the last telling, and has stopped. */
  function settle(): void {
    const now = clock.now();
    if (!isTold && now - toldAt >= QUIET_MS) tellTail();
    if (now - wroteAt >= QUIET_MS) for (const reader of readers.values()) reader.flush();
  }

  /** Resolves when something waits to be told; until then nothing needs a timer. */
  function written(): Promise<void> {
    const isTracing = [...readers.values()].some((reader) => reader.isTracing);
    if (!isTold || (isTracing && clock.now() - wroteAt < QUIET_MS)) return Promise.resolve();
    return new Promise((resolve) => {
      wake = resolve;
    });
  }
}
