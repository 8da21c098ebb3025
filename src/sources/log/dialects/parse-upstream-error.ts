import type { UpstreamFailure } from '../../../core/facts/log-event.ts';
import { readableLine, withoutEscapes } from '../../../core/redaction/neutralise.ts';
import { quotable } from '../../../core/redaction/redact.ts';
import type { Dialect } from './parse-dialect.ts';
import { jsonRecord } from './parse-prefix.ts';

/** A front server's own message that its upstream gave no response. */
export const upstreamErrors: Dialect<UpstreamFailure> = {
  needles: new RegExp(
    [
      'while (?:connecting to|reading response header from) upstream',
      'no resolver defined to resolve ',
      ' could not be resolved \\(',
      'AH0095[79]: ',
      'AH02454: ',
      'dial (?:tcp|unix) ',
      ' is DOWN, reason: ',
      'has no server available!',
      'no upstreams available',
      'Unable to proxy request',
      '" 503 (?:UF|UH)\\b',
      '" 502 11 "',
    ].join('|'),
  ),
  parse,
};

const MAX_LINE = 4_000;

function parse(raw: string): UpstreamFailure | undefined {
  if (raw.length > MAX_LINE) return undefined;
  const text = withoutEscapes(raw).trimEnd();
  const found = nginx(text) ?? apache(text) ?? haproxy(text) ?? envoy(text) ?? traefik(text) ?? structured(text);
  if (found === undefined) return undefined;
  const { front, reason, upstream } = found;
  return {
    kind: 'upstream-failed',
    front,
    reason: quotable(reason, 300),
    ...(upstream !== undefined && { upstream: quotable(upstream, 300) }),
    line: quotable(text, 300),
  };
}

type Upstream = Pick<UpstreamFailure, 'front' | 'upstream' | 'reason'>;

// Matches from the start of the line, so an access line or a message that quotes one does not match.
// A message that PHP wrote came with a response.
const NGINX =
  /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[(?:error|crit)\] \d+#\d+: \*\d+ (?!FastCGI sent in stderr)(.{1,300}?) while (?:connecting to|reading response header from) upstream, client: /;
const NGINX_UPSTREAM = /, upstream: "([^"]{1,300})"/;

/** nginx looks up a name at each request if the name contains a variable. */
const NGINX_NAME =
  /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[error\] \d+#\d+: \*\d+ (?:(no resolver defined) to resolve (\S{1,253})|(\S{1,253}) could not be resolved \(\d+: ([^)]{1,60})\)), client: /;

function nginx(text: string): Upstream | undefined {
  const [, undefinedWords, unknown, name = unknown, why] = NGINX_NAME.exec(text) ?? [];
  if (name !== undefined)
    return { front: 'nginx', upstream: name, reason: undefinedWords ?? `could not be resolved: ${why}` };
  const words = NGINX.exec(text)?.[1];
  if (words === undefined) return undefined;
  const upstream = NGINX_UPSTREAM.exec(text)?.[1];
  return { front: 'nginx', reason: /\(\d+: ([^)]+)\)/.exec(words)?.[1] ?? words, ...(upstream && { upstream }) };
}

const APACHE =
  /^\[[^\]]{1,40}\] \[proxy(?:_\w+)?:error\] \[pid \d[^\]]{0,60}\] (?:\(\d+\)([^:]{1,100}): )?AH0095[79]: [\w*]+: (?:attempt to connect to (\S{1,200}) .{0,200}failed|.{0,300})$/;

/** For a Unix socket; `FCGI` or `http` is the protocol on it. */
const APACHE_SOCKET =
  /^\[[^\]]{1,40}\] \[proxy:error\] \[pid \d[^\]]{0,60}\] \(\d+\)([^:]{1,100}): AH02454: (\w+): attempt to connect to Unix domain socket (\S{1,200}) \([^)]{0,200}\) failed$/;

function apache(text: string): Upstream | undefined {
  const [, why, scheme = '', path] = APACHE_SOCKET.exec(text) ?? [];
  if (why !== undefined && path !== undefined) {
    const protocol = scheme === 'FCGI' ? 'fastcgi' : scheme.toLowerCase();
    return { front: 'Apache', reason: why, upstream: `${protocol}://unix:${path}` };
  }
  const match = APACHE.exec(text);
  if (match === null) return undefined;
  const [, reason = 'failed', upstream] = match;
  return { front: 'Apache', reason, ...(upstream !== undefined && { upstream }) };
}

const HAPROXY_DOWN =
  /^(?:\[[A-Z]+\]\s+(?:\S+\s+)?\(\d+\) : )?(?:Server|backend server) (\S{1,200}) is DOWN, reason: ([^,]{1,100})(?:, info: "([^"]{1,100})")?/;
const HAPROXY_NONE =
  /^(?:\[[A-Z]+\]\s+(?:\S+\s+)?\(\d+\) : )?(?:proxy|backend) '?([^\s']{1,200})'? has no server available!$/;

function haproxy(text: string): Upstream | undefined {
  const [, server, reason, info] = HAPROXY_DOWN.exec(text) ?? [];
  if (server !== undefined) return { front: 'HAProxy', upstream: server, reason: info ?? reason ?? 'down' };
  const group = HAPROXY_NONE.exec(text)?.[1];
  return group === undefined ? undefined : { front: 'HAProxy', upstream: group, reason: 'no server available' };
}

const DIAL = /^dial (?:tcp|unix) (?:lookup )?(\S{1,200}?)(?: on \S+)?: (?:connect: )?(.{1,100})$/;

// Its default format. The flags say why: no connection (UF), or no healthy upstream (UH).
const ENVOY =
  /^\[\d{4}-[^\]]{6,30}\] "[A-Z]{3,10} \S{1,500} HTTP\/[\d.]{1,3}" 503 (UF|UH)\b[^"]{0,300}(?:"[^"]{0,300}" ){4}"([^"]{1,200})"/;

function envoy(text: string): Upstream | undefined {
  const [, flag, upstream = '-'] = ENVOY.exec(text) ?? [];
  if (flag === undefined) return undefined;
  const reason = flag === 'UH' ? 'no healthy upstream' : 'connection failure';
  return { front: 'Envoy', reason, ...(upstream !== '-' && { upstream }) };
}

// An access line whose body is Traefik's own "Bad Gateway", or its error log (version 2 at level debug; version 3).
const TRAEFIK_ACCESS =
  /"[A-Z]{3,10} \S{1,500} HTTP\/[\d.]{1,3}" 502 11 "[^"]{0,300}" "[^"]{0,300}" \d{1,10} "[^"]{1,100}" "([^"]{1,200})" \d{1,8}ms$/;
const TRAEFIK_ERROR =
  /(?:'502 Bad Gateway' caused by: |> 502 Bad Gateway error=")(dial (?:tcp|unix) [^"]{1,300})(?:"|$)/;

function traefik(text: string): Upstream | undefined {
  const access = TRAEFIK_ACCESS.exec(text)?.[1];
  if (access !== undefined) return { front: 'Traefik', upstream: access, reason: 'connection failure' };
  const [, upstream, reason] = DIAL.exec(TRAEFIK_ERROR.exec(text)?.[1] ?? '') ?? [];
  return upstream === undefined || reason === undefined ? undefined : { front: 'Traefik', upstream, reason };
}

/** Logged where Caddy itself checks the health of its upstreams. */
const NONE_UP = 'no upstreams available';

/** Caddy and Thruster write JSON records. */
function structured(text: string): Upstream | undefined {
  const record = text.startsWith('{') ? jsonRecord(text) : undefined;
  if (record === undefined) return undefined;
  const isCaddys =
    String(record['logger']).startsWith('http.log.error') || record['logger'] === 'http.handlers.reverse_proxy';
  const isThrusters = record['msg'] === 'Unable to proxy request';
  if (!isCaddys && !isThrusters) return undefined;
  const words = isThrusters ? record['error'] : record['msg'];
  if (isCaddys && words === NONE_UP) return { front: 'Caddy', reason: NONE_UP };
  const [, upstream, reason] = (typeof words === 'string' ? DIAL.exec(readableLine(words)) : null) ?? [];
  if (upstream === undefined || reason === undefined) return undefined;
  return { front: isThrusters ? 'Thruster' : 'Caddy', upstream, reason };
}
