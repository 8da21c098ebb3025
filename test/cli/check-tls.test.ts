// needs: openssl
import { existsSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TlsFiles } from '../../src/sinks/api/http/tls-files.ts';
import { never, served } from '../sinks/api/served.ts';
import { report } from '../sinks/reports.ts';
import { makeCertificate } from '../support/certificate.ts';
import { cli } from '../support/cli.ts';
import { answering, fakeAgent } from '../support/fake-agent.ts';
import { scratch } from '../support/scratch.ts';

const hasOpenssl = existsSync('/usr/bin/openssl');
if (!hasOpenssl) console.log('tests of check over TLS skipped: openssl is not installed');
const outside = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
if (outside === undefined) console.log('tests of check from outside skipped: this machine has no address but loopback');

/** No app is to be found under this pid namespace's rules by a port that nobody has. */
const nothing = ['--endpoint', '9', '--probe-timeout', '1'];
const TOKEN = 'sesame';
const tokenFile = join(scratch('check-tls'), 'token');
writeFileSync(tokenFile, `${TOKEN}\n`);

interface Agent {
  readonly host?: string;
  readonly tls?: TlsFiles;
}

/** The flags by which the API of an agent that saw a healthy app is found. */
async function agent({ host = '127.0.0.1', tls }: Agent): Promise<readonly string[]> {
  const { port, sink } = await served({ host, token: TOKEN, ...(tls && { tls }) });
  await sink.deliver(report(), never);
  return ['--listen', `${host}:${port}`];
}

const own = ({ cert, key }: TlsFiles): readonly string[] => ['--tls-cert', cert, '--tls-key', key];

describe.skipIf(!hasOpenssl)('sidewatch check, of an agent that speaks TLS', () => {
  test('knows the agent by its certificate, whatever name is in that, and sends the token', async () => {
    const tls = makeCertificate();
    const { listen, asked } = await fakeAgent(answering(report().body), tls);
    const { code, stdout } = await cli(['check', ...listen, ...own(tls), '--token-file', tokenFile]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/Reported by the agent on 127\.0\.0\.1:\d+\./)]);
    expect(asked.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${TOKEN}`]);
  });

  test('asks nobody who has another certificate', async () => {
    const { listen, asked } = await fakeAgent(answering(report().body), makeCertificate());
    const mine = own(makeCertificate());
    const { code, stdout } = await cli(['check', ...listen, ...mine, '--token-file', tokenFile, ...nothing]);
    expect([code, asked]).toEqual([1, []]);
    expect(stdout).toContain('does not answer: the listener shows a certificate other than the one in --tls-cert');
  });

  test('asks nobody in the clear where a certificate is known', async () => {
    const { listen, asked } = await fakeAgent(answering(report().body));
    const { stdout } = await cli(['check', ...listen, ...own(makeCertificate()), ...nothing]);
    expect(asked).toEqual([]);
    expect(stdout).toContain('does not answer: it does not speak TLS, and --tls-cert is set');
  });
});

describe.skipIf(!hasOpenssl || outside === undefined)(
  'sidewatch check, of an agent that listens on one address',
  () => {
    const host = outside ?? '';

    test('is answered over TLS with certificate and token', async () => {
      const tls = makeCertificate();
      const { code, stdout } = await cli([
        'check',
        ...(await agent({ host, tls })),
        ...own(tls),
        '--token-file',
        tokenFile,
      ]);
      expect([code, stdout]).toEqual([0, expect.stringContaining(`Reported by the agent on ${host}:`)]);
    });

    test('says that it needs the token', async () => {
      const tls = makeCertificate();
      const { stdout } = await cli(['check', ...(await agent({ host, tls })), ...own(tls), ...nothing]);
      expect(stdout).toContain('refuses to answer: it returns 401: name its token with --token-file');
    });

    test('takes no certificate on trust there', async () => {
      const listen = await agent({ host, tls: makeCertificate() });
      const { stdout } = await cli(['check', ...listen, '--token-file', tokenFile, ...nothing]);
      expect(stdout).toContain('does not answer: it speaks TLS, and --tls-cert does not name its certificate');
    });

    test('says that the agent refuses whoever has no client certificate', async () => {
      const [tls, client] = [makeCertificate(), makeCertificate()];
      const listen = await agent({ host, tls: { ...tls, clientCa: client.cert } });
      const { stdout } = await cli(['check', ...listen, ...own(tls), '--token-file', tokenFile, ...nothing]);
      expect(stdout).toContain('refuses to answer: it returns 403: it requires a client certificate (--tls-client-ca)');
    });
  },
);
