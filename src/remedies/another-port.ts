import type { Server } from './servers/server.ts';

/** How to make the server listen on a port other than the endpoint's. It gives the number, because PORT, if set, is the endpoint's. */
export const onAnotherPort = (server: Server, port: number): string =>
  OFFERS.reduce((text, offer) => text.replace(offer, ''), server.setPort(port));

/** The same for a server that only a front server in the same container calls, so loopback is enough. */
export const behindFront = (server: Server, port: number): string =>
  onAnotherPort(server, port).replace(NOW_OR_ANY, (found) => (found === ANY ? '127.0.0.1' : found));

/** The parts of the servers' texts that offer PORT. */
const OFFERS: readonly RegExp[] = [/ \(or `[^`]*\$PORT`\)/, /, ideally read from `[^`]*`/, /process\.env\.PORT \?\? /];

const ANY = '0.0.0.0';
/** The current setting is quoted unchanged. */
const NOW_OR_ANY = /(?:instead of|now) `[^`]*`|0\.0\.0\.0/g;
