import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Call } from './call.ts';
import { readBody } from './request-body.ts';

/**
 * The parts of a request that the API uses. Undefined if it does not name its host, or names it twice (RFC 9112, 3.2).
 * Reads no more of the body than allowed: beyond that the connection closes with the response.
 */
export function callOf(request: IncomingMessage, gone: AbortSignal, asksForCertificate: boolean): Call | undefined {
  const { method = '', socket, headers } = request;
  if (!saysHost(request)) return undefined;
  const isRead = method === 'GET' || method === 'HEAD';
  const body = readBody(request, gone);
  return {
    method,
    peer: socket.remoteAddress ?? '',
    ...aimOf(request),
    ...given('authorization', headers.authorization),
    ...given('accept', headers.accept),
    ...given('ifNoneMatch', headers['if-none-match']),
    ...given('lastEventId', lastEventId(headers)),
    ...given('contentType', headers['content-type']),
    ...given('origin', headers.origin),
    ...given('fetchSite', fetchSite(headers)),
    isForwarded: PROXY_HEADERS.some((name) => headers[name] !== undefined),
    lacksCertificate: asksForCertificate && !isAuthorized(socket),
    ...(!isRead && { body }),
    gone,
  };
}

/** An HTTP/1.0 caller may omit it. */
function saysHost({ httpVersion, headersDistinct: { host = [] } }: IncomingMessage): boolean {
  return host.length === 1 || (host.length === 0 && httpVersion === '1.0');
}

/** The target of a request. An absolute target (RFC 9112, 3.2.2) names the host itself, whatever the header says. */
function aimOf({ url = '', headers: { host } }: IncomingMessage): Pick<Call, 'target' | 'host'> {
  const [, named, target] = /^https?:\/\/([^/?#]*)(.*)$/i.exec(url) ?? [];
  if (named === undefined) return { target: url, ...given('host', host) };
  return { target: target?.startsWith('/') ? target : `/${target ?? ''}`, host: named };
}

/** Headers that proxies, balancers and content networks add to a call that they forward; one of them is enough. */
const PROXY_HEADERS = [
  'forwarded',
  'x-forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-forwarded-server',
  'x-original-forwarded-for',
  'x-original-host',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-envoy-external-address',
  'x-azure-clientip',
  'x-appengine-user-ip',
  'true-client-ip',
  'cf-connecting-ip',
  'cf-connecting-ipv6',
  'fastly-client-ip',
  'fly-client-ip',
  'client-ip',
  'via',
];

/** Only a TLS socket has the property. */
const isAuthorized = (socket: IncomingMessage['socket']): boolean =>
  'authorized' in socket && (socket as TLSSocket).authorized;

function fetchSite({ 'sec-fetch-site': site }: IncomingHttpHeaders): string | undefined {
  return Array.isArray(site) ? site.join() : site;
}

function lastEventId({ 'last-event-id': id }: IncomingHttpHeaders): string | undefined {
  return Array.isArray(id) ? id[0] : id;
}

const given = <K extends keyof Call>(name: K, value: Call[K]): { readonly [P in K]?: Call[P] } =>
  // The compiler widens a computed key to string.
  (value === undefined ? {} : { [name]: value }) as { readonly [P in K]?: Call[P] };
