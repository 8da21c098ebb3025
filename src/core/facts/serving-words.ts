import type { Instant } from '../clock.ts';

const MAX_TEXT = 400;

/** Whether a line says that the app serves: an answered request, or a server's own message. */
export const isServing = (line: string): boolean =>
  SERVES.test(line.slice(0, MAX_TEXT)) && !line.trimEnd().endsWith('?');

const SERVES = new RegExp(
  [
    '\\bHTTP/\\d(?:\\.\\d)?" [1-4]\\d\\d\\b',
    // After a question, advice to check something, or words about another program, the same words claim nothing.
    "(?<!\\b(?:[Ii]s the server|(?:[Mm]ake sure|[Ee]nsure|[Cc]heck|[Vv]erify) .{0,60}|that's|is|are|already|process|[Ff]ailed|cannot|not) )\\b(?:(?:[Ll]istening|[Rr]unning|[Rr]eady) (?:on|at)|[Ss]erving)\\b",
    '\\bready to handle connections\\b|\\b[Aa]ccepting connections\\b|\\bresuming normal operations\\b',
    '\\bsaid into std(?:err|out): "',
    '^(?:\\S{1,60} ){0,4}[Ll]istening[.!]?$',
  ].join('|'),
);

/** Whether a line of an access log reports a request that got a 2xx or 3xx response. */
export const isAnswer = (line: string): boolean => ANSWER.test(line.slice(0, MAX_TEXT));

const REQUEST = '(?:GET|POST|PUT|PATCH|DELETE|HEAD) /';
const ANSWER = new RegExp(
  [
    // The common form of most servers, then PHP-FPM, morgan, Rails, uWSGI.
    `"${REQUEST}\\S{0,200} HTTP/\\d(?:\\.\\d)?" [23]\\d\\d\\b`,
    `\\d "${REQUEST}[^\\s"]{0,200}" [23]\\d\\d\\b`,
    `\\b${REQUEST}\\S{0,200} [23]\\d\\d \\d{1,7}(?:\\.\\d{1,6})? ?ms\\b`,
    '\\bCompleted [23]\\d\\d [A-Z]',
    `\\b${REQUEST}\\S{0,200} => .{1,100} \\(HTTP/\\d(?:\\.\\d)? [23]\\d\\d\\)`,
  ].join('|'),
);

/** The time of the request in a line of the Common Log Format; undefined for any other line. */
export function answerTime(line: string): Instant | undefined {
  const [, day, month, year, time, zone] = CLF_TIME.exec(line.slice(0, MAX_TEXT)) ?? [];
  const at = Date.parse(`${day} ${month} ${year} ${time} ${zone}`);
  return Number.isNaN(at) ? undefined : at;
}

const CLF_TIME = /\[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})\]/;
