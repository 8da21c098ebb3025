// needs: openssl
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ApiAddress, dial, get, repeat, statusOf } from '../support/api-callers.ts';
import { builtDirectory } from '../support/built.ts';
import { makeCertificate } from '../support/certificate.ts';
import { freePort } from '../support/free-port.ts';
import { anonymousMib } from '../support/process-cost.ts';

/** Above what V8 lets lie about before it next clears up (3 to 4 MiB), and below what stayed before (7 to 11). */
const MOST_MIB = 6;
const CALLERS = 1_500;
/** An agent has loaded all that it needs, and V8 has cleared up once. */
const SETTLE_MS = 12_000;

const HEAD = 'Host: localhost\r\n';
const malformed = [
  'GARBAGE\r\n\r\n',
  'GET / HTTP/9.9\r\n\r\n',
  '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001',
  `GET /livez HTTP/1.1\r\n${HEAD}X: ${'a'.repeat(20_000)}\r\n\r\n`,
  `POST /v1/check HTTP/1.1\r\n${HEAD}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n`,
  `GET /livez HTTP/1.1\r\n${HEAD}${HEAD}\r\n`,
  'GET /livez HTTP/1.1\r\n\r\n',
  `CONNECT localhost:22 HTTP/1.1\r\n${HEAD}\r\n`,
];

/** The built agent beside an app that does nothing; its memory once it has settled. */
async function live(...flags: readonly string[]) {
  const port = await freePort();
  const run = ['run', '--log-level', 'silent', '--listen', `127.0.0.1:${port}`, ...flags, '--', 'sleep', '1000'];
  const launcher = spawn(join(builtDirectory(), 'sidewatch'), run, { stdio: 'ignore' });
  onTestFinished(() => void launcher.kill('SIGKILL'));
  const address: ApiAddress = { host: '127.0.0.1', port };
  while ((await dial(address)).destroyed) await sleep(20);
  // A fixed time: V8's own timer is what is waited for, and it has no sign.
  await sleep(SETTLE_MS);
  const children = readFileSync(`/proc/${launcher.pid}/task/${launcher.pid}/children`, 'utf8').trim().split(' ');
  const agent = children.map(Number).find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('lib/agent'));
  if (agent === undefined) throw new Error('the agent does not run');
  return { address, anonymous: () => anonymousMib(agent) };
}

/** Resolves when the memory is about what it was; the test's own time limit is the bound. */
async function comesBack(anonymous: () => number, before: number): Promise<void> {
  while (anonymous() - before > MOST_MIB) await sleep(100);
}

describe('the memory of the agent comes back to within a few MiB', () => {
  test.each([
    ['malformed requests', malformed],
    ['requests for long paths that do not exist', [get(`/${'a'.repeat(7_000)}`, 'Connection: close')]],
    ['calls', [get('/metrics', 'Connection: close')]],
  ])(`after ${CALLERS} %s, three times`, async (_what, bytes) => {
    const { address, anonymous } = await live();
    expect(await statusOf(address, '/metrics')).toBe(200);
    const before = anonymous();
    for (let round = 0; round < 3; round += 1) {
      await repeat(address, bytes, CALLERS);
      expect(await statusOf(address, '/livez')).toBe(200);
      await comesBack(anonymous, before);
    }
  });

  test(`after ${CALLERS} connections that are broken off, three times`, async () => {
    const { address, anonymous } = await live();
    const before = anonymous();
    for (let n = 0; n < 3 * CALLERS; n += 1) (await dial(address, 'GET /li')).resetAndDestroy();
    expect(await statusOf(address, '/livez')).toBe(200);
    await comesBack(anonymous, before);
  });

  test.skipIf(!existsSync('/usr/bin/openssl'))(
    `after ${CALLERS} TLS handshakes that are broken off, three times`,
    async () => {
      const { cert, key } = makeCertificate();
      const { address, anonymous } = await live('--tls-cert', cert, '--tls-key', key);
      const shake = async (): Promise<void> => {
        const socket = connectTls({ ...address, rejectUnauthorized: false });
        await new Promise((resolve) => socket.once('secureConnect', resolve).once('error', resolve));
        socket.destroy();
      };
      // The first one loads what TLS needs.
      for (let n = 0; n < 20; n += 1) await shake();
      const before = anonymous();
      // The first bytes of a hello, and no more.
      const hello = '\u0016\u0003\u0001\u0000\u00f0\u0001\u0000\u0000';
      for (let n = 0; n < 3 * CALLERS; n += 1) (await dial(address, hello)).resetAndDestroy();
      await shake();
      await comesBack(anonymous, before);
    },
  );
});
