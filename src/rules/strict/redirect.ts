import { hostPort } from '../../core/facts/address.ts';
import type { Answer, Probe, Variant } from '../../core/facts/probe.ts';

/** Where a redirect leads, as far as its Location shows. */
export interface Destination {
  readonly kind: 'https' | 'login' | 'slash' | 'host' | 'elsewhere' | 'nowhere';
  /** The same request marked as HTTPS, which was not redirected. */
  readonly proof?: Variant;
}

const LOGIN = /(?:^|[/._-])(?:log-?in|sign-?in|sign_in|auth|oauth2?|sso|saml)(?:[/._?-]|$)/i;

/** The kind of redirect. A relative Location is resolved against the probed address. */
export function destinationOf(probe: Probe, { location }: Pick<Answer, 'location'>): Destination {
  const proof = probe.variants.find(
    ({ changed, status }) => changed === 'forwarded-proto' && (status < 300 || status >= 400),
  );
  if (proof) return { kind: 'https', proof };
  const origin = `http://${probe.host ?? hostPort(probe.address, probe.endpoint.port)}`;
  const from = URL.parse(probe.path ?? '/', origin);
  const to = location === undefined ? null : URL.parse(location, from?.href ?? origin);
  return { kind: from === null || to === null ? 'nowhere' : kindOf(from, to) };
}

function kindOf(from: URL, to: URL): Destination['kind'] {
  const withoutSlash = (path: string): string => path.replace(/\/$/, '');
  if (to.protocol === 'https:' && withoutSlash(to.pathname) === withoutSlash(from.pathname)) return 'https';
  if (LOGIN.test(to.pathname) || LOGIN.test(to.hostname)) return 'login';
  if (to.hostname !== from.hostname) return 'host';
  const differsBySlash = to.pathname !== from.pathname && withoutSlash(to.pathname) === withoutSlash(from.pathname);
  return differsBySlash ? 'slash' : 'elsewhere';
}
