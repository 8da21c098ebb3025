import type { LogOrigin } from '../../../core/facts/log-event.ts';
import { createKeyBlockReader, type KeyBlockReader } from '../../../core/redaction/key-blocks.ts';
import { createLineParser, type LineParser } from '../read/line-parser.ts';
import type { Passage } from '../read/passage.ts';
import type { Line } from './searched-lines.ts';
import { createTraceIndent, type TraceIndent } from './trace-indent.ts';

/** One of the two streams that a program writes to. */
export interface Stream {
  readonly origin: LogOrigin;
  readonly parser: LineParser;
  readonly keys: KeyBlockReader;
  readonly indent: TraceIndent;
  /** The beginning of a line that goes on. */
  held: string;
}

/** A line, and the stream that it is of. */
export interface StreamLine extends Line {
  readonly origin: LogOrigin;
  readonly stream: Stream;
}

export const newStream = (origin: LogOrigin): Stream => ({
  origin,
  parser: createLineParser(),
  keys: createKeyBlockReader(),
  indent: createTraceIndent(),
  held: '',
});

/** In the middle of a trace or a key. */
export const isInside = ({ parser, keys }: Stream): boolean => parser.isTracing || keys.isInKey;

/** Those of one stream. */
export const textsOf = (lines: Passage<StreamLine>, of: Stream): Passage => ({
  back: (isEnough) => lines.back(({ stream, text }) => stream === of && isEnough(text)),
});
