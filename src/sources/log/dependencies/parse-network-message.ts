import { type DependencyMessage, HOST, message, OS, PORT } from './parse-dependency-message.ts';

const END = '(?:[.,;:)\\]"\'\\s]|$)';

/** Messages of runtimes and tools, whatever service they connect to. */
export const networkMessages: readonly DependencyMessage[] = [
  message(`connect (?<why>ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH) ${HOST}:${PORT}(?![\\w?])`),
  message(`getaddrinfo (?<why>ENOTFOUND|EAI_AGAIN) ${HOST}(?![\\w?])`),
  message(`Connect call failed \\('(?<host>[^']{1,253})', ${PORT}[^)]{0,20}\\)`, undefined, 'refused'),
  message(
    `HTTPS?ConnectionPool\\(host='(?<host>[^']{1,253})', port=${PORT}\\): Max retries exceeded .{0,600}?(?<why>Connection refused|Name or service not known|Temporary failure in name resolution|Name does not resolve|Try again|timed out|No route to host|Host is unreachable|Failed to resolve)`,
  ),
  // A Go program also dials the name server. Its failure comes before the host that was dialed.
  message(
    `(?<!\\blisten (?:tcp|udp)[46]?: )lookup ${HOST}(?: on \\S{1,80})?: (?<why>no such host|server misbehaving|Temporary failure in name resolution)`,
  ),
  message(
    `(?<!\\blisten (?:tcp|udp)[46]?: )lookup ${HOST}(?: on \\S{1,80})?: (?:(?:read|write|dial) udp \\S{1,120}: )?(?:(?:read|write|connect): )?(?:i/o timeout|connection refused|operation was canceled|network is unreachable|no route to host)`,
    undefined,
    'no-lookup',
  ),
  message(
    `dial (?:tcp|udp)[46]? ${HOST}:${PORT}: (?:connect: )?(?<why>connection refused|i/o timeout|connection timed out|no route to host|network is unreachable)`,
  ),
  message(`${OS} - connect\\(2\\) for "?${HOST}"?(?: port |:)${PORT}`),
  message(`(?:^|: )java\\.net\\.UnknownHostException: ${HOST}(?![\\w?])`, undefined, 'no-such-name'),
  message(
    `(?:^|: )(?:java\\.net\\.)?(?:ConnectException|SocketException|SocketTimeoutException|NoRouteToHostException): (?<why>Connection refused|[Cc]onnect timed out|Connection timed out|No route to host|Operation timed out|Host is unreachable|Network is unreachable|Network unreachable)`,
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
    'unreached',
  ),
  message(`Timed out waiting for: (?:tcp:|https?-?\\w{0,4}://|https?://)${HOST}(?::${PORT})?`, undefined, 'unreached'),
  message(
    `Timeout after \\S{1,20} waiting on dependencies to become available: \\[\\w{1,10}://${HOST}(?::${PORT})?`,
    undefined,
    'unreached',
  ),
  message(`^nc: connect to ${HOST}(?: \\([^)]{1,64}\\))? port ${PORT} \\(tcp\\) failed: ${OS}`),
  message(`^nc: getaddrinfo for host "${HOST}" port ${PORT}: ${OS}`),
  message(`^(?:nc|ping|wget): bad address '${HOST}(?::${PORT})?'`, undefined, 'no-such-name'),
  message(`^(?:nc|wget): can't connect to remote host \\(${HOST}\\): ${OS}`),
  message(`^Ncat: Could not resolve hostname "${HOST}"`, undefined, 'no-such-name'),
  message(
    `^curl: \\(7\\) Failed to connect to ${HOST} port ${PORT}(?: after \\d{1,9} ms)?: (?<why>.{1,80})`,
    undefined,
    'unreached',
  ),
  message(`^curl: \\(6\\) Could not resolve host: ${HOST}$`, undefined, 'no-such-name'),
  message(`^curl: \\(28\\) Failed to connect to ${HOST} port ${PORT}`, undefined, 'no-answer'),
  message(`^wget: unable to resolve host address .{1,3}?${HOST}.{0,3}$`, undefined, 'no-such-name'),
  message(`^(?:--.{1,40}--)?Connecting to ${HOST} .{0,120}\\|:${PORT}\\.\\.\\. failed: ${OS}`),
  message(`/dev/tcp/${HOST}/${PORT}: ${OS}`),
  message(`Name resolution failed for target (?:dns:)?(?:/{2,3})?${HOST}:${PORT}`, undefined, 'no-such-name'),
  message(`DNS resolution failed for (?:service: )?${HOST}:${PORT}`, undefined, 'no-such-name'),
  message(
    `ipv[46]:(?:%5B)?${HOST}:${PORT}: Failed to connect to remote host: (?:connect: )?(?<why>.{1,80})`,
    undefined,
    'unreached',
  ),
  message(`Failed to open TCP connection to ${HOST}:${PORT} \\((?:getaddrinfo: |getaddrinfo\\(3\\): )?${OS}`),
  message('(?:^|: )java\\.net\\.ConnectException$', undefined, 'unreached'),
  message(`php_network_getaddresses: getaddrinfo (?:for ${HOST} )?failed: ${OS}`),
  message(`${OS} \\[tcp://${HOST}:${PORT}\\]`),
  message(
    `(?:error trying to connect: )?(?:tcp connect error|dns error): (?:.{0,20}failed to lookup address information: )?${OS}`,
  ),
  message(
    `\\bOs \\{ code: 1(?:11|10|13|01), kind: (?<why>ConnectionRefused|TimedOut|HostUnreachable|NetworkUnreachable),`,
  ),
  message(`${OS} \\(os error 1\\d\\d\\)`),
  message(`\\(${HOST}:${PORT}\\): (?<why>[a-z][a-z -]{1,60}) - :\\w{1,30}`),
  message(`^ERROR: .{0,80}?[Cc]ould not connect to ${HOST}:${PORT}: ${OS}`),
];
