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
  /** The start of a line that continues. */
  held: string;
}

/** A line and its stream. */
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

/** A trace or a key is in progress. */
export const isInside = ({ parser, keys }: Stream): boolean => parser.isTracing || keys.isInKey;

/** The texts of one stream's lines. */
export const textsOf = (lines: Passage<StreamLine>, of: Stream): Passage => ({
  back: (isEnough) => lines.back(({ stream, text }) => stream === of && isEnough(text)),
});
