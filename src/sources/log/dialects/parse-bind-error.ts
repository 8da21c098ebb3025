import type { BindError } from '../../../core/facts/log-event.ts';
import { withoutEscapes } from '../../../core/redaction/neutralise.ts';
import { quotable } from '../../../core/redaction/redact.ts';
import { createPatternSearch, type PatternSearch } from '../search/pattern-search.ts';
import type { Dialect } from './parse-dialect.ts';
import { isOwnLead } from './parse-own-lead.ts';
import { errorTexts, parseStructured } from './parse-prefix.ts';

/** A server's own message that it could not open a port; not a message that quotes a request. */
export const bindErrors: Dialect<BindError> = {
  needles: new RegExp(
    [
      'EADDRINUSE',
      'eaddrinuse',
      'ddress (?:already )?in use',
      'AddressInUse',
      'onnection in use: ',
      'ort (?:\\*:)?\\d{1,5}(?:, it)? (?:is |was |seems to be )?(?:already )?in use',
      'port (?:is )?already in use',
      'onnector configured to listen',
      'already running on port',
      'annot bind socket',
      'listen EACCES',
      'another instance of uWSGI',
      'ermission denied',
      'permission to access that port',
      "Can't connect to \\('",
      'already bound: \\d',
      'no acceptor \\(',
      'ddress \\S{1,100} is already in use',
      'annot bind to the port ',
      'already performing on port',
      "an't listen on port ",
      'annot find empty port in range',
      'adding listener failed addr=',
      "(?:ailed to|nable to|ould not|ouldn't|annot) bind ",
      'rror: (?:[Ff]ailed to |[Cc]ould not )?(?:bind|listen)',
      'for reason :?eacces \\(',
      '\\(EXIT\\) (?:\\{:listen_error, \\S{1,200} )?:eacces',
      'could not be started because port ',
      'already have another ',
      'ort \\d{1,5} is already used ',
      'ailed to (?:initialize|start) (?:component|connector) ',
      'ailed to create server shutdown socket ',
      'nable to listen on http',
      'no available port could be found',
      'rror: port in use',
    ].join('|'),
  ),
  parse(line) {
    if (!bindErrors.needles.test(line)) return undefined;
    const texts = [parseStructured(line)?.message ?? withoutEscapes(line), ...errorTexts(line)];
    return texts.map((text) => errorIn(text.trimEnd(), line)).find((error) => error !== undefined);
  },
};

const MAX_LINE = 1_000;

function errorIn(text: string, line: string): BindError | undefined {
  if (text.length > MAX_LINE || QUOTES_REQUEST.test(text) || OF_THE_HOST.test(text)) return undefined;
  const found = firstMatch(text) ?? otherWords(text);
  if (!found) return undefined;
  const port = Number(found.groups?.['port'] ?? addressPort(text) ?? Number.NaN);
  const isPort = port > 0 && port < 65_536;
  const reason = reasonOf(found.groups?.['why'] ?? '');
  const isLoose = !isOwnLead(text.slice(0, found.index));
  return {
    kind: 'bind-error',
    reason,
    line: quotable(line, 300),
    ...(isPort && { port }),
    ...(isLoose && { isLoose }),
  };
}

/** Tomcat calls a connector `HTTP/1.1-80`. */
const QUOTES_REQUEST = /(?<!Connector\[)\bHTTP\/\d/;

/** Docker's messages about a port that it publishes. The port is the host's, and the app was not even started. */
const OF_THE_HOST = /\bError response from daemon: |\bstarting userland proxy: /;

const PORT = '(?<port>\\d{1,5})';
/** The words of glibc and musl: Alpine's programs leave out `already`. */
const IN_USE_WORDS = '[Aa]ddress (?:already )?in use';
const WHY = `(?<why>${IN_USE_WORDS}|[Pp]ermission denied)`;
const ERRNO = '(?<why>98|13)';
const PYTHON = `\\('[^']{0,100}', ${PORT}\\b[^)]{0,20}\\)`;

const PATTERNS: readonly RegExp[] = [
  // Node; without the middle words up to version 10. It treats an address with a scheme as a socket's path.
  // Bun, which uses the same words for a privileged port.
  new RegExp(`\\blisten (?<why>EADDRINUSE|EACCES)(?:: [a-z ]{1,40})?(?: (?!\\w{1,10}://)\\S{0,100})?:${PORT}$`),
  new RegExp(`\\bFailed to start server\\. Is port ${PORT} in use\\?$`),
  // A worker of a Node cluster; an address other than null may mean UDP.
  new RegExp(`\\bbind (?<why>EADDRINUSE|EACCES) null:${PORT}$`),
  // Go and programs written in it: Caddy, Traefik. Redis.
  new RegExp(`\\blisten (?:tcp[46]?|http) \\S{0,100}:${PORT}: bind: ${WHY}\\b`),
  new RegExp(`(?:\\bCreating Server TCP )?listening socket \\S{0,100}:${PORT}: bind: ${WHY}`),
  // nginx, Apache, HAProxy.
  new RegExp(`\\bbind\\(\\) to \\S{0,100}:${PORT} failed \\(${ERRNO}: `),
  new RegExp(`\\(${ERRNO}\\)[A-Z][a-z ]{1,40}: AH00072: make_sock: could not bind to address \\S{0,100}:${PORT}$`),
  new RegExp(`\\bcannot bind socket (?:\\(${WHY}\\) )?(?:for )?\\[\\S{0,100}:${PORT}\\]`),
  // Gunicorn; asyncio under Uvicorn, Hypercorn and others.
  new RegExp(`\\b(?<why>Connection in use): ${PYTHON}$`),
  new RegExp(`\\bconnection to ${PYTHON} failed: \\[Errno ${ERRNO}\\]`),
  new RegExp(`\\bCan't connect to ${PYTHON}$`),
  new RegExp(`\\[Errno ${ERRNO}\\] error while attempting to bind on address ${PYTHON}: `),
  // Puma, Unicorn, WEBrick.
  new RegExp(`${WHY} - bind\\(2\\) for "?[^"\\s]{0,100}"?(?: port |:)${PORT}\\b`),
  new RegExp(`\\badding listener failed addr=\\S{0,100}:${PORT} \\((?<why>in use)\\)$`),
  // uWSGI, PHP, .NET.
  new RegExp(`^(?<why>probably another instance) of uWSGI is running on the same address \\(\\S{0,100}:${PORT}\\)`),
  new RegExp(`^bind\\(\\): ${WHY} \\[\\S`),
  new RegExp(`\\bunable to bind listening socket for address '(?:[^'/]{0,100}:)?${PORT}': ${WHY}`),
  new RegExp(`(?:---> )?\\b(?:\\w{1,30}\\.){0,5}SocketException \\(${ERRNO}\\): (?:${IN_USE_WORDS}|Permission denied)`),
  new RegExp(`Failed to listen on \\S{0,100}:${PORT} \\(reason: ${WHY}\\)`),
  new RegExp(`Failed to bind to address \\S{0,100}:${PORT}/?: ${WHY}`),
  // Spring, Micronaut, Werkzeug and development servers, then Django and Quarkus.
  new RegExp(`(?:^|[ :])[Pp]ort (?:\\*:)?${PORT}(?:, it)? (?:is |was )?(?:already )?(?<why>in use)\\b`),
  new RegExp(`(?:^|\\) )Port ${PORT} seems to be (?<why>in use) by another process\\.`),
  /^Error: That port is already (?<why>in use)\.$/,
  /^Error: You don't have (?<why>permission) to access that port\.$/,
  // Spring Boot up to 2.0 (which does not say why), Cowboy, Create React App.
  new RegExp(`\\bThe \\w{1,20} connector configured to listen on port ${PORT} failed to start\\b`),
  /(?<=\bfailed), port (?<why>already in use)$/,
  new RegExp(`^Something is (?<why>already running) on port ${PORT}\\.$`),
  // Sails; and Tomcat for its own shutdown port, whatever the reason below.
  new RegExp(`\\bIs something else (?<why>already running) on port ${PORT} ?\\?$`),
  new RegExp(`(?<=\\bFailed to )create server shutdown socket on address \\[\\S{1,100}\\] and port \\[${PORT}\\]`),
  /\bPort\(s\) (?<why>already bound): (?<port>\d{1,5})\b/,
  // Passenger, Sinatra, and some that do not say why: EventMachine (Thin), json-server, Meteor, Gradio.
  new RegExp(`^The address \\S{0,100}:${PORT} is already (?<why>in use) by another process`),
  new RegExp(`^== Someone is (?<why>already) performing on port ${PORT}!`),
  /\bno acceptor \(port is in use or requires root privileges\)/,
  new RegExp(`^Cannot bind to the port ${PORT}\\.`),
  new RegExp(`^Can't listen on port ${PORT}\\. Perhaps another `),
  new RegExp(`\\bCannot find empty port in range: ${PORT}-\\d{1,5}\\.`),
  // Node-RED, which says why in its next line.
  new RegExp(`(?<=\\bUnable to )listen on https?://\\S{1,100}:${PORT}/$`),
  /\bError: port (?<why>in use)$/,
  // Jupyter, after it tried other ports, or was not allowed to.
  new RegExp(`\\bcould not be started because port ${PORT} is (?<why>not available)\\.$`),
  /\bcould not be started because (?<why>no available port) could be found\.$/,
  // Strapi.
  new RegExp(`\\bport ${PORT} is (?<why>already) used by another (?:application|process|program)\\b`),
  // lighttpd, memcached, Twisted, socat.
  new RegExp(`\\b(?:can't bind to socket:|bind\\(\\)) \\S{0,100}:${PORT}:? ${WHY}$`),
  new RegExp(`\\bcan't bind to port: ${PORT} ${WHY}$`),
  new RegExp(`\\bfailed to listen on TCP port ${PORT}: ${WHY}$`),
  new RegExp(`\\bCouldn't listen on \\S{0,100}:${PORT}: \\[Errno ${ERRNO}\\]`),
  new RegExp(`\\bbind\\(\\d{1,4}, \\{AF=\\d{1,2} \\S{0,100}:${PORT}\\}, \\d{1,3}\\): ${WHY}$`),
  // sshd; Envoy, and other programs with the same words.
  new RegExp(`\\b[Bb]ind to (?:\\S{1,60} )?port ${PORT} (?:on \\S{1,60} )?failed: ${WHY}\\b`),
  new RegExp(
    `(?<=\\b(?:[Cc]annot|[Cc]ould not|[Cc]ouldn't|[Ff]ailed to|[Uu]nable to) )bind (?:to )?(?:address )?['"]?\\S{0,100}:${PORT}['"]?: ${WHY}\\b`,
  ),
  // Jetty, Netty, gRPC and Rust programs with their own words do not say why; the next line of an error chain does.
  new RegExp(
    `(?<=\\b(?:[Ff]ailed to|[Uu]nable to|[Cc]ould not|[Cc]ouldn't|[Cc]annot) )bind (?:(?:(?:the|TCP|HTTP|tcp|http|server) ){0,2}(?:listener|socket|server) )?(?:to |on |at )?(?:address )?\\[?\\S{0,100}:${PORT}\\]?(?=$|[;,. ])`,
  ),
  new RegExp(
    `^Error: (?:[Ff]ailed to |[Cc]ould not )?(?:bind|listen)(?:ing)?(?: to| on)?(?: address| port)? (?:\\S{0,100}:)?${PORT}$`,
  ),
  new RegExp(`\\bCould not start '\\w{1,60}' listener\\b.{0,60}BindException: ${WHY} /\\S{0,100}:${PORT}$`),
  // Tomcat for a connector that it could not open, whatever the reason below.
  new RegExp(
    `\\bFailed to (?:initialize|start) (?:component|connector) \\[Connector\\["?[\\w./]{1,20}(?:-[a-z]\\w{1,20}){0,3}-${PORT}"?\\]\\]`,
  ),
  // Java, Rust and Python name no port.
  new RegExp(`\\bjava\\.net\\.BindException: ${WHY}`),
  new RegExp(`${WHY} \\(os error 98\\)`),
  /\b(?:bind(?:ing)?|listen(?:er|ing)?)\b.{0,200}\b(?<why>Permission denied) \(os error 13\)/,
  // Deno's trace shows that the error is about the network.
  /^(?:ERROR:\s{1,8}\[Errno 13\]|error: Uncaught (?:\(in promise\) )?PermissionDenied:) (?<why>Permission denied)(?: \(os error 13\))?$/,
  new RegExp(`\\bOs \\{ code: \\d{1,3}, kind: \\w{1,40}, message: "${WHY}" \\}`),
  new RegExp(
    `\\bbind\\((?:\\.\\.|descriptor:ptr:bytes:)\\)(?: failed(?: with error\\(-\\d{1,3}\\))?)?: ${WHY}(?=$| \\(errno: )`,
  ),
  // Ranch, then the end of a chain of Thousand Island and Ranch (its other lines show what was started), then Squid.
  new RegExp(
    `\\bFailed to start Ranch listener .{1,700}?\\bport(?:: |,)${PORT}\\b.{0,300}\\) for reason :?(?<why>eacces|eaddrinuse) \\(`,
  ),
  /^\s{1,40}\*\* \(EXIT\) (?:\{:listen_error, \S{1,200}, )?:(?<why>eacces)\}?$/,
  new RegExp(`\\bCannot bind socket FD \\d{1,6} to \\S{0,100}:${PORT}: \\(${ERRNO}\\) `),
  // PostgreSQL, MariaDB and MySQL, Erlang and Elixir, and every program that calls perror(3).
  new RegExp(`\\bcould not bind IPv[46] address "[^"]{1,60}": ${WHY}$`),
  new RegExp(`\\bHINT:  Is another postmaster (?<why>already running) on port ${PORT}\\?`),
  new RegExp(`\\bDo you (?<why>already) have another (?:\\w{1,20} ){1,3}running on port: ${PORT}\\b`),
  new RegExp(`\\bCan't start server: Bind on TCP/IP port(?:[.:] Got error)?: (?:98: )?${WHY}`),
  new RegExp(`\\beaddrinuse \\((?<why>${IN_USE_WORDS})\\)`),
  new RegExp(`^(?:[\\w./-]{1,40}: )?(?:(?:[Bb]ind|[Ll]isten|bind\\(\\))(?: failed| error)?|ERROR on binding): ${WHY}$`),
  new RegExp(
    `^[\\w./-]{1,40}: (?:\\w{1,20} ){0,3}?(?:bind|listen)(?:\\(\\)|ing)?(?: \\w{1,20}){0,3}? ${PORT}: ${WHY}$`,
  ),
  new RegExp(`^[\\w./-]{1,40}: (?<why>${IN_USE_WORDS})$`),
  new RegExp(`^(?:OSError|PermissionError): \\[Errno ${ERRNO}\\] (?:${IN_USE_WORDS}|Permission denied)$`),
];

/** musl's words are also plain English. They count only at the end of a clause, and after the errno. */
const MUSL =
  '[Aa]ddress in use(?=$|[.,;)\\]"\'`]| [-([]| at \\S{1,200} line \\d)|(?<=\\[Errno 98\\] )[Aa]ddress in use';
const IN_USE = new RegExp(
  `(?<![\\w@-])(?<why>EADDRINUSE|eaddrinuse|(?<!\\w )(?:[Aa]ddress already in use|${MUSL})|AddrInUse|AddressInUse)\\b`,
);
/** UDP, or a socket's path; or a member of an error that was already reported in full. */
const NO_PORT =
  /\bbind EADDRINUSE\b|\.sock\b|\bunix:|(?:in use|EADDRINUSE)[\s:'"]{0,5}\/(?!\d{1,3}\.\d)\w|^\s+\w{1,20}: ['"]/;
/** An address with its port, as programs write it. */
const ADDRESS_PORT =
  /(?:\d{1,3}(?:\.\d{1,3}){3}|[*\]]|::|localhost|\bany|<null>|[\s"'(/]):(\d{1,5})(?!\d|[:.]\S)|\b[Pp]ort(?: |: ?| ?= ?)(\d{1,5})\b|', (\d{1,5})\)/;

// Built on first use: most apps can open their port.
let search: PatternSearch<RegExp> | undefined;

function firstMatch(text: string): Match | undefined {
  search ??= createPatternSearch(PATTERNS, (pattern) => pattern);
  for (const pattern of search(text)) {
    const found = pattern.exec(text);
    if (found !== null) return found;
  }
  return undefined;
}

/** The failure in any other words, from any program. */
function otherWords(text: string): Match | undefined {
  const match = NO_PORT.test(text) ? null : IN_USE.exec(text);
  if (!match) return undefined;
  return { index: match.index, groups: { why: 'in use' } };
}

const addressPort = (text: string): string | undefined =>
  ADDRESS_PORT.exec(text)
    ?.slice(1)
    .find((digits) => digits !== undefined);

type Match = Pick<RegExpExecArray, 'index' | 'groups'>;

function reasonOf(why: string): BindError['reason'] {
  if (/in use|already|98|EADDRINUSE|another instance|no(?:t)? available/i.test(why)) return 'in-use';
  return /permission|13|EACCES/i.test(why) ? 'not-permitted' : 'unknown';
}
