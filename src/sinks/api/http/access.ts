import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { scopeOf } from '../../../core/facts/address.ts';
import { CERTIFICATE_NEEDED } from '../../../core/facts/agent-answer.ts';
import { type Answer, problem } from './answer.ts';
import type { Call } from './call.ts';

/** What callers must have. */
export interface Credentials {
  /** What callers from elsewhere must have, at this moment; undefined as long as its file holds none. */
  readonly token?: () => string | undefined;
  /** Why remote callers are refused, whatever token and certificate they have; undefined: token and certificate decide. */
  readonly closed?: string;
}

/**
 * Why this call may not see or do what only the container's own and holders of the token may; undefined when it may.
 * A call from loopback must name the host by address or as localhost: a web page that had its own name resolve to
 * 127.0.0.1 (DNS rebinding) cannot. One that a proxy in the container handed on is no call from loopback.
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
const FOREIGN_ORIGIN = 'Web pages of another origin may not call this API.';
const NO_TOKEN =
  'This is for callers on loopback alone, because no token is set. Start sidewatch with --token-file FILE and send ' +
  '"Authorization: Bearer TOKEN" to call it from elsewhere.';
const USELESS_TOKEN =
  'This is for callers on loopback only, because the file of --token-file holds no usable token. sidewatch reads the file ' +
  'again for each call: write a token of one line into it.';
const TOKEN_NEEDED = 'Send the token of --token-file as "Authorization: Bearer TOKEN".';
const NO_CERTIFICATE = 'Present a client certificate that the authority in --tls-client-ca has signed.';

function localRefusal(call: Call): Answer | undefined {
  if (!isLocalName(call.host)) return problem(403, FOREIGN_HOST);
  return isForeignPage(call) ? problem(403, FOREIGN_ORIGIN) : undefined;
}

function bearsToken({ authorization = '' }: Call, token: () => string | undefined): boolean {
  const given = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  const wanted = given === undefined ? undefined : token();
  if (given === undefined || wanted === undefined) return false;
  // Digests are of one length, so that neither the comparison's time nor its failure tells the token's.
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
 * A browser sends Origin with every POST, and with a GET that a script makes to another origin; what a page merely embeds has
 * Sec-Fetch-Site alone. The scheme does not count: a proxy may have ended TLS.
 */
function isForeignPage({ origin, fetchSite, host = '', target }: Call): boolean {
  // A link to the page may be followed from anywhere.
  if (fetchSite !== undefined && !OWN_SITES.includes(fetchSite.trim().toLowerCase()) && target !== '/') return true;
  return origin !== undefined && origin.replace(/^https?:\/\//, '').toLowerCase() !== host.toLowerCase();
}

/** `none` is the user's own doing: the address typed, a bookmark. Of the same site is also every other port of localhost. */
const OWN_SITES = ['same-origin', 'none'];
