import { crc32 } from 'node:zlib';
import { emptyOutbox, type OutboxState, type Step, stepped } from '../outbox-state.ts';
import type { QueuedReport } from '../queued-report.ts';

/** The content of a spool: its instance, its series, and the outbox. */
export interface SpoolContent {
  readonly instance: string;
  readonly series: string;
  readonly outbox: OutboxState;
}

/** The first line of a spool: its whole content so far. Files of earlier versions name the outbox `box`, so this one does too. */
export const headLine = ({ instance, series, outbox }: SpoolContent): string =>
  lineOf({ kind: 'head', version: 1, instance, series, box: outbox });

/** One line for each later step. Files of earlier versions name the report `parcel`, so this one does too. */
export const stepLine = (step: Step): string =>
  lineOf(step.kind === 'put' ? { kind: step.kind, parcel: step.report } : step);

/**
 * Reads a spool. Skips and counts lines that are torn or changed (checksum), wherever they are; the next report counts the reports
 * that are missing because of them. Undefined if the first line is not a head of this instance.
 */
export function readSpool(text: string, instance: string): (SpoolContent & { readonly torn: number }) | undefined {
  const lines = text.split('\n').filter((line) => line !== '');
  const head = headOf(recordIn(lines[0] ?? ''));
  if (head === undefined || head.instance !== instance) return undefined;
  const steps = lines.slice(1).map((line) => stepOf(recordIn(line)));
  const whole = steps.filter((step) => step !== undefined);
  const outbox = whole.reduce((before, step) => stepped(before, countingGap(before, step)), head.outbox);
  return { ...head, outbox, torn: steps.length - whole.length };
}

const lineOf = (value: object): string => {
  const json = JSON.stringify(value);
  return `${checksum(json)} ${json}\n`;
};

const checksum = (json: string): string => crc32(json).toString(16).padStart(8, '0');

type Json = Readonly<Record<string, unknown>>;

function recordIn(line: string): Json | undefined {
  const json = line.slice(9);
  if (line.slice(0, 9) !== `${checksum(json)} `) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function countingGap(outbox: OutboxState, step: Step): Step {
  if (step.kind !== 'put' || step.report.seq <= outbox.nextSeq) return step;
  const missing = step.report.seq - outbox.nextSeq;
  return { ...step, report: { ...step.report, dropped: step.report.dropped + missing } };
}

function headOf(value: Json | undefined): SpoolContent | undefined {
  const { kind, version, instance, series, box } = value ?? {};
  if (kind !== 'head' || version !== 1 || typeof instance !== 'string' || typeof series !== 'string') return undefined;
  if (!isObject(box) || !isCount(box['nextSeq']) || !Array.isArray(box['queue'])) return undefined;
  const { nextSeq, queue, leftover } = box;
  if (!queue.every(isQueuedReport) || (leftover !== undefined && !isQueuedReport(leftover))) return undefined;
  return { instance, series, outbox: { ...emptyOutbox, nextSeq, queue, ...(leftover !== undefined && { leftover }) } };
}

function stepOf(value: Json | undefined): Step | undefined {
  const { kind, seq, parcel, isFaultOfBody } = value ?? {};
  if (kind === 'put' && isQueuedReport(parcel)) return { kind, report: parcel };
  if (kind === 'delivered' && isCount(seq)) return { kind, seq };
  if (kind === 'dropped' && isCount(seq)) return { kind, seq, isFaultOfBody: isFaultOfBody === true };
  return undefined;
}

function isQueuedReport(value: unknown): value is QueuedReport {
  if (!isObject(value)) return false;
  const { seq, run, at, last, picture, events, carried, dropped } = value;
  const isWhole = isCount(seq) && isCount(dropped) && typeof at === 'number' && Number.isFinite(at);
  return (
    isWhole && typeof last === 'boolean' && isText(run) && isText(picture) && areTexts(events) && areTexts(carried)
  );
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isText = (value: unknown): value is string => typeof value === 'string';
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
