/**
 * The shape of what a logger writes before its message: digits as 0, the level as L, months and weekdays as M and D.
 * All lines of one logger share it, whatever their time and process; a line that an app prints rarely has it.
 */
export type LineForm = string;

/** Gunicorn's own format since 19.2: `[2026-11-21 08:54:09 +0000] [4] [CRITICAL] `. */
export const DEFAULT_FORM: LineForm = '[0-0-0 0:0:0 +0] [0] [L] ';
/** One JSON object per line. */
export const JSON_FORM: LineForm = '{json}';
/** `level=info msg="…"`. */
export const LOGFMT_FORM: LineForm = '{logfmt}';

/** Words that loggers use for a level, case ignored. */
export const LEVEL_WORD = /\b(?:critical|crit|fatal|error|err|warning|warn|notice|info|debug)\b/gi;
const MONTH = /\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b/g;
const WEEKDAY = /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\b/g;

/** The shape of a prefix. A minus sign before a time zone counts as `+`, and spaces that align columns count as one. */
export function formOf(prefix: string): LineForm {
  return prefix
    .replace(MONTH, 'M')
    .replace(WEEKDAY, 'D')
    .replace(LEVEL_WORD, 'L')
    .replace(/\d+/g, '0')
    .replace(/[+-](?=0\])/g, '+')
    .replace(/\s+/g, ' ');
}

/** Whether the format has the process and the level in known places. Few programs except the server print such lines by chance. */
export const isExact = (form: LineForm): boolean =>
  form === JSON_FORM || form === LOGFMT_FORM || form.endsWith('[0] [L] ');

/**
 * Whether two lines may come from one logger. Known formats must match completely. In others the first or the last word must match:
 * a format may name the function or file that logs, which differs between lines.
 */
export function sameForm(a: LineForm, b: LineForm): boolean {
  if (a === b) return true;
  if (isExact(a) || isExact(b)) return false;
  const [ours, theirs] = [a.trim().split(' '), b.trim().split(' ')];
  return sameWord(ours[0], theirs[0]) || sameWord(ours.at(-1), theirs.at(-1));
}

const sameWord = (a: string | undefined, b: string | undefined): boolean => a === b && a !== '' && a !== undefined;
