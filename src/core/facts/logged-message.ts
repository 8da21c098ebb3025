/** What a line says, without the logger's prefix. For a JSON or logfmt record: its message, and the error next to it. */
export function loggedMessage(line: string): string {
  const text = line.trim();
  const said = text.startsWith('{') ? ofJson(text) : (ofLogfmt(text) ?? withoutStamp(text));
  return said === '' ? text : said;
}

/** The severity that the logger gave a line; undefined where the line has none. */
export function loggedLevel(line: string): 'error' | 'info' | undefined {
  const head = line.slice(0, HEAD);
  const [error, info] = [ERROR_LEVEL, INFO_LEVEL].map((level) => level.exec(head)?.index ?? HEAD);
  if (error === info) return undefined;
  // The message may contain the word for another level.
  return (error ?? HEAD) < (info ?? HEAD) ? 'error' : 'info';
}

const HEAD = 160;
const FATAL_WORDS = 'FATAL|CRITICAL|CRIT|EMERG|ALERT|PANIC|SEVERE|ERROR|ERR|FTL|PNC';
const LESS_WORDS = 'INFO|NOTICE|DEBUG|TRACE|VERBOSE|WARN|WARNING|INFORMATION|INF|WRN|DBG|TRC|VRB';

/**
 * Matches a level as loggers write it.
 * In lower case it is also a plain word, so it counts only at the start, after a timestamp, and in brackets.
 */
function levelOf(words: string, numbers: string): RegExp {
  const small = `(?:${words
    .split('|')
    .map((word) => `[${word[0]}${word[0]?.toLowerCase()}]${word.slice(1).toLowerCase()}`)
    .join('|')})`;
  return new RegExp(
    [
      `(?:^|[\\s[|(])(?:${words})(?=[\\s\\]|):]|$)`,
      `(?:^|[[|(] {0,4}|[\\dZ\\])]\\s{1,4}|^\\S{1,40}: )${small}(?=[\\s\\]|):]|$)`,
      `\\blevel="?(?:${words}|${small})\\b`,
      `"(?:level|severity|levelname|@l)": ?(?:"(?:${words}|${small})"|${numbers}\\b)`,
    ].join('|'),
  );
}

const ERROR_LEVEL = levelOf(FATAL_WORDS, '[56]0');
const INFO_LEVEL = levelOf(LESS_WORDS, '[1234]0');

const JSON_TEXT = '((?:[^"\\\\]|\\\\.){1,300})';
// A line of evidence may be cut. It is not valid JSON then, but its first members are still intact.
const JSON_MESSAGE = new RegExp(`"(?:msg|message|event|@m)": ?"${JSON_TEXT}`);
const JSON_ERROR = new RegExp(
  `"(?:err|error|exception|cause)": ?(?:"${JSON_TEXT}|\\{[^{}]{0,200}?"message": ?"${JSON_TEXT})`,
);

function ofJson(text: string): string {
  const [, error] = JSON_ERROR.exec(text)?.filter((each) => each !== undefined) ?? [];
  // The message of the nested error is not the record's message.
  const own = JSON_MESSAGE.exec(text.replace(/"(?:err|error|exception|cause)": ?\{[^{}]{0,2000}/, ''))?.[1];
  return joined(own, error);
}

function ofLogfmt(text: string): string | undefined {
  if (!/(?:^|\s)level="?\w/.test(text)) return undefined;
  const value = (names: string): string | undefined => {
    const found = new RegExp(`(?:^|\\s)(?:${names})=(?:"((?:[^"\\\\]|\\\\.){1,300})"?|(\\S{1,300}))`).exec(text);
    return found?.[1] ?? found?.[2];
  };
  const said = joined(value('msg|message'), value('err|error'));
  return said === '' ? undefined : said;
}

function joined(message = '', error = ''): string {
  const [first, second] = [message, error].map((each) => each.replace(/\\([nrt"\\/])/g, plain));
  if (second === '' || first?.includes(second ?? '')) return first ?? '';
  return first === '' ? (second ?? '') : `${first}: ${second}`;
}

const plain = (_: string, mark: string): string => (mark === 'n' || mark === 'r' || mark === 't' ? ' ' : mark);

const LEVELS =
  'FATAL|CRITICAL|CRIT|EMERG|ALERT|PANIC|SEVERE|ERROR|ERR|WARNING|WARN|NOTICE|INFO|DEBUG|TRACE|FTL|PNC|WRN|INF|DBG|TRC|VRB|fatal|critical|crit|emerg|alert|panic|error|warning|warn|notice|info|debug|trace';
/** The time at the start of most loggers' lines; Nest writes the pid before it. */
const STAMP =
  /^(?:[A-Z], |(?:\[Nest\] )?\d{1,8} {1,4}- (?=\d{1,2}\/))?[[(]?(?:\d{1,2}\/\d{1,2}\/\d{4}, \d{1,2}:\d\d:\d\d [AP]M|\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z| ?[+-]\d\d:?\d\d| UTC)?|\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d(?:\.\d{1,6})?(?: UTC)?|(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})?(?: \d{4})?|\d\d:\d\d:\d\d(?:[.,]\d{1,9})?|\d{1,2}:\d\d[AP]M|[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{6}) ?(?:#\d{1,10})?[\])]?:?(?:\s+|$)/;
/** What may come between the time and the message: level, process, thread, and the line of lighttpd's own source. */
const PART = new RegExp(
  `^(?:\\[[^\\]]{0,60}\\]:?|\\([\\w-]{1,40}\\.c\\.\\d{1,5}\\)|\\((?:[\\w.-]{1,40}\\/)?\\d{1,8}(?: on [\\w.-]{1,60})?\\):|\\((?:${LEVELS})\\):?|(?:${LEVELS})\\b(?!\\(s\\))\\s{0,4}:?|\\d{1,10}(?:#\\d{1,10})?:?(?=\\s)|---|--|[-:|])\\s*`,
);
/** The logger's name, which has a dot in it, or the program's name, which has its pid. */
const NAME = /^(?:[\w$/-]{1,60}[.:][\w.$/:-]{1,80}|[\w-]{1,40}\[\d{1,10}\])\s{0,40}(?::| -| \|)\s+(?=\S)/;
/** Levels in brackets or next to a program's name, without a time before them. HAProxy's are followed by its pid. */
const BARE = new RegExp(
  `^(?:\\[(?:${LEVELS})\\](?:\\s{1,8}\\(\\d{1,10}\\) :(?: config :)?)?|(?:${LEVELS}):[\\w.]{1,60}:)\\s*`,
);
/** Within the brackets of the timestamp: env_logger of Rust. */
const TARGET = /^[\w:.]{1,80}\]\s{1,4}/;
const MOST_PARTS = 6;

function withoutStamp(text: string): string {
  const stamp = STAMP.exec(text);
  if (stamp === null) return text.replace(BARE, '').trim();
  let rest = text.slice(stamp[0].length);
  for (let parts = 0; parts < MOST_PARTS; parts += 1) {
    const part = PART.exec(rest) ?? NAME.exec(rest);
    if (part === null) break;
    rest = rest.slice(part[0].length);
  }
  return (text.startsWith('[') ? rest.replace(TARGET, '') : rest).trim();
}
