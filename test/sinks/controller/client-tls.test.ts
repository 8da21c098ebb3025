// needs: openssl
import { copyFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { clientTlsReader } from '../../../src/sinks/controller/client-tls.ts';
import { type Post, undiciPost } from '../../../src/sinks/controller/undici-post.ts';
import { type Authority, type KeyPair, makeAuthority, textsOf } from '../../support/authority.ts';
import { scratch } from '../../support/scratch.ts';
import { stubController } from '../../support/stub-controller.ts';

const hasOpenssl = existsSync('/usr/bin/openssl');
if (!hasOpenssl) console.log('tests of TLS with the controller skipped: openssl is not installed');
const never = new AbortController().signal;
const folder = scratch('client-tls');
const files = { ca: join(folder, 'ca.pem'), cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };

/** A controller that this authority certifies, and that takes reports of its holders alone; how a report sent there fares. */
async function sentTo({ ca, sign }: Authority, tls: () => object): Promise<() => Promise<number | string>> {
  const { cert, key } = textsOf(sign('DNS:localhost'));
  const trusted = textsOf({ cert: ca, key: ca }).cert;
  const { url, stop } = await stubController(undefined, {
    tls: { cert, key, ca: trusted, requestCert: true, rejectUnauthorized: true },
  });
  onTestFinished(stop);
  const post: Post = undiciPost({ url, tls });
  return () =>
    post('{"data":{"seq":1,"events":[]}}', never).then(
      ({ status }) => status,
      () => 'failed',
    );
}

test.each(['', 'no certificate'])('an authority that is "%s" is not treated as trust in all public ones', (text) => {
  const ca = join(folder, 'useless.pem');
  writeFileSync(ca, text);
  expect(clientTlsReader({ ca })).toThrow(`${ca} holds no certificate`);
});

describe.skipIf(!hasOpenssl)('the files for TLS with the controller', () => {
  test('are read again for each report, and stay as they were while they are gone', async () => {
    const [first, second] = [makeAuthority(), makeAuthority()];
    const put = (ca: string, { cert, key }: KeyPair): void => {
      copyFileSync(ca, files.ca);
      copyFileSync(cert, files.cert);
      copyFileSync(key, files.key);
    };
    const tls = clientTlsReader(files);
    put(first.ca, first.sign('DNS:agent'));
    const [toFirst, toSecond] = [await sentTo(first, tls), await sentTo(second, tls)];
    expect([await toFirst(), await toSecond()]).toEqual([expect.any(Number), 'failed']);
    put(second.ca, second.sign('DNS:agent'));
    expect([await toFirst(), await toSecond()]).toEqual(['failed', expect.any(Number)]);
    for (const file of Object.values(files)) rmSync(file);
    expect([await toFirst(), await toSecond()]).toEqual(['failed', expect.any(Number)]);
  });
});
