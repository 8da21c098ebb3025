import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Given } from '../../src/settings/layers.ts';
import { readOptions } from '../../src/settings/options.ts';
import { makeCertificate } from '../support/certificate.ts';

const folder = mkdtempSync(join(tmpdir(), 'sidewatch-tls-options-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const hasOpenssl = existsSync('/usr/bin/openssl');
if (!hasOpenssl) console.log('tests of the settings of TLS skipped: openssl is not installed');
const { cert, key } = hasOpenssl ? makeCertificate() : { cert: '', key: '' };
const torn = file('torn.pem', '-----BEGIN CERTIFICATE-----\nMIIB');

const read = (change: Partial<Given>) =>
  readOptions({ flags: {}, environment: {}, config: {}, configName: 'c.json', ...change }, 'web-1');

describe.skipIf(!hasOpenssl)('certificate and key of the API', () => {
  test('are kept by their paths, to be read again when they change', () => {
    const flags = { 'tls-cert': [cert], 'tls-key': [key], 'tls-client-ca': [cert] };
    expect(read({ flags }).tls).toEqual({ cert, key, clientCa: cert });
  });

  test.each(['tls-cert', 'tls-key', 'tls-client-ca'])('belong together: --%s alone is wrong usage', (name) => {
    expect(() => read({ flags: { [name]: [name === 'tls-key' ? key : cert] } })).toThrow(
      `--tls-cert and --tls-key must be given together, got only --${name}`,
    );
  });

  test('belong together: a key of another certificate, and half a file, are wrong usage', () => {
    const other = { 'tls-cert': [cert], 'tls-key': [makeCertificate().key] };
    expect(() => read({ flags: other })).toThrow(
      /^--tls-cert must be a certificate that OpenSSL can read and that --tls-key belongs to, got a file with which OpenSSL says ".*mismatch"$/,
    );
    expect(() => read({ flags: { 'tls-cert': [torn], 'tls-key': [key] } })).toThrow(/OpenSSL says/);
    expect(() => read({ flags: { 'tls-cert': [cert], 'tls-key': [key], 'tls-client-ca': [torn] } })).toThrow(
      /^--tls-client-ca must be a file of certificates that OpenSSL can read, got a file with which OpenSSL says/,
    );
  });

  test.each([
    ['half a file', { SIDEWATCH_TLS_CERT: torn, SIDEWATCH_TLS_KEY: key }],
    ['only one of them', { SIDEWATCH_TLS_CERT: cert }],
    ['files that are not there', { SIDEWATCH_TLS_CERT: '/nowhere', SIDEWATCH_TLS_KEY: '/nowhere' }],
    ['an authority that is none', { SIDEWATCH_TLS_CERT: cert, SIDEWATCH_TLS_KEY: key, SIDEWATCH_TLS_CLIENT_CA: key }],
  ])('in the environment, with %s, mean no API rather than one in the clear', (_what, environment) => {
    const { listen, tls, problems } = read({ environment });
    expect([listen, tls]).toEqual([undefined, undefined]);
    expect(problems.at(-1)).toMatchObject({ name: 'SIDEWATCH_TLS_CERT', used: 'no API' });
  });
});
