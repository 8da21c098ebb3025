import { once } from 'node:events';
import { isIPv4, type Server } from 'node:net';

/** The address that a server listens on. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Resolves when the server listens, or with the failure and its fix when it cannot. */
export async function listen(server: Server, { host, port }: Address): Promise<string | undefined> {
  try {
    begin(server, { host, port });
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    // `as`: node:net gives its errors a code; an error without one is reported by its message.
    return adviceOn(error as NodeJS.ErrnoException);
  }
}

/** The backlog that Server.listen requests. */
const BACKLOG = 511;
const HIGHEST_PORT = 65_535;

interface OpenedDirectly extends Server {
  _listen2?(address: string, port: number, family: 4, backlog: number): void;
}

/**
 * Server.listen resolves an address like a name, and loads dns, cluster and dgram for that: an eighth of the agent's start.
 * Its last step does the same for an address directly; Node keeps that step's name for libraries that wrap it (lib/net.js).
 */
function begin(server: Server, { host, port }: Address): void {
  // `as`: Node's types omit the name.
  const opened = server as OpenedDirectly;
  if (isIPv4(host) && port <= HIGHEST_PORT && opened._listen2) opened._listen2(host, port, 4, BACKLOG);
  else server.listen(port, host);
}

/** The actual address: port 0 means any free port. */
export function addressOf(server: Server, asked: Address): Address {
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? { host: bound.address, port: bound.port } : asked;
}

function adviceOn({ code, message }: NodeJS.ErrnoException): string {
  const other = 'choose another address with --listen HOST:PORT, or none with --no-api.';
  if (code === 'EADDRINUSE') return `is in use by another program (EADDRINUSE). Fix: ${other}`;
  if (code === 'EACCES') return `needs a privilege (EACCES). Fix: ${other}`;
  if (code === 'EADDRNOTAVAIL') return `is not an address of this container (EADDRNOTAVAIL). Fix: ${other}`;
  return `cannot be listened on (${code ?? message}). Fix: ${other}`;
}
