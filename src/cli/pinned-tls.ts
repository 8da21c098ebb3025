import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type TLSSocket } from 'node:tls';
import { scopeOf } from '../core/facts/address.ts';

/** A connection after the handshake, before anything was sent; or why the listener is not trusted. */
export type PinnedConnection =
  | { readonly kind: 'connected'; readonly socket: TLSSocket }
  | { readonly kind: 'refused'; readonly reason: string };

/** Where to connect to, and the path of the certificate that the listener must show. */
export interface PinnedAddress {
  readonly host: string;
  readonly port: number;
  readonly cert?: string;
}

/**
 * Makes the TLS handshake. With `cert`, the listener must show exactly that certificate; its names and dates do not matter. Without, any
 * certificate is trusted on loopback, and none elsewhere. Rejects if the connection fails or the signal aborts.
 */
export async function connectPinned(
  { host, port, cert }: PinnedAddress,
  signal: AbortSignal,
): Promise<PinnedConnection> {
  const wanted = cert === undefined ? undefined : new X509Certificate(readFileSync(cert)).raw;
  // The certificate is checked below, before a byte is sent.
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
    // A program that listens on loopback could read this container's files anyway.
    return scopeOf(host) === 'loopback' ? undefined : 'it speaks TLS, and --tls-cert does not name its certificate';
  }
  const shown = socket.getPeerX509Certificate()?.raw;
  return shown?.equals(wanted) ? undefined : 'the listener shows a certificate other than the one in --tls-cert';
}
