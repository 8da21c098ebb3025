import type { Exception } from '../../../core/facts/log-event.ts';
import { REQUEST_WORDS } from '../../../core/facts/request-words.ts';
import { LINE_START } from '../dialects/parse-dialect.ts';
import { exceptionOf, place, type Raised, type Trace } from './parse-trace.ts';

/** The texts to search the raw output for. */
export const requestErrorNeedles: readonly string[] = [
  'Rack app (?:\\("|error handling request)',
  ' FATAL -- : ',
  `${LINE_START}\\[[\\w-]{4,40}\\] [A-Z][\\w:]{1,100} \\(`,
  '\\] ERROR [A-Z][\\w:]{0,80}(?:Error|Exception|NotFound|Invalid): ',
  ' - [A-Z][\\w:]{0,100}(?:Error|Exception|NotFound|Invalid) - ',
  '\\{"exception":"\\[object\\] \\(',
  '"context":\\{"exception":\\{"class":"',
  ' panic recovered:',
];

/**
 * Servers and frameworks that catch a request's exception name it in one line, with its frames below, if any.
 * The groups are the exception's type, its message and, where the line has them, file and line number.
 */
interface Form {
  readonly language: Exception['language'];
  readonly pattern: RegExp;
  /** Other programs write lines of this form too, so frames must follow. */
  readonly isLoose?: true;
}

const TYPE = '(?<type>[A-Z][\\w:]{0,120})';
const STAMP = '^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d';
/** Within JSON, where the backslashes of PHP's names are doubled. */
const PHP_TYPE = '(?<type>[A-Z][\\w\\\\]{0,200})';
/** The start of a line by Ruby's Logger, and the tags that Rails adds. */
const LOGGER = /^[A-Z], \[[^\]]{1,60}\]\s{1,3}[A-Z]{3,7} -- [^:]{0,60}: ?/;
const TAGS = /^(?:\[[\w.:-]{1,80}\] ?){1,4}/;

const FORMS: readonly Form[] = [
  // Puma.
  {
    language: 'ruby',
    pattern: new RegExp(`${REQUEST_WORDS.puma}#<${TYPE}: (?<text>.{1,1000}?)>?$`),
  },
  // Sinatra.
  { language: 'ruby', pattern: new RegExp(`${STAMP} - ${TYPE} - (?<text>.{1,1000}?):$`), isLoose: true },
  // WEBrick.
  {
    language: 'ruby',
    pattern: new RegExp(`^\\[\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\] ERROR ${TYPE}: (?<text>.{1,1000})$`),
    isLoose: true,
  },
  // Monolog, which Laravel and Symfony log with.
  {
    language: 'php',
    pattern: new RegExp(
      `\\{"exception":"\\[object\\] \\(${PHP_TYPE}\\(code: [^)]{1,20}\\): (?<text>.{1,1000}?) at (?<file>/[^\\s"]{1,400}?):(?<line>\\d{1,7})`,
    ),
  },
  {
    language: 'php',
    pattern: new RegExp(
      `"context":\\{"exception":\\{"class":"${PHP_TYPE}","message":"(?<text>(?:[^"\\\\]|\\\\.){1,1000})","code":[^,]{1,20},"file":"(?<file>[^"]{1,400}?):(?<line>\\d{1,7})"`,
    ),
  },
];

const OLD_PUMA = new RegExp(REQUEST_WORDS.oldPuma);
const GIN = new RegExp(REQUEST_WORDS.gin);

/** Starts at a line in which a server names the exception that ended a request. */
export function startRequestError(line: string): Trace | undefined {
  if (OLD_PUMA.test(line)) return oldPuma;
  if (GIN.test(line)) return gin(MOST_REQUEST_LINES);
  const text = untagged(line);
  const rails = text === line ? undefined : startRails(text);
  if (rails !== undefined) return rails;
  for (const { language, pattern, isLoose } of FORMS) {
    const found = pattern.exec(line)?.groups;
    if (found !== undefined)
      return isLoose ? shownBelow(raisedBy(found)) : told(language, raisedBy(found), MOST_FRAMES);
  }
  return undefined;
}

const untagged = (line: string): string => line.replace(LOGGER, '').replace(TAGS, '');

function raisedBy({ type = '', text = '', file, line }: Readonly<Record<string, string | undefined>>): Raised {
  // A PHP class's namespace says no more than its file does.
  const name = type.replace(/^.*\\/, '');
  // Ruby shows the code below its message.
  const [message = ''] = text.split('\\n\\n', 1);
  const plain = message.replaceAll('\\"', '"').replaceAll('\\\\', '\\').replaceAll('\\/', '/');
  const isOwn = file !== undefined && line !== undefined && !/\/vendor\//.test(file);
  return { text: `${name}: ${plain}`, ...(isOwn && { where: place(file.replaceAll('\\/', '/'), line) }) };
}

const MOST_FRAMES = 60;
const RUBY_FRAME = /^\s*([^\s:]{1,500}):(\d{1,7}):in [`'](.{1,300})'$/;
/** The gems, the language's own files, and the programs of gems. */
const NOT_THE_APPS =
  /\/gems\/|\/lib\/ruby\/|^<internal|\/bin\/|\/vendor_ruby\/|^(?:puma|rack|rails|action\w+|active\w+|railties) \(/;

/** Frames may follow: the app's first own frame shows where. */
function told(language: Exception['language'], raised: Raised, left: number): Trace {
  return {
    exception: exceptionOf(language, raised),
    next(line) {
      const text = untagged(line);
      if (left <= 0) return undefined;
      const frame = RUBY_FRAME.exec(text);
      if (frame === null) return /^\s*$/.test(text) ? told(language, raised, left - 1) : undefined;
      return told(language, withPlace(raised, frame), left - 1);
    },
  };
}

const shownBelow = (raised: Raised): Trace => ({
  next(line) {
    const frame = RUBY_FRAME.exec(line);
    return frame === null ? undefined : told('ruby', withPlace(raised, frame), MOST_FRAMES);
  },
});

function withPlace(raised: Raised, [, file = '', number = '', name = '']: RegExpExecArray): Raised {
  const isFirst = raised.where === undefined && !NOT_THE_APPS.test(file);
  return isFirst ? { ...raised, where: place(file, number, name) } : raised;
}

/** Puma up to 4 puts the exception into the next line. */
const oldPuma: Trace = {
  next(line) {
    const [, type, text = ''] = /^#<([A-Z][\w:]{0,120}): (.{1,1000}?)>?$/.exec(line) ?? [];
    return type === undefined ? undefined : told('ruby', { text: `${type}: ${text}` }, MOST_FRAMES);
  },
};

const MOST_MESSAGE_LINES = 12;
const MOST_TEXT = 1_000;
const RAILS = /^([A-Z][\w:]{0,120}) \((.{0,1000})\):$/;
const RAILS_OPENS = /^[A-Z][\w:]{0,120} \(/;

/** Rails puts an empty line before the exception, and its message in parentheses. */
function startRails(text: string): Trace | undefined {
  if (/^\s*$/.test(text)) return { next: (line) => startRails(untagged(line)) };
  const [, type, message = ''] = RAILS.exec(text) ?? [];
  if (type !== undefined) return told('ruby', { text: `${type}: ${message.trim()}` }, MOST_FRAMES);
  return RAILS_OPENS.test(text) ? railsMessage(text, MOST_MESSAGE_LINES) : undefined;
}

/** A message of several lines: the parenthesis ends it. */
const railsMessage = (text: string, left: number): Trace => ({
  next(line) {
    const whole = `${text} ${untagged(line).trim()}`.replace(/ {2,}/g, ' ');
    if (RAILS.test(whole)) return startRails(whole);
    return left > 0 && whole.length < MOST_TEXT ? railsMessage(whole, left - 1) : undefined;
  },
});

const MOST_REQUEST_LINES = 40;
const REQUEST_LINE = /^(?:[A-Z]{3,7} \S{1,2000} HTTP\/[\d.]{1,3}|[\w-]{1,60}: .*)?\r?$/;

/** Gin writes the request between its own line and the panic. */
const gin = (left: number): Trace => ({
  next(line) {
    if (REQUEST_LINE.test(line)) return left > 0 ? gin(left - 1) : undefined;
    return ginFrames({ text: `panic: ${line.trim()}` }, MOST_FRAMES);
  },
});

const GIN_FRAME = /^(\/\S{1,400}\.go):(\d{1,7}) \(0x[\da-f]{1,16}\)$/;
const GO_LIBRARIES = /\/go(?:-[\d.]{1,10})?\/(?:src|pkg\/mod)\/|\/libexec\/src\//;

const ginFrames = (raised: Raised, left: number): Trace => ({
  exception: exceptionOf('go', raised),
  next(line) {
    const [, file, number = ''] = GIN_FRAME.exec(line) ?? [];
    if (left <= 0 || (file === undefined && !/^\s/.test(line))) return undefined;
    const isFirst = file !== undefined && raised.where === undefined && !GO_LIBRARIES.test(file);
    return ginFrames(isFirst ? { ...raised, where: place(file, number) } : raised, left - 1);
  },
});
