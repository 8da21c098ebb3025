import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type TLSSocket } from 'node:tls';
import { scopeOf } from '../core/facts/address.ts';

/** A connection on which the handshake is done, and nothing was sent yet; or why what listens there is not trusted. */
export type PinnedConnection =
  | { readonly kind: 'connected'; readonly socket: TLSSocket }
  | { readonly kind: 'refused'; readonly reason: string };

/** Where to connect to, and the path of the certificate that must be there. */
export interface PinnedAddress {
  readonly host: string;
  readonly port: number;
  readonly cert?: string;
}

/**
 * Shakes hands with what listens there. With `cert` it must have that very certificate, whatever name and date are in it; without, any
 * is good on loopback, and none elsewhere. Rejects as the connection does, or when the signal aborts.
 */
export async function connectPinned(
  { host, port, cert }: PinnedAddress,
  signal: AbortSignal,
): Promise<PinnedConnection> {
  const wanted = cert === undefined ? undefined : new X509Certificate(readFileSync(cert)).raw;
  // Which certificate is good is decided here, before a byte is sent.
  const socket = connect({ host, port, rejectUnauthorized: false });
  const reason = await shaken(socket, signal)
    .then(() => distrust(socket, host, wanted))
    .catch((error: unknown) => {
      socket.destroy();
      throw error;
    });
  if (reason === undefined) return { kind: 'connected', socket };
  socket.destroy();
  return { kind: 'refused', reason };
}

const shaken = (socket: TLSSocket, signal: AbortSignal): Promise<unknown> => once(socket, 'secureConnect', { signal });

function distrust(socket: TLSSocket, host: string, wanted: Buffer | undefined): string | undefined {
  if (wanted === undefined) {
    // Whoever answers on loopback could as well read this container's files.
    return scopeOf(host) === 'loopback' ? undefined : 'it speaks TLS, and --tls-cert does not name its certificate';
  }
  const shown = socket.getPeerX509Certificate()?.raw;
  return shown?.equals(wanted) ? undefined : 'what listens there has another certificate than the one in --tls-cert';
}
