// needs: openssl
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { variableOf } from '../../src/settings/flag.ts';
import type { Given } from '../../src/settings/layers.ts';
import { readOptions } from '../../src/settings/options.ts';
import type { Strictness } from '../../src/settings/strictness.ts';
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

const other = hasOpenssl ? makeCertificate() : { cert: '', key: '' };
const read = (change: Partial<Given>, strictness?: Strictness) =>
  readOptions({ flags: {}, environment: {}, config: {}, configName: 'c.json', ...change }, 'web-1', strictness);

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
    expect(() => read({ flags: { 'tls-cert': [cert], 'tls-key': [other.key] } })).toThrow(
      /^--tls-cert must be the certificate of the key in --tls-key, got a file that OpenSSL rejects: .*mismatch$/,
    );
    expect(() => read({ flags: { 'tls-cert': [torn], 'tls-key': [key] } })).toThrow(/OpenSSL rejects: /);
    expect(() => read({ flags: { 'tls-cert': [cert], 'tls-key': [key], 'tls-client-ca': [torn] } })).toThrow(
      /^--tls-client-ca must be a file of certificates that OpenSSL can read, got a file that OpenSSL rejects: /,
    );
  });

  test.each([
    [{ SIDEWATCH_TLS_CERT: cert }, '--tls-key is missing for SIDEWATCH_TLS_CERT', '--tls-key'],
    [
      { SIDEWATCH_TLS_CLIENT_CA: cert },
      '--tls-cert and --tls-key are missing for SIDEWATCH_TLS_CLIENT_CA',
      '--tls-cert and --tls-key',
    ],
    [
      { SIDEWATCH_CONTROLLER_KEY: key },
      '--controller-cert is missing for SIDEWATCH_CONTROLLER_KEY',
      '--controller-cert',
    ],
  ])('in the environment, given in part, are reported with what is missing: %j', (environment, summary, missing) => {
    const [name] = Object.keys(environment);
    expect(read({ environment }).problems.at(-1)?.words).toEqual({
      summary: expect.stringMatching(new RegExp(`^${summary}, so .* is used$`)),
      remedy: `Set ${missing} too, or leave ${name} out.`,
    });
  });

  const inTheClear = 'an API for loopback callers only, without TLS,';
  const broken: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
    ['half a file', { 'tls-cert': torn, 'tls-key': key }, 'tls-cert'],
    ['a key of another certificate', { 'tls-cert': cert, 'tls-key': other.key }, 'tls-cert'],
    ['a certificate for a key', { 'tls-cert': cert, 'tls-key': cert }, 'tls-key'],
  ];
  const variables = (named: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(named).map(([name, path]) => [variableOf(name), path]));
  const lists = (named: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(named).map(([name, path]) => [name, [path]]));

  test.each([
    ...broken,
    ['only one of them', { 'tls-cert': cert }, 'tls-cert'] as const,
    ['files that are not there', { 'tls-cert': '/nowhere', 'tls-key': '/nowhere' }, 'tls-cert'] as const,
  ])(
    'in the environment, with %s, mean an API for loopback alone rather than one in the clear',
    (_what, named, name) => {
      const { listen, tls, closed, problems } = read({ environment: variables(named) });
      expect([listen, tls, closed]).toEqual([{ host: '127.0.0.1', port: 9393 }, undefined, expect.any(String)]);
      expect(problems[0]).toMatchObject({ name: variableOf(name), used: inTheClear });
    },
  );

  test.each(broken)(
    'in files that flags name, with %s, keep no app from starting: the API is for loopback alone',
    (_what, named, name) => {
      const { listen, tls, closed, problems } = read({ flags: lists(named) }, 'flags');
      expect([listen, tls, closed]).toEqual([{ host: '127.0.0.1', port: 9393 }, undefined, expect.any(String)]);
      expect(problems).toMatchObject([{ name: `--${name}`, used: inTheClear }]);
      expect(() => read({ flags: lists(named) }, 'files')).toThrow(`--${name} must be`);
    },
  );

  test.each([
    ['that holds none', { SIDEWATCH_TLS_CLIENT_CA: key }, {}],
    ['that is torn', {}, { 'tls-client-ca': [torn] }],
    ['that does not exist', { SIDEWATCH_TLS_CLIENT_CA: '/nowhere' }, {}],
  ])('of an authority %s are kept, for loopback alone', (_what, environment, more) => {
    const { listen, tls, closed, problems } = read(
      { environment, flags: { ...lists({ 'tls-cert': cert, 'tls-key': key }), ...more } },
      'flags',
    );
    expect([listen?.host, tls, closed]).toEqual(['127.0.0.1', { cert, key }, expect.any(String)]);
    expect(problems).toMatchObject([{ used: 'an API for loopback callers only' }]);
  });

  test('are not replaced by those of a place that counts less', () => {
    const config = lists({ 'tls-cert': cert, 'tls-key': key, 'tls-client-ca': cert });
    expect(read({ environment: { SIDEWATCH_TLS_KEY: torn }, config }).tls).toBeUndefined();
    expect(read({ environment: { SIDEWATCH_TLS_CLIENT_CA: torn }, config }).tls).toEqual({ cert, key });
  });

  test('keep a listener on one address or on IPv6 where only this container reaches it', () => {
    const hostOf = (listen: string) =>
      read({ flags: { listen: [listen], 'tls-cert': [torn], 'tls-key': [key] } }, 'flags').listen?.host;
    expect(['10.1.2.3:1', '[::]:1', '[::1]:1', '127.0.0.2:1', 'localhost:1', 'web:1'].map(hostOf)).toEqual([
      '127.0.0.1',
      '::1',
      '::1',
      '127.0.0.2',
      'localhost',
      '127.0.0.1',
    ]);
    const off = { 'no-api': ['true'], 'tls-cert': [torn], 'tls-key': [key] };
    expect(read({ flags: off }, 'flags').listen).toBeUndefined();
  });
});

describe.skipIf(!hasOpenssl)('the files for TLS with the controller', () => {
  const wanted = (change: Partial<Given>) => read(change, 'flags').controllerTls;

  test('keep an authority that is none, so that nobody else is trusted', () => {
    expect(wanted({ flags: { 'controller-ca': [torn] } })).toEqual({ ca: torn });
    expect(wanted({ environment: { SIDEWATCH_CONTROLLER_CA: '/nowhere' } })).toEqual({ ca: '/nowhere' });
    const problem = { name: '--controller-ca', used: expect.stringContaining('no authority') };
    expect(read({ flags: { 'controller-ca': [key] } }, 'flags').problems).toEqual([expect.objectContaining(problem)]);
  });

  test('keep the authority where certificate and key cannot be used', () => {
    const pair = { 'controller-cert': [cert], 'controller-key': [other.key], 'controller-ca': [cert] };
    expect(wanted({ flags: pair })).toEqual({ ca: cert });
    expect(() => read({ flags: pair }, 'files')).toThrow('--controller-cert must be');
    expect(wanted({ flags: { ...pair, 'controller-key': [key] } })).toEqual({ ca: cert, cert, key });
  });
});
