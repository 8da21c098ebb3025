import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { scopeOf } from '../../../core/facts/address.ts';
import { CERTIFICATE_NEEDED } from '../../../core/facts/agent-answer.ts';
import { type Answer, problem } from './answer.ts';
import type { Call } from './call.ts';

/** The credentials that callers must present. */
export interface Credentials {
  /** The token that remote callers need now; undefined while its file holds none. */
  readonly token?: () => string | undefined;
  /** Why remote callers are refused, even with token and certificate; undefined if those decide. */
  readonly closed?: string;
}

/**
 * Why this call is refused; undefined if it is allowed. Guarded paths are for callers in the container and holders of the token.
 * A call from loopback must name the host by address or as localhost: a web page whose own name resolves to
 * 127.0.0.1 (DNS rebinding) cannot. A call that a proxy in the container forwarded does not count as local.
 */
export function refusal(call: Call, { token, closed }: Credentials): Answer | undefined {
  const isLocal = isLoopback(call.peer) && call.isForwarded !== true;
  if (closed !== undefined && !isLocal) return problem(403, closed);
  if (call.lacksCertificate && !isLocal) return problem(403, NO_CERTIFICATE, {}, CERTIFICATE_NEEDED);
  if (token !== undefined && bearsToken(call, token)) return undefined;
  if (isLocal) return localRefusal(call);
  if (token === undefined) return problem(403, NO_TOKEN);
  if (token() === undefined) return problem(403, USELESS_TOKEN);
  return problem(401, TOKEN_NEEDED, { 'www-authenticate': 'Bearer realm="sidewatch"' });
}

const FOREIGN_HOST = 'Calls from loopback must have a Host header that is an IP address or localhost.';
const FOREIGN_ORIGIN = 'Web pages of other origins cannot call this API.';
const NO_TOKEN =
  'Only callers on loopback have access, because no token is set. For access from elsewhere, start sidewatch with ' +
  '--token-file FILE and send "Authorization: Bearer TOKEN".';
const USELESS_TOKEN =
  'Only callers on loopback have access, because the file of --token-file holds no usable token. Write a one-line token ' +
  'into it; sidewatch re-reads the file for each call.';
const TOKEN_NEEDED = 'Send the token of --token-file as "Authorization: Bearer TOKEN".';
const NO_CERTIFICATE = 'Present a client certificate signed by the authority in --tls-client-ca.';

function localRefusal(call: Call): Answer | undefined {
  if (!isLocalName(call.host)) return problem(403, FOREIGN_HOST);
  return isForeignPage(call) ? problem(403, FOREIGN_ORIGIN) : undefined;
}

function bearsToken({ authorization = '' }: Call, token: () => string | undefined): boolean {
  const given = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  const wanted = given === undefined ? undefined : token();
  if (given === undefined || wanted === undefined) return false;
  // Digests have a fixed length, so neither the comparison's time nor its failure reveals the token.
  return timingSafeEqual(digest(given), digest(wanted));
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const isLoopback = (peer: string): boolean => isIP(peer) !== 0 && scopeOf(peer) === 'loopback';

function isLocalName(host = ''): boolean {
  const name = host.replace(/:\d*$/, '').toLowerCase();
  if (name === 'localhost' || isIP(name) === 4) return true;
  return name.startsWith('[') && name.endsWith(']') && isIP(name.slice(1, -1)) === 6;
}

/**
 * A browser sends Origin with every POST, and with a GET that a script makes to another origin. A request for an embedded resource
 * has only Sec-Fetch-Site. The scheme does not count: a proxy may have terminated TLS.
 */
function isForeignPage({ origin, fetchSite, host = '', target }: Call): boolean {
  // Links to the page from anywhere are allowed.
  if (fetchSite !== undefined && !OWN_SITES.includes(fetchSite.trim().toLowerCase()) && target !== '/') return true;
  return origin !== undefined && origin.replace(/^https?:\/\//, '').toLowerCase() !== host.toLowerCase();
}

/** `none` is the user's own action: a typed address, a bookmark. `same-site` would include every other port of localhost. */
const OWN_SITES = ['same-origin', 'none'];
