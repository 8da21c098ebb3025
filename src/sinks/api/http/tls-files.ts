import { readFileSync, statSync } from 'node:fs';
import type { Server } from 'node:net';
import type { Server as TlsServer } from 'node:tls';
import { monotonicMs } from '../../../monotonic.ts';

/** The files for TLS on the API. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  /** The authority whose client certificates are accepted; undefined if callers need none. */
  readonly clientCa?: string;
}

/** Their contents. */
export interface TlsContents {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly ca?: Buffer;
}

const LOOK_AGAIN_MS = 1_000;

/** Reads the files. Throws the file system's errors. */
export const readTlsFiles = ({ cert, key, clientCa }: TlsFiles): TlsContents => ({
  cert: readFileSync(cert),
  key: readFileSync(key),
  ...(clientCa !== undefined && { ca: readFileSync(clientCa) }),
});

/** When this certificate expired; undefined while it is valid. Throws if the text is not a certificate. */
export function endOf(cert: Buffer, now: number): string | undefined {
  const { X509Certificate } = process.getBuiltinModule('node:crypto');
  const { validToDate } = new X509Certificate(cert);
  return validToDate.getTime() < now ? validToDate.toISOString() : undefined;
}

/** Makes the server use renewed files from the next connection. Reports unusable files once to `onTrouble`; the old ones stay. */
export function renewTls(server: TlsServer, files: TlsFiles, onTrouble: (error: unknown) => void): void {
  let seen = marksOf(files);
  let lookedAt = monotonicMs();
  // Runs before the handshake, because the server's own listener comes after this one.
  const connections: Server = server;
  connections.prependListener('connection', () => {
    if (monotonicMs() - lookedAt < LOOK_AGAIN_MS) return;
    lookedAt = monotonicMs();
    const now = marksOf(files);
    if (now === seen) return;
    seen = now;
    try {
      server.setSecureContext({ ...readTlsFiles(files), minVersion: 'TLSv1.2' });
    } catch (error) {
      onTrouble(error);
    }
  });
}

/** Changes when one of the files does. Kubernetes renews a secret by replacing a symbolic link, so the inode counts too. */
const marksOf = ({ cert, key, clientCa }: TlsFiles): string =>
  [cert, key, clientCa].map((path) => (path === undefined ? '' : markOf(path))).join();

function markOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? 'gone' : `${stat.ino}:${stat.mtimeMs}:${stat.size}`;
}
