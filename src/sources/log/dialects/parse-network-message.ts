import { type DependencyMessage, HOST, message, OS, PORT } from './parse-dependency-message.ts';

const END = '(?:[.,;:)\\]"\'\\s]|$)';

/** Runtimes' and tools' own words, whatever they talked to. */
export const networkMessages: readonly DependencyMessage[] = [
  message(`connect (?<why>ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH) ${HOST}:${PORT}(?![\\w?])`),
  message(`getaddrinfo (?<why>ENOTFOUND|EAI_AGAIN) ${HOST}(?![\\w?])`),
  message(`Connect call failed \\('(?<host>[^']{1,253})', ${PORT}[^)]{0,20}\\)`, undefined, 'refused'),
  message(
    `HTTPS?ConnectionPool\\(host='(?<host>[^']{1,253})', port=${PORT}\\): Max retries exceeded .{0,600}?(?<why>Connection refused|Name or service not known|Temporary failure in name resolution|Name does not resolve|Try again|timed out|No route to host|Host is unreachable|Failed to resolve)`,
  ),
  message(
    `dial (?:tcp|udp)[46]? ${HOST}:${PORT}: (?:connect: )?(?<why>connection refused|i/o timeout|connection timed out|no route to host|network is unreachable)`,
  ),
  message(
    `(?:dial (?:tcp|udp)[46]?: )?lookup ${HOST}(?: on \\S{1,80})?: (?<why>no such host|server misbehaving|i/o timeout|Temporary failure in name resolution)`,
  ),
  message(`${OS} - connect\\(2\\) for "?${HOST}"?(?: port |:)${PORT}`),
  message(`(?:^|: )java\\.net\\.UnknownHostException: ${HOST}(?![\\w?])`, undefined, 'no-such-name'),
  message(
    `(?:^|: )(?:java\\.net\\.)?(?:ConnectException|SocketTimeoutException|NoRouteToHostException): (?<why>Connection refused|[Cc]onnect timed out|Connection timed out|No route to host|Operation timed out|Host is unreachable)`,
  ),
  message(`Connection refused: ${HOST}(?:/\\S{0,60}?)?:${PORT}(?![\\w?])`, undefined, 'refused'),
  message(`\\[Errno (?:-?\\d{1,3})\\] ${OS}${END}`),
  message(`getaddrinfo: ${OS}`),
  message(
    `host not found in upstream "(?<host>[^":\\s]{1,253})(?::(?<port>\\d{1,5}))?[^"]{0,60}"`,
    undefined,
    'no-such-name',
  ),
  message(`could not resolve address '(?<host>[^']{1,253})'`, undefined, 'no-such-name'),
  message(
    `^(?:\\S{1,60}: )?timeout occurred after waiting \\d{1,6} seconds for ${HOST}:${PORT}$`,
    undefined,
    'no-answer',
  ),
  message(`Timed out waiting for: (?:tcp:|https?-?\\w{0,4}://|https?://)${HOST}(?::${PORT})?`, undefined, 'no-answer'),
  message(
    `Timeout after \\S{1,20} waiting on dependencies to become available: \\[\\w{1,10}://${HOST}(?::${PORT})?`,
    undefined,
    'no-answer',
  ),
  message(`^nc: connect to ${HOST}(?: \\([^)]{1,64}\\))? port ${PORT} \\(tcp\\) failed: ${OS}`),
  message(`^nc: getaddrinfo for host "${HOST}" port ${PORT}: ${OS}`),
  message(`^ERROR: .{0,80}?[Cc]ould not connect to ${HOST}:${PORT}: ${OS}`),
];
