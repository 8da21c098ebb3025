import { once } from 'node:events';
import type { Server } from 'node:net';

/** Where a server listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Resolves when the server listens; with what went wrong, and what to do, when it cannot. */
export async function listen(server: Server, { host, port }: Address): Promise<string | undefined> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    // `as`: node:net gives its errors a code; one without is told by its message.
    return adviceOn(error as NodeJS.ErrnoException);
  }
}

/** Where it listens in fact: port 0 stands for any free one. */
export function addressOf(server: Server, asked: Address): Address {
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? { host: bound.address, port: bound.port } : asked;
}

function adviceOn({ code, message }: NodeJS.ErrnoException): string {
  const other = 'choose another address with --listen HOST:PORT, or none with --no-api.';
  if (code === 'EADDRINUSE') return `is taken by another program (EADDRINUSE). Fix: ${other}`;
  if (code === 'EACCES') return `needs a privilege (EACCES). Fix: ${other}`;
  if (code === 'EADDRNOTAVAIL') return `is not an address of this container (EADDRNOTAVAIL). Fix: ${other}`;
  return `cannot be listened on (${code ?? message}). Fix: ${other}`;
}
