import { flat } from '../core/redaction/neutralise.ts';
import { wholeWords } from '../core/redaction/redact.ts';

/** A line of the json log, read back. Every field but `level` may be anything. */
export interface JsonLine {
  readonly level: string;
  readonly msg?: unknown;
  readonly code?: unknown;
  readonly severity?: unknown;
  readonly summary?: unknown;
  readonly remedy?: unknown;
  readonly evidence?: unknown;
  readonly [field: string]: unknown;
}

const MAX_LINE_CHARACTERS = 4_000;
const MAX_VALUE_CHARACTERS = 200;
/** The most characters of a line about a diagnosis, which says what is wrong and the fix. */
const MAX_DIAGNOSIS_CHARACTERS = 300;

/** Fields that the row's beginning or its text says, or that only programs need. */
const UNSHOWN = new Set([
  'name',
  'level',
  'time',
  'msg',
  'code',
  'address',
  'command',
  'exit',
  'from',
  'pid',
  'port',
  'profile',
  'status',
  'tookMs',
  'version',
]);

/** The record as one row for a person: `sidewatch`, the level, the code of a diagnosis, and the message. Other lines also show their other fields, briefly. */
export function textLine(record: JsonLine): string {
  const start = `sidewatch ${record.level.padEnd(5)}`;
  return isDiagnosis(record)
    ? cut([start, ...texts([record.code, record.msg])].join('  '), MAX_DIAGNOSIS_CHARACTERS)
    : cut([start, ...texts([record.msg, fieldWords(record)])].join('  '), MAX_LINE_CHARACTERS);
}

/** Whether the line is about a diagnosis. */
export const isDiagnosis = ({ code, severity }: JsonLine): boolean => code !== undefined && severity !== undefined;

const texts = (parts: readonly unknown[]): readonly string[] =>
  parts
    .filter((part) => typeof part === 'string')
    .map(flat)
    .filter((text) => text !== '');

function fieldWords(record: JsonLine): string {
  return Object.entries(record)
    .filter(([name]) => !UNSHOWN.has(name))
    .map(([name, value]) => `${name}=${cut(valueWords(value), MAX_VALUE_CHARACTERS)}`)
    .join(' ');
}

function valueWords(value: unknown): string {
  if (typeof value === 'string') return value;
  // An error's stack is for the json log.
  if (isRecord(value) && typeof value['message'] === 'string') return value['message'];
  return JSON.stringify(value);
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const cut = (text: string, limit: number): string =>
  text.length > limit ? `${wholeWords(text.slice(0, limit - 1))}…` : text;
