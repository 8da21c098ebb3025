/** A text, or the members below a name. */
export type YamlValue = string | { readonly [name: string]: YamlValue };

/**
 * Reads the YAML that gcloud's printer writes: indented maps, plain and quoted scalars (also folded over several lines), literal blocks.
 * Skips lists, anchors and types, which never hold a log line. Never throws.
 */
export function parseYaml(lines: readonly string[]): { readonly [name: string]: YamlValue } {
  return mapAt({ lines, at: 0 }, 0);
}

interface Cursor {
  readonly lines: readonly string[];
  at: number;
}

const MAX_DEPTH = 20;
const MEMBER = /^( *)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s:#'"][^:]*(?::[^\s:][^:]*)*):(?: (.*))?$/;

/** The members that are indented by at least `indent`; the first one sets the indentation. */
function mapAt(cursor: Cursor, indent: number): { readonly [name: string]: YamlValue } {
  const members: [string, YamlValue][] = [];
  let own: number | undefined;
  while (cursor.at < cursor.lines.length) {
    const [found, blanks = '', name = '', value = ''] = MEMBER.exec(cursor.lines[cursor.at] ?? '') ?? [];
    if (found !== undefined && (blanks.length < indent || blanks.length < (own ?? 0))) break;
    cursor.at += 1;
    // A list, or a part of one.
    if (found === undefined || blanks.length > (own ?? blanks.length)) continue;
    own ??= blanks.length;
    members.push([unquoted(name), valueAt(cursor, own, value)]);
  }
  return Object.fromEntries(members);
}

function valueAt(cursor: Cursor, indent: number, value: string): YamlValue {
  if (value === '') {
    const next = cursor.lines[cursor.at] ?? '';
    return indentOf(next) > indent && indent < 2 * MAX_DEPTH ? mapAt(cursor, indent + 1) : '';
  }
  const below = linesBelow(cursor, indent);
  if (/^\|[+-]?\d?$/.test(value)) return block(below).join('\n');
  if (/^>[+-]?\d?$/.test(value)) return folded(block(below));
  return unquoted(folded([value, ...below.map((line) => line.trim())]));
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** The lines of the value: more deeply indented ones, and blank ones between them. */
function linesBelow(cursor: Cursor, indent: number): readonly string[] {
  const start = cursor.at;
  while (cursor.at < cursor.lines.length) {
    const line = cursor.lines[cursor.at] ?? '';
    if (line.trim() !== '' && indentOf(line) <= indent) break;
    cursor.at += 1;
  }
  return cursor.lines.slice(start, cursor.at);
}

/** Removes the indentation of the first line. */
function block(lines: readonly string[]): readonly string[] {
  const indent = indentOf(lines.find((line) => line.trim() !== '') ?? '');
  const texts = lines.map((line) => line.slice(Math.min(indent, indentOf(line))));
  let end = texts.length;
  while (end > 0 && texts[end - 1] === '') end -= 1;
  return texts.slice(0, end);
}

/** A newline becomes a blank, an empty line a newline, and a newline after a backslash nothing. */
function folded(lines: readonly string[]): string {
  return lines.reduce((text, line) => {
    if (line === '') return `${text}\n`;
    if (text.endsWith('\n')) return `${text}${line}`;
    return text.endsWith('\\') && lines[0]?.startsWith('"') ? `${text.slice(0, -1)}${line}` : `${text} ${line}`;
  });
}

function unquoted(text: string): string {
  if (/^'.*'$/s.test(text)) return text.slice(1, -1).replaceAll("''", "'");
  if (!/^".*"$/s.test(text)) return text;
  return text.slice(1, -1).replace(/\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|(.))/gs, (_, x, u, one) => {
    const code = x ?? u;
    return code === undefined ? (ESCAPES[one] ?? one) : String.fromCharCode(Number.parseInt(code, 16));
  });
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', e: '\u001b', '0': '\0', _: '\u00a0' };
