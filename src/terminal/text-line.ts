import { flat } from '../core/redaction/neutralise.ts';
import { wholeWords } from '../core/redaction/redact.ts';

/** A line of the json log, read back. Every field but `level` may be anything. */
export interface JsonLine {
  readonly level: string;
  readonly msg?: unknown;
  readonly [field: string]: unknown;
}

const MAX_LINE_CHARACTERS = 4_000;
const MAX_VALUE_CHARACTERS = 200;
const MAX_EVIDENCE = 3;
const MAX_EVIDENCE_CHARACTERS = 120;

/** Said by the line's beginning, by its text, or of use to programs alone. */
const UNSHOWN = new Set([
  'name',
  'level',
  'time',
  'msg',
  'code',
  'severity',
  'confidence',
  'primary',
  'remedy',
  'since',
  'evidence',
  'address',
  'exit',
  'status',
  'tookMs',
]);

/** The record as one line for a person: `sidewatch`, level, code if there is one, the message, the other fields briefly. */
export function textLine(record: JsonLine): string {
  const { level, code, msg, evidence } = record;
  const parts = [code, msg, fieldWords(record), evidenceWords(evidence)];
  const texts = parts.filter((part) => typeof part === 'string').map(flat);
  return cut([`sidewatch ${level.padEnd(5)}`, ...texts.filter((text) => text !== '')].join('  '), MAX_LINE_CHARACTERS);
}

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

function evidenceWords(evidence: unknown): string {
  if (!Array.isArray(evidence) || evidence.length === 0) return '';
  const shown = evidence.slice(0, MAX_EVIDENCE).filter(isRecord).map(oneEvidence);
  const more = evidence.length > MAX_EVIDENCE ? [`${evidence.length - MAX_EVIDENCE} more`] : [];
  return `[${[...shown, ...more].join('; ')}]`;
}

function oneEvidence({ source, observed, expected }: Readonly<Record<string, unknown>>): string {
  const wanted = expected === undefined ? '' : ` (expected ${expected})`;
  return cut(`${source}: ${observed}${wanted}`, MAX_EVIDENCE_CHARACTERS);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const cut = (text: string, limit: number): string =>
  text.length > limit ? `${wholeWords(text.slice(0, limit - 1))}…` : text;
