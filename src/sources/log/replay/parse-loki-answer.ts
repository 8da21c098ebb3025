import { type Json, textAt, valueAt } from './parse-record-shapes.ts';
import { parseTime } from './parse-stamp.ts';
import { timed, type UnwrappedLine } from './parse-wrapper.ts';

/** Nanoseconds since 1970, and the line. */
type Entry = readonly [time: string, line: string];

const SOURCES = ['pod', 'container', 'service_name', 'app', 'job'].map((label) => `stream.${label}`);

/**
 * The lines of a response of Loki's `query_range` (grafana.com/docs/loki/latest/reference/loki-http-api), the oldest first.
 * Loki separates the lines of one container by their level. Undefined for lines of several containers, which cannot be one text.
 */
export function readLokiAnswer(answer: Json): UnwrappedLine | undefined {
  if (valueAt(answer, 'data.resultType') !== 'streams') return undefined;
  const streams = listOf(valueAt(answer, 'data.result')).filter(isObject);
  const [source, ...others] = new Set(streams.map(sourceOf));
  if (streams.length === 0 || others.length > 0) return undefined;
  // All nanosecond times have the same number of digits.
  const entries = streams.flatMap(entriesOf).sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return {
    text: entries.map(([, line]) => line.replace(/\r?\n$/, '')).join('\n'),
    ...(source !== undefined && { source }),
    ...timed(parseTime(entries[0]?.[0])),
  };
}

const sourceOf = (stream: Json): string | undefined =>
  SOURCES.map((label) => textAt(stream, label)).find((name) => name !== undefined);

/** By default the newest comes first, even among lines of one instant. */
function entriesOf({ values }: Json): readonly Entry[] {
  const entries = listOf(values).filter(isEntry);
  return (entries[0]?.[0] ?? '') > (entries.at(-1)?.[0] ?? '') ? entries.toReversed() : entries;
}

const isEntry = (value: unknown): value is Entry =>
  Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'string';

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
