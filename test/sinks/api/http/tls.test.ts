// needs: openssl
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCertificate } from '../../../support/certificate.ts';
import { served } from '../served.ts';

const hasOpenssl = existsSync('/usr/bin/openssl');
if (!hasOpenssl) console.log('tests of TLS skipped: openssl is not installed');
const outside = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
if (outside === undefined) console.log('a test of TLS skipped: this machine has no address but loopback');

let mine: ReturnType<typeof makeCertificate>;
let client: ReturnType<typeof makeCertificate>;
let other: ReturnType<typeof makeCertificate>;
const folder = mkdtempSync(join(tmpdir(), 'sidewatch-api-tls-'));
beforeAll(() => {
  if (hasOpenssl) [mine, client, other] = [makeCertificate(), makeCertificate(), makeCertificate()];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function ask(port: number, path: string, options: RequestOptions = {}): Promise<IncomingMessage> {
  const asked = request({ port, path, host: '127.0.0.1', rejectUnauthorized: false, agent: false, ...options }).end();
  // `as`: the only argument of the event.
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.resume();
  return response;
}

describe.skipIf(!hasOpenssl)('the API over TLS', () => {
  test('speaks TLS 1.2 and newer, and nothing else', async () => {
    const { port, base } = await served({ tls: mine });
    expect((await ask(port, '/livez')).statusCode).toBe(200);
    const old = connect({
      port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      // Without this the client itself would not.
      ciphers: 'DEFAULT@SECLEVEL=0',
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
    });
    const [error] = await once(old, 'error');
    expect(String(error)).toMatch(/protocol version|unsupported protocol/i);
    await expect(fetch(base.replace('https', 'http'))).rejects.toThrow();
  });

  test.skipIf(outside === undefined)(
    'with --tls-client-ca wants a certificate from outside, and the token; open paths want nothing',
    async () => {
      const { port } = await served({ host: '0.0.0.0', token: 'sesame', tls: { ...mine, clientCa: client.cert } });
      const status = async (path: string, options: RequestOptions): Promise<number | undefined> =>
        (await ask(port, path, { ...(outside !== undefined && { host: outside }), ...options })).statusCode;
      const headers = { authorization: 'Bearer sesame' };
      const having = ({ cert, key }: typeof client) => ({ cert: readFileSync(cert), key: readFileSync(key) });
      expect(await status('/livez', {})).toBe(200);
      expect(await status('/v1/diagnoses', { headers })).toBe(403);
      expect(await status('/v1/diagnoses', { headers, ...having(other) })).toBe(403);
      expect(await status('/v1/diagnoses', having(client))).toBe(401);
      expect(await status('/v1/diagnoses', { headers, ...having(client) })).toBe(200);
      expect((await ask(port, '/v1/diagnoses')).statusCode).toBe(200);
    },
  );

  test('takes a renewed certificate without a new start, and stays with the old one while the new cannot be used', async () => {
    const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
    const put = ({ cert, key }: typeof mine, at: number): void => {
      copyFileSync(cert, files.cert);
      copyFileSync(key, files.key);
      utimesSync(files.cert, at, at);
    };
    put(mine, 1_000);
    const { port, lines } = await served({ tls: files });
    const shown = async (): Promise<string> => {
      const socket: TLSSocket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
      await once(socket, 'secureConnect');
      const { fingerprint256 }: PeerCertificate = socket.getPeerCertificate();
      socket.destroy();
      return fingerprint256;
    };
    const fingerprint = (path: string): string =>
      execFileSync('openssl', ['x509', '-in', path, '-noout', '-fingerprint', '-sha256'], { encoding: 'utf8' }).trim();
    put(other, 2_000);
    // The files are looked at once in a second at most.
    let now = await shown();
    while (!fingerprint(other.cert).endsWith(now)) now = await shown();
    writeFileSync(files.cert, 'broken');
    while (lines.length === 0) now = await shown();
    expect(fingerprint(other.cert).endsWith(now)).toBe(true);
  });

  test('frees its port at once, whoever was connected', async () => {
    const { port, release } = await served({ tls: mine });
    const caller = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
    await once(caller, 'secureConnect');
    const gone = new Promise((resolve) => caller.on('error', () => undefined).once('close', resolve));
    release();
    await gone;
    await expect(ask(port, '/livez')).rejects.toThrow('ECONNREFUSED');
  });

  test('is off, and says why, where the files cannot be used', async () => {
    writeFileSync(join(folder, 'none.pem'), 'none');
    const { port, lines } = await served({ tls: { cert: join(folder, 'none.pem'), key: mine.key } });
    expect(port).toBe(0);
    expect(lines).toMatchObject([{ level: 'warn', msg: expect.stringContaining('cannot speak TLS') }]);
  });
});
