/** Where an app says that it listens. */
export interface SaidPlace {
  /** Undefined where the line names the port only. */
  readonly host?: string;
  readonly port: number;
}

const MAX_TEXT = 400;

/** What to search a saved log for: a line without any of these tells nothing of this. */
export const servingNeedles: readonly RegExp[] = [
  /HTTP\/|istening|unning |erving|istens? |erver (?:on|at) |tarted |eady|ocal|Completed [23]|resuming normal |(?:GET|POST|PUT|PATCH|DELETE|HEAD) \//,
];

/** Whether a line says that the app serves: an answered request, or a server's own word. */
export const isServing = (line: string): boolean => SERVES.test(line.slice(0, MAX_TEXT)) && !line.endsWith('?');

const SERVES =
  /\bHTTP\/\d(?:\.\d)?" [1-4]\d\d\b|\b(?:[Ll]istening|[Rr]unning) (?:on|at)\b|\b[Ss]erving\b|\bready to handle connections\b|\bresuming normal operations\b|^(?:\S{1,60} ){0,4}[Ll]istening[.!]?$/;

/** Whether it tells of a request that was answered well: a line of an access log. */
export const isAnswer = (line: string): boolean => ANSWER.test(line.slice(0, MAX_TEXT));

// As most servers write it, as `morgan` does, and as Rails.
const ANSWER =
  /"(?:GET|POST|PUT|PATCH|DELETE|HEAD) \/\S{0,200} HTTP\/\d(?:\.\d)?" [23]\d\d\b|\b(?:GET|POST|PUT|PATCH|DELETE|HEAD) \/\S{0,200} [23]\d\d \d{1,7}(?:\.\d{1,6})? ?ms\b|\bCompleted [23]\d\d [A-Z]/;

/** The address that a line says the app listens on, where it names one with its port, or the port alone. */
export function saidPlace(line: string): SaidPlace | undefined {
  const text = line.slice(0, MAX_TEXT);
  const [, host, port] = PLACE.exec(text) ?? [];
  if (host !== undefined) return { host, port: Number(port) };
  const only = PORT_ONLY.exec(text)?.[1];
  return only === undefined ? undefined : { port: Number(only) };
}

const PLACE =
  /\b(?:[Ll]isten(?:s|ing)?|[Rr]unning|[Ss]erving|[Ss]tarted|[Rr]eady|[Ll]ocal|up on|(?:HTTP|http|[Ww]eb|API) [Ss]erver (?:on|at))\b.{0,80}?(127\.0\.0\.1|0\.0\.0\.0|localhost|\[::1?\]):(\d{2,5})\b/;
const PORT_ONLY = /\b(?:[Ll]isten(?:s|ing)?|[Rr]unning|[Ss]erving|[Ss]tarted) (?:on|at) (?:the )?port:? (\d{2,5})\b/;

/** Whether nothing but the app itself reaches it there. */
export const isLoopback = ({ host = '' }: SaidPlace): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(host);
