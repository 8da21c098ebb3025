import type { Clock } from '../../../core/clock.ts';
import type { LogOrigin } from '../../../core/facts/log-event.ts';
import type { ReadOutput } from '../../../core/ports/output-port.ts';
import { createLogReader, type LogReader } from './log-reader.ts';
import type { LogRecord } from './log-record.ts';
import { createOutputTail } from './output-tail.ts';
import { isQuiet, isReportDue, reported, unwritten, written } from './tail-pace.ts';

/** One file, or one stretch of it. */
export interface LogStream {
  /** Does not keep the chunk. */
  write(chunk: Buffer): void;
  /** Reads the unfinished line as a whole one; later bytes start a new line. */
  broken(): void;
  /** Like `broken`, and nothing follows. */
  end(): void;
}

/** All streams of the app's output, and their common tail. */
export interface LogStreams {
  open(origin: LogOrigin): LogStream;
  end(ended: readonly LogStream[]): void;
  /** Settles output that came after the last report and has stopped. */
  settle(): void;
  /** The end of what all of them wrote. */
  readonly last: ReadOutput;
  /** Something waits to be reported, or a trace for its end. */
  readonly isUnsettled: boolean;
}

interface Reading {
  readonly origin: LogOrigin;
  readonly reader: LogReader;
}

const LINE_END = Buffer.from('\n');

/** Records the streams' events immediately, and their tail at its pace. Calls `onWritten` after each chunk. */
export function createLogStreams(clock: Clock, record: LogRecord, onWritten: () => void): LogStreams {
  const readings = new Map<LogStream, Reading>();
  const tail = createOutputTail();
  let pace = unwritten;

  return {
    open,
    end,
    last: tail.last,
    settle() {
      const now = clock.now();
      if (isReportDue(pace, now)) tellTail();
      if (isQuiet(pace, now)) for (const { reader } of readings.values()) reader.flush();
    },
    get isUnsettled() {
      const isTracing = [...readings.values()].some(({ reader }) => reader.isTracing);
      return !pace.isReported || (isTracing && !isQuiet(pace, clock.now()));
    },
  };

  function open(origin: LogOrigin): LogStream {
    const reader = createLogReader((event) => record.event(origin, event));
    const stream: LogStream = {
      write: (chunk) => read({ origin, reader }, chunk),
      broken() {
        reader.end();
        tail.write(origin, LINE_END, clock.now());
      },
      end: () => end([stream]),
    };
    readings.set(stream, { origin, reader });
    return stream;
  }

  function read({ origin, reader }: Reading, chunk: Buffer): void {
    if (chunk.length === 0) return;
    pace = written(pace, clock.now());
    reader.write(chunk);
    tail.write(origin, chunk, pace.wroteAt);
    if (isReportDue(pace, pace.wroteAt)) tellTail();
    onWritten();
  }

  function end(ended: readonly LogStream[]): void {
    for (const stream of ended) readings.get(stream)?.reader.end();
    if (!pace.isReported) tellTail();
    for (const stream of ended) readings.delete(stream);
  }

  function tellTail(): void {
    const at = clock.now();
    for (const { origin, reader } of readings.values()) record.cut(origin, reader.takeCutBytes(), at);
    record.tail(tail.lines(), pace.wroteAt);
    pace = reported(pace, at);
  }
}
