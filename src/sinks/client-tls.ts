import { readFileSync } from 'node:fs';
import type { ClientTls } from './undici-post.ts';

/** Paths of the files for TLS with the controller. */
export type ClientTlsFiles = ClientTls;

/** Reads the files anew at each call, so that renewed ones need no new agent; while they cannot be read, what was read last goes on. */
export function clientTlsReader({ ca, cert, key }: ClientTlsFiles): () => ClientTls {
  let last: ClientTls | undefined;
  return () => {
    try {
      last = { ...textOf('ca', ca), ...textOf('cert', cert), ...textOf('key', key) };
    } catch (error) {
      if (last === undefined) throw error;
    }
    return last;
  };
}

const textOf = (name: keyof ClientTls, path: string | undefined): ClientTls =>
  path === undefined ? {} : { [name]: readFileSync(path, 'utf8') };
