import type { Clock, Instant } from '../../core/clock.ts';
import type { LogEvent, LogOrigin } from '../../core/facts/log-event.ts';
import type { Observation } from '../../core/observation.ts';
import type { Source } from '../../core/source.ts';
import { createLogReader, type LogReader } from './log-reader.ts';
import { createOutputTail } from './output-tail.ts';

/** The tail is told this often at most, and a trace that nobody goes on with counts as ended after it. */
export const QUIET_MS = 250;

const KEPT_UNTOLD = 1_000;
const LINE_END = Buffer.from('\n');

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
  /** The streams that `write` made have ended: tells what is left. */
  end(): void;
  /** A stream of its own, also where another has the same origin: their lines do not run into each other. */
  open(origin: LogOrigin): LogStream;
  /** Tells what the readers observe; what was written before it runs is told when it does. */
  readonly source: Source;
}

/** One file, or one stretch of it. */
export interface LogStream {
  /** Does not keep the chunk. */
  write(chunk: Buffer): void;
  /** Reads the unfinished line as a whole one; what is written after that begins anew. */
  broken(): void;
  /** As `broken`, and nothing comes any more. */
  end(): void;
}

export function createLogReaders(clock: Clock): LogReaders {
  const outputs = new Map<LogOrigin, LogReader>();
  // All that are read, those of the output among them.
  const readers = new Map<LogReader, LogOrigin>();
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
      const reader = outputs.get(origin) ?? newReader(origin);
      outputs.set(origin, reader);
      read(reader, origin, chunk);
    },
    end() {
      end([...outputs.values()]);
      outputs.clear();
    },
    open(origin) {
      const reader = newReader(origin);
      return {
        write: (chunk) => read(reader, origin, chunk),
        broken() {
          reader.end();
          tail.write(origin, LINE_END);
        },
        end: () => end([reader]),
      };
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

  function newReader(origin: LogOrigin): LogReader {
    const reader = createLogReader((event) => tell({ origin, event }));
    readers.set(reader, origin);
    return reader;
  }

  function read(reader: LogReader, origin: LogOrigin, chunk: Buffer): void {
    if (chunk.length === 0) return;
    wroteAt = clock.now();
    reader.write(chunk);
    tail.write(origin, chunk);
    isTold = false;
    if (wroteAt - toldAt >= QUIET_MS) tellTail();
    wake();
  }

  function end(ended: readonly LogReader[]): void {
    for (const reader of ended) reader.end();
    if (!isTold) tellTail();
    for (const reader of ended) readers.delete(reader);
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
    for (const [reader, origin] of readers) {
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
    if (now - wroteAt >= QUIET_MS) for (const reader of readers.keys()) reader.flush();
  }

  /** Resolves when something waits to be told; until then nothing needs a timer. */
  function written(): Promise<void> {
    const isTracing = [...readers.keys()].some((reader) => reader.isTracing);
    if (!isTold || (isTracing && clock.now() - wroteAt < QUIET_MS)) return Promise.resolve();
    return new Promise((resolve) => {
      wake = resolve;
    });
  }
}
