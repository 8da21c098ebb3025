// needs: openssl
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Paths of a certificate and its key, in PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** An authority that trusts nobody else and signs what a test asks for. Needs openssl. */
export interface Authority {
  /** The path of its own certificate. */
  readonly ca: string;
  /** A certificate for these subject alternative names ("DNS:localhost,IP:127.0.0.1"), valid for so many days from now; negative: no longer. */
  sign(names: string, days?: number): KeyPair;
}

export function makeAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'sidewatch-ca-'));
  const ca = join(folder, 'ca.pem');
  const caKey = join(folder, 'ca-key.pem');
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...newKey, '-days', '2', '-subj', '/CN=test authority', '-keyout', caKey, '-out', ca);
  let serial = 0;
  return {
    ca,
    sign(names, days = 2) {
      serial += 1;
      const [cert, key, request, extensions] = ['cert', 'key', 'csr', 'ext'].map((kind) =>
        join(folder, `${serial}.${kind}`),
      );
      if (!cert || !key || !request || !extensions) throw new Error('four names make four paths');
      writeFileSync(extensions, `subjectAltName=${names}\n`);
      openssl('req', ...newKey, '-subj', `/CN=${serial}`, '-keyout', key, '-out', request);
      openssl(
        'x509',
        '-req',
        '-in',
        request,
        '-CA',
        ca,
        '-CAkey',
        caKey,
        '-days',
        String(days),
        '-extfile',
        extensions,
        '-out',
        cert,
      );
      return { cert, key };
    },
  };
}

/** The texts of a pair, as servers take them. */
export const textsOf = ({ cert, key }: KeyPair): KeyPair => ({
  cert: readFileSync(cert, 'utf8'),
  key: readFileSync(key, 'utf8'),
});

const openssl = (...args: readonly string[]): void => {
  execFileSync('openssl', args, { stdio: 'ignore' });
};
