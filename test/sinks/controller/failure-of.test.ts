// needs: openssl
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import { type DeliveryFailure, failureRemedy } from '../../../src/core/facts/delivery-failure.ts';
import { failureOf } from '../../../src/sinks/controller/failure-of.ts';
import { type ClientTls, undiciPost } from '../../../src/sinks/controller/undici-post.ts';
import { type Authority, makeAuthority, textsOf } from '../../support/authority.ts';
import { rawServer, stubController } from '../../support/stub-controller.ts';

const never = new AbortController().signal;
const undo: (() => Promise<void>)[] = [];
afterEach(() => Promise.all(undo.splice(0).map((each) => each())));

/** Longer than a machine is ever busy with other tests. */
const PATIENCE_MS = 100_000;

/** What a post to the URL fails with. */
async function failureAt(url: URL, tls: ClientTls = {}, timeoutMs = PATIENCE_MS): Promise<DeliveryFailure> {
  const answer = await undiciPost({ url, tls: () => tls, timeoutMs })('{}', never).catch(failureOf);
  if (!('kind' in answer)) throw new Error(`answered ${answer.status}`);
  return answer;
}

const faultAt = async (url: URL, tls?: ClientTls, timeoutMs?: number) => {
  const failure = await failureAt(url, tls, timeoutMs);
  return failure.kind === 'no-answer' ? failure.fault : failure.kind;
};

describe('what a failed post means', () => {
  test('when the name does not resolve', async () => {
    expect(await faultAt(new URL('http://no-such-host.invalid/'))).toBe('unknown-host');
  });

  test('when nobody listens', async () => {
    const { url, stop } = await rawServer(() => undefined);
    await stop();
    expect(await failureAt(url)).toEqual({
      kind: 'no-answer',
      fault: 'refused',
      reason: `connect ECONNREFUSED 127.0.0.1:${url.port}`,
    });
  });

  test('when the other side stays silent', async () => {
    const { url, stop } = await rawServer(() => undefined);
    undo.push(stop);
    expect(await faultAt(url, undefined, 500)).toBe('timeout');
  });

  test.each([
    ['hangs up', 'hung-up', (socket: { destroy(): unknown }) => socket.destroy()],
    ['talks SSH', 'not-http', (socket: { end(text: string): unknown }) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')],
  ] as const)('when the other side %s', async (_name, fault, talk) => {
    const { url, stop } = await rawServer((socket) => socket.once('data', () => talk(socket)));
    undo.push(stop);
    expect(await faultAt(url)).toBe(fault);
  });

  test('of several addresses at once is told by its code', () => {
    const error = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
    expect(failureOf(error)).toEqual({ kind: 'no-answer', fault: 'refused', reason: 'ECONNREFUSED' });
  });

  test('hides secrets in the words of an error', () => {
    const failure = failureOf(new Error('failed at https://user:hunter2@fleet.example/'));
    expect(JSON.stringify(failure)).not.toContain('hunter2');
  });
});

describe.skipIf(!existsSync('/usr/bin/openssl'))('what a failed TLS handshake means', () => {
  const authority: Authority = existsSync('/usr/bin/openssl')
    ? makeAuthority()
    : { ca: '', sign: () => ({ cert: '', key: '' }) };
  const ca = existsSync(authority.ca) ? textsOf({ cert: authority.ca, key: authority.ca }).cert : '';

  async function secured(names: string, days?: number): Promise<URL> {
    const tls = textsOf(authority.sign(names, days));
    const { url, stop } = await stubController(undefined, { tls });
    undo.push(stop);
    return url;
  }

  test('when the authority is not known, and not when it is given', async () => {
    const url = await secured('DNS:localhost');
    expect(await faultAt(url)).toBe('tls-untrusted');
    expect(await undiciPost({ url, tls: () => ({ ca }) })('{"x":1}', never)).toEqual({ status: 202 });
  });

  test('when the certificate is for another name', async () => {
    expect(await faultAt(await secured('DNS:elsewhere.example'), { ca })).toBe('tls-wrong-name');
  });

  test('when the certificate has expired', async () => {
    expect(await faultAt(await secured('DNS:localhost', -1), { ca })).toBe('tls-expired');
  });

  test('when the other side wants a certificate, which undici does not tell from a hang-up', async () => {
    const { cert, key } = authority.sign('DNS:localhost');
    const server = ['s_server', '-accept', '127.0.0.1:0', '-cert', cert, '-key', key, '-CAfile', authority.ca];
    const openssl = spawn('openssl', [...server, '-Verify', '1', '-verify_return_error']);
    undo.push(async () => void openssl.kill('SIGKILL'));
    const port = await new Promise<string>((resolve) => {
      createInterface(openssl.stdout).on('line', (line) => {
        const [, digits] = /^ACCEPT .*:(\d+)$/.exec(line) ?? [];
        if (digits !== undefined) resolve(digits);
      });
    });
    const failure = await failureAt(new URL(`https://localhost:${port}/`), { ca });
    expect(failureRemedy(failure)).toContain('--controller-cert');
  });

  test('when the other side speaks no TLS, and when it speaks nothing else', async () => {
    const plain = await stubController();
    const tls = await secured('DNS:localhost');
    undo.push(plain.stop);
    expect(await faultAt(new URL(`https://127.0.0.1:${plain.url.port}/`), { ca })).toBe('tls');
    expect(await faultAt(new URL(`http://127.0.0.1:${tls.port}/`))).toMatch(/hung-up|not-http/);
  });
});
