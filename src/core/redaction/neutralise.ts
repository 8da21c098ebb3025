// A control string ends at BEL, ST, or a character that aborts it. Without an end it covers the rest of the line, as on a terminal.
const STRING = '\\u001b[P\\]X^_][^\\n\\u0007\\u0018\\u001a\\u001b\\u009c]*(?:\\u0007|\\u001b\\\\|\\u009c)?';
const CSI = '\\u001b\\[[0-?]*[ -/]*[@-~]?';
const SHORT = '\\u001b[ -/]*[0-~]?';
// Double-encoded UTF-8 is full of consecutive C1 controls, which introduce nothing there.
const ALONE = '(?<![\\u0080-\\u00ff])';
const C1_STRING = `${ALONE}[\\u0090\\u0098\\u009d-\\u009f][^\\u0000-\\u001f\\u007f-\\u009f]*(?:\\u0007|\\u001b\\\\|\\u009c)`;
const C1_CSI = `${ALONE}\\u009b[0-?]*[ -/]*[@-~]`;
const ESCAPE_SEQUENCES = new RegExp([STRING, CSI, SHORT, C1_STRING, C1_CSI].join('|'), 'g');

// Characters that reorder text, break lines or are invisible, and halves of characters. Joiners are useful between non-ASCII letters.
const MARKS =
  '\\u00ad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{e0000}-\\u{e0fff}\\ud800-\\udfff';
const JOINERS = '(?<![^\\u0000-\\u007f])[\\u200c\\u200d]|[\\u200c\\u200d](?![^\\u0000-\\u007f])';
const OBEYED = `[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f${MARKS}]|${JOINERS}`;
const OBEYED_IN_TEXT = new RegExp(OBEYED, 'gu');
const OBEYED_IN_LINE = new RegExp(`\\n|${OBEYED}`, 'gu');
const OBEYED_RUNS = new RegExp(`(?:[\\n\\t]|${OBEYED})+`, 'gu');
// The same in JSON: low controls and halves of characters are escaped, the others are raw.
const SUSPECT_JSON = new RegExp(`\\\\u(?:00[01]|d[89a-f])|\\\\[bfr]|${OBEYED}`, 'iu');
const RAW_IN_JSON = new RegExp(`[\\u007f-\\u009f${MARKS}]`, 'gu');

const REPLACEMENT = '\ufffd';

// biome-ignore lint/suspicious/noControlCharactersInRegex: what introduces an escape sequence is what is looked for
const INTRODUCER = /[\u001b\u0090-\u009f]/;

/** The text without terminal escape sequences: colors, titles, links, cursor movements. Everything else stays. */
export const withoutEscapes = (text: string): string =>
  INTRODUCER.test(text) ? text.replace(ESCAPE_SEQUENCES, '') : text;

/** One line that no terminal or page can misinterpret. Escape sequences are removed; line breaks, controls and marks that reorder or hide text are replaced. A tab stays. */
export const neutralLine = (text: string): string => withoutEscapes(text).replace(OBEYED_IN_LINE, REPLACEMENT);

/** As `neutralLine`, for a text that may have several lines: line feeds stay. */
export const neutralText = (text: string): string => withoutEscapes(text).replace(OBEYED_IN_TEXT, REPLACEMENT);

/** The same as `neutralLine`, but with blanks as replacements, and trimmed. */
export const flat = (text: string): string => withoutEscapes(text).replace(OBEYED_RUNS, ' ').trim();

/** The value as JSON whose texts are safe to print. If there is nothing to replace, it costs one search more than JSON.stringify. */
export function neutralJson(value: unknown, indent?: number): string {
  const json = JSON.stringify(value, undefined, indent);
  return SUSPECT_JSON.test(json) ? JSON.stringify(value, neutralMember, indent) : json;
}

/** JSON that is itself safe to print: characters that a terminal would obey are escaped, and parse back unchanged. */
export const escapedJson = (json: string): string => json.replace(RAW_IN_JSON, escaped);

function neutralMember(_name: string, value: unknown): unknown {
  if (typeof value === 'string') return neutralText(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  // Names can come from outside too, such as those of labels.
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [neutralText(name), member]));
}

/**
 * A log line for patterns: without escape sequences, and without the characters at which a pattern's dot stops (CR, U+2028, U+2029).
 * Evidence shows the same line with the same replacements.
 */
export function readableLine(line: string): string {
  if (!UNREADABLE.test(line)) return line;
  let end = line.length;
  while (end > 0 && line[end - 1] === '\r') end -= 1;
  return withoutEscapes(line.slice(0, end)).replace(/[\r\u2028\u2029]/g, REPLACEMENT);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what introduces an escape sequence is what is looked for
const UNREADABLE = /[\r\u001b\u0090-\u009f\u2028\u2029]/;

const escaped = (mark: string): string =>
  Array.from({ length: mark.length }, (_, at) => `\\u${mark.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
