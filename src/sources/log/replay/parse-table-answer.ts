import { type Json, textAt } from './parse-record-shapes.ts';
import { parseTime } from './parse-stamp.ts';
import { timed, type UnwrappedLine } from './parse-wrapper.ts';

const TEXT = ['Log_s', 'LogEntry', 'LogMessage', 'ResultDescription'];
const TIME = ['TimeGenerated', 'TimeGenerated [UTC]', '_timestamp_d'];
const SOURCE = ['PodName', 'ContainerGroupName_s', 'RevisionName_s', 'ContainerAppName_s', 'ContainerID'];

/**
 * The lines of a table in a response of Azure's query API (learn.microsoft.com/azure/azure-monitor/logs/api/response-format),
 * the oldest first. Undefined for a table without log lines, and for lines of several containers, which cannot be one text.
 */
export function readTableAnswer({ columns, rows }: Json): UnwrappedLine | undefined {
  if (!Array.isArray(columns) || !Array.isArray(rows)) return undefined;
  const names = columns.map((column: unknown) => nameOf(column));
  const cellOf = (row: unknown, among: readonly string[]): string | undefined => {
    const found = Array.isArray(row) ? among.map((name) => row[names.indexOf(name)]) : [];
    return found.find((cell) => typeof cell === 'string');
  };
  if (!names.some((name) => TEXT.includes(name))) return undefined;
  const [source, ...others] = new Set(rows.map((row) => cellOf(row, SOURCE)));
  if (rows.length === 0 || others.length > 0) return undefined;
  const times = rows.map((row) => parseTime(cellOf(row, TIME)));
  const isNewestFirst = (times[0] ?? 0) > (times.at(-1) ?? 0);
  const texts = rows.map((row) => (cellOf(row, TEXT) ?? '').replace(/\r?\n$/, ''));
  return {
    text: (isNewestFirst ? texts.toReversed() : texts).join('\n'),
    ...(source !== undefined && { source }),
    ...timed(isNewestFirst ? times.at(-1) : times[0]),
  };
}

/** Log Analytics names it `name`, older versions of the API `ColumnName`. */
function nameOf(column: unknown): string {
  if (typeof column === 'string') return column;
  if (typeof column !== 'object' || column === null) return '';
  // Checked to be an object; its values stay unknown.
  return textAt(column as Json, 'name') ?? textAt(column as Json, 'ColumnName') ?? '';
}
