// needs: openssl
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { scratch } from './scratch.ts';

/** Makes a certificate for localhost with its key, in a new folder of its own. Needs openssl. */
export function makeCertificate(): { readonly cert: string; readonly key: string } {
  const folder = scratch('tls');
  const cert = join(folder, 'cert.pem');
  const key = join(folder, 'key.pem');
  const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', [...kind, '-subj', '/CN=localhost', '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { cert, key };
}
