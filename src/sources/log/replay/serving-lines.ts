/** The address that an app says it listens on. */
export interface SaidPlace {
  /** Undefined where the line names only the port. */
  readonly host?: string;
  readonly port: number;
}

const MAX_TEXT = 400;

/** The patterns to search a saved log for: a line without a match says nothing about serving. */
export const servingNeedles: readonly RegExp[] = [
  /istening|unning |erving|istens? |erver (?:on|at) |aunched from |tarted |eady|ocal|resuming normal |said into std|inding to|etwork: /,
];

/** The pattern for lines about how a request was answered. */
export const answerNeedles = /HTTP\/|Completed [23]|(?:GET|POST|PUT|PATCH|DELETE|HEAD) \//;

/** The address or port that a line says the app listens on. */
export function saidPlace(line: string): SaidPlace | undefined {
  const text = line.slice(0, MAX_TEXT);
  const [, host, port] = PLACE.exec(text) ?? [];
  if (host !== undefined) return { host, port: Number(port) };
  const outer = text.includes('etwork: ') ? NETWORK.exec(text)?.[1] : undefined;
  if (outer !== undefined) return { host: '0.0.0.0', port: Number(outer) };
  const only = text.includes(' port') ? PORT_ONLY.exec(text)?.[1] : undefined;
  return only === undefined ? undefined : { port: Number(only) };
}

const PLACE =
  /\b(?:[Ll]isten(?:s|ing)?|[Rr]unning|[Ss]erving|[Ss]tarted|[Rr]eady|[Ll]ocal|[Bb]inding to|up on|(?:launched|development server) (?:at|from)|(?:HTTP|http|[Ww]eb|API) [Ss]erver (?:on|at))\b.{0,80}?(127\.0\.0\.1|0\.0\.0\.0|localhost|\[::1?\]):(\d{2,5})\b/;
/** A development server on all interfaces names one of them below the line about localhost. */
const NETWORK = /^\W{0,20}(?:On Your )?Network: {1,8}https?:\/\/(?:\d{1,3}\.){3}\d{1,3}:(\d{2,5})\b/;
const PORT_ONLY = /\b(?:[Ll]isten(?:s|ing)?|[Rr]unning|[Ss]erving|[Ss]tarted) (?:on|at) (?:the )?port:? (\d{2,5})\b/;

/** Whether only programs in the same container can reach it there. */
export const isLoopback = ({ host = '' }: SaidPlace): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(host);
