import type { Server } from './servers/server.ts';

/** How the server is to listen on a port that is not the endpoint's, as one sentence: by its number, since PORT, where it is set, names the endpoint's. */
export const onAnotherPort = (server: Server, port: number): string =>
  OFFERS.reduce((text, offer) => text.replace(offer, ''), server.setPort(port));

/** The same for a server that only a front server of the same container calls, and that needs no address for others. */
export const behindFront = (server: Server, port: number): string =>
  onAnotherPort(server, port).replace(NOW_OR_ANY, (found) => (found === ANY ? '127.0.0.1' : found));

/** How the texts of servers offer PORT. */
const OFFERS: readonly RegExp[] = [
  / \(or `[^`]*\$PORT`\)/,
  /, best read from (?:the variable )?`[^`]*`/,
  /process\.env\.PORT \?\? /,
];

const ANY = '0.0.0.0';
/** What stands there now stays as it is quoted. */
const NOW_OR_ANY = /(?:instead of|now) `[^`]*`|0\.0\.0\.0/g;
