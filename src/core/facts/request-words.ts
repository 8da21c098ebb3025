/**
 * The words in which servers and frameworks report the error of one request, as sources of patterns. The server catches the error and
 * keeps running.
 */
export const REQUEST_WORDS = {
  django: '(?:^|\\s)Internal Server Error: /',
  flask: '\\bException on /\\S{0,300} \\[[A-Z]{3,8}\\]',
  asgi: '\\bException in ASGI application\\b',
  puma: '\\bRack app \\("[^"]{0,300}" - \\([^)]{0,60}\\)\\): ',
  oldPuma: '\\bRack app error handling request \\{',
  gin: ' panic recovered:$',
  go: '^(?:\\S{1,40} \\S{1,40} )?http: panic serving \\S{1,80}: ',
  aspnet: '\\bAn unhandled exception (?:was thrown by the application|has occurred while executing the request)\\.$',
} as const;

const ANY = new RegExp(Object.values(REQUEST_WORDS).join('|'));
const MOST = 400;

/** Whether a line reports that the trace below, or in it, comes from a request. */
export const isOfRequest = (line: string): boolean => ANY.test(line.slice(0, MOST).trimEnd());
