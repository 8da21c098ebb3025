import { readFileSync } from 'node:fs';
import type { ClientTls } from './undici-post.ts';

/** Paths of the files for TLS with the controller. */
export type ClientTlsFiles = ClientTls;

/** Re-reads the files at each call, so renewed ones work without a restart. While they cannot be read, the last contents stay in use. */
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

function textOf(name: keyof ClientTls, path: string | undefined): ClientTls {
  if (path === undefined) return {};
  const text = readFileSync(path, 'utf8');
  // Node treats an empty file as trust in all public authorities.
  if (name === 'ca' && !text.includes('-----BEGIN ')) throw new Error(`${path} holds no certificate`);
  return { [name]: text };
}
