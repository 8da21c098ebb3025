import { shortCommand } from '../core/facts/short-command.ts';
import { flat } from '../core/redaction/neutralise.ts';
import type { Paint } from './paint.ts';
import { isDiagnosis, isRecord, type JsonLine, textLine } from './text-line.ts';
import { wrapText } from './wrap-text.ts';

/** The terminal that the log is shown on. */
export interface Terminal {
  readonly paint: Paint;
  /** Columns, as they are now. */
  width(): number;
}

const MAX_EVIDENCE = 3;
/** The most characters of what was seen in one place. A longer command line is cut in its middle. */
const MAX_OBSERVED = 160;
const LABEL_WIDTH = 5;
/** The least columns of text after the label, whatever the terminal's width. */
const ROOM_FOR_A_WORD = 8;

/**
 * A line of the log on a terminal: a diagnosis as what is wrong, `fix` and `seen`, each wrapped to the terminal's width. Every row begins with
 * the bytes `sidewatch`, before any color, so a search for it finds the rows.
 */
export function terminalRows(record: JsonLine, { paint, width }: Terminal): string {
  const columns = Math.max(INDENT + ROOM_FOR_A_WORD, width());
  const { level, code, summary, remedy, evidence } = record;
  const row = (label: string, text: string, color: (text: string) => string): string =>
    rows(label, text, columns, color);
  const color = colorOf(level, paint);
  if (!isDiagnosis(record))
    return row(
      level,
      textLine(record)
        .slice(START.length + LABEL_WIDTH)
        .trim(),
      color,
    );
  const what = typeof summary === 'string' ? summary : String(record.msg);
  const fix = Array.isArray(remedy) && typeof summary === 'string' ? remedy[0] : undefined;
  return [
    row(level, `${flat(String(code))}: ${flat(what)}`, color),
    ...(typeof fix === 'string' ? [row('fix', flat(fix), paint.good)] : []),
    ...(typeof summary === 'string' ? seenRows(evidence, (text) => row('seen', text, paint.faint)) : []),
  ].join('\n');
}

const START = 'sidewatch ';
const INDENT = START.length + LABEL_WIDTH + 2;

function rows(label: string, text: string, columns: number, color: (text: string) => string): string {
  const lines = wrapText(text, columns - INDENT, '', true).split('\n');
  return lines
    .map((line, i) => {
      const shown = (i === 0 ? label : '').padEnd(LABEL_WIDTH);
      return `${START}${i === 0 ? color(shown) : shown}  ${line}`;
    })
    .join('\n');
}

const colorOf = (level: string, { good, bad, strong, faint }: Paint) => {
  if (level === 'error') return bad;
  if (level === 'warn') return strong;
  return level === 'debug' ? faint : good;
};

function seenRows(evidence: unknown, row: (text: string) => string): readonly string[] {
  if (!Array.isArray(evidence) || evidence.length === 0) return [];
  const shown = evidence.slice(0, MAX_EVIDENCE).filter(isRecord).map(seenWords);
  const more = evidence.length > MAX_EVIDENCE ? [`${evidence.length - MAX_EVIDENCE} more`] : [];
  return [row(flat([...shown, ...more].join('; ')))];
}

/** Never cuts the expected value. */
function seenWords({ source, observed, expected }: Readonly<Record<string, unknown>>): string {
  const wanted = expected === undefined ? '' : ` (expected ${expected})`;
  return `${source}: ${shortCommand(String(observed), MAX_OBSERVED)}${wanted}`;
}
