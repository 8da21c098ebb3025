import { readFileSync, statSync } from 'node:fs';
import type { Server } from 'node:net';
import type { Server as TlsServer } from 'node:tls';
import { monotonicMs } from '../../../monotonic.ts';

/** The files that make the API speak TLS. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  /** Whose client certificates are good; undefined: callers are not asked for one. */
  readonly clientCa?: string;
}

/** What is in them. */
export interface TlsContents {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly ca?: Buffer;
}

const LOOK_AGAIN_MS = 1_000;

/** Reads the files. Throws what the file system throws. */
export const readTlsFiles = ({ cert, key, clientCa }: TlsFiles): TlsContents => ({
  cert: readFileSync(cert),
  key: readFileSync(key),
  ...(clientCa !== undefined && { ca: readFileSync(clientCa) }),
});

/** When this certificate ended, by its own word; undefined while it is good. Throws where it is none. */
export function endOf(cert: Buffer, now: number): string | undefined {
  const { X509Certificate } = process.getBuiltinModule('node:crypto');
  const { validToDate } = new X509Certificate(cert);
  return validToDate.getTime() < now ? validToDate.toISOString() : undefined;
}

/** Has the server take renewed files with the next connection; what cannot be used is reported once to `onTrouble`, and the old ones stay. */
export function renewTls(server: TlsServer, files: TlsFiles, onTrouble: (error: unknown) => void): void {
  let seen = marksOf(files);
  let lookedAt = monotonicMs();
  // Before the handshake: the server's own listener for it comes after this one.
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

/** Changes when one of the files does. Kubernetes renews a secret by another symbolic link, hence the inode. */
const marksOf = ({ cert, key, clientCa }: TlsFiles): string =>
  [cert, key, clientCa].map((path) => (path === undefined ? '' : markOf(path))).join();

function markOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? 'gone' : `${stat.ino}:${stat.mtimeMs}:${stat.size}`;
}
