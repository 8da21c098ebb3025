import { readFileSync } from 'node:fs';
import type { ClientTls } from './undici-post.ts';

/** Paths of the files for TLS with the controller. */
export type ClientTlsFiles = ClientTls;

/** Reads the files again at each call, so that renewed ones need no new agent; while they cannot be read, what was read last stays in use. */
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
  // Of an empty file Node would make trust in all public authorities.
  if (name === 'ca' && !text.includes('-----BEGIN ')) throw new Error(`${path} holds no certificate`);
  return { [name]: text };
}
