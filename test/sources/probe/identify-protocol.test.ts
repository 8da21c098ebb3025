// needs: memcached redis-server
import { createServer as createHttp2Server } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../src/core/clock.ts';
import type { Identity } from '../../../src/core/facts/probe.ts';
import { type FailedKind, greetings } from '../../../src/sources/probe/greetings.ts';
import { httpProbe } from '../../../src/sources/probe/http-probe.ts';
import { greet as greetWith } from '../../../src/sources/probe/identify-protocol.ts';
import { protocolOf } from '../../../src/sources/probe/parse-greeting.ts';
import { systemClock } from '../../../src/system-clock.ts';
import { freePort } from '../../support/free-port.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { answeringPort, certificate, isInstalled, LOOPBACK, portOf, program, rawPort } from './servers.ts';

const never = new AbortController().signal;

/** What is found out by greetings alone, one after another; whoever is silent needs a clock that goes. */
async function greet(port: number, kind: FailedKind, clock: Clock = manualClock()): Promise<Identity | undefined> {
  for (const greeting of greetings[kind]) {
    const identity = await greetWith(greeting, { address: LOOPBACK, port }, clock, never);
    if (identity !== undefined) return identity;
  }
  return undefined;
}

/** What is found out of a port by an HTTP request and what follows it, as the agent does it. */
async function identify(port: number, clock: Clock = manualClock()): Promise<Identity | undefined> {
  const target = { address: LOOPBACK, port };
  const asked = { ...target, path: '/', host: 'containers', headers: {}, timeoutMs: 300 };
  const result = await httpProbe(asked, clock, never);
  const kind = result?.outcome.kind;
  if (kind !== 'malformed' && kind !== 'reset' && kind !== 'no-response') throw new Error(`it answered: ${kind}`);
  return protocolOf(result?.received ?? new Uint8Array()) ?? greet(port, kind, clock);
}

describe('a port that does not answer HTTP', () => {
  test('is known as TLS by its answer to plain HTTP, or to a ClientHello', async () => {
    const { key, cert } = certificate();
    expect(await identify(await portOf(createHttpsServer({ key, cert })))).toBe('tls');
    const strict = createHttpsServer({ key, cert, minVersion: 'TLSv1.3', requestCert: true });
    expect(await greet(await portOf(strict), 'reset')).toBe('tls');
  });

  test('is known as TLS when OpenSSL serves it', async () => {
    const { keyFile, certFile } = certificate();
    const port = await freePort();
    const args = ['s_server', '-accept', `${LOOPBACK}:${port}`, '-key', keyFile, '-cert', certFile];
    await program('openssl', args, /ACCEPT/);
    expect(await identify(port)).toBe('tls');
  });

  test('is known as HTTP/2 by its SETTINGS, unasked or after the preface', async () => {
    const port = await portOf(createHttp2Server());
    expect(await identify(port)).toBe('http2');
    expect(await greet(port, 'reset')).toBe('http2');
  });

  test.skipIf(!isInstalled('/usr/bin/redis-server'))('is known as Redis, with a password and without', async () => {
    for (const password of [[], ['--requirepass', 'secret']]) {
      const port = await freePort();
      const args = ['--port', `${port}`, '--bind', LOOPBACK, '--save', '', '--daemonize', 'no', ...password];
      await program('/usr/bin/redis-server', args, /Ready to accept connections/);
      expect(await identify(port)).toBe('redis');
      expect(await greet(port, 'reset')).toBe('redis');
    }
  });

  test.each([
    ['SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n', 'ssh'],
    ['220 mail.example.org ESMTP Postfix (Debian/GNU)\r\n', 'smtp'],
    ['220 (vsFTPd 3.0.3)\r\n', 'ftp'],
    ['220 ProFTPD Server (Debian) [::ffff:10.0.0.2]\r\n', 'ftp'],
  ] as const)('is known by its banner %j', async (banner, identity) => {
    const speaksFirst = await rawPort((socket) => socket.end(banner));
    expect(await identify(speaksFirst)).toBe(identity);
    expect(await greet(speaksFirst, 'reset')).toBe(identity);
  });

  test('is known as memcached by its version, not by its ERROR alone', async () => {
    const answering = (version: string) =>
      rawPort((socket) => {
        socket.on('data', (bytes) => socket.end(bytes.toString() === 'version\r\n' ? version : 'ERROR\r\n'));
      });
    expect(await identify(await answering('VERSION 1.6.18\r\n'))).toBe('memcached');
    expect(await identify(await answering('ERROR\r\n'))).toBeUndefined();
  });

  test('is known by its answer to the greeting of its own protocol', async () => {
    const answering = (greeting: string, answer: Buffer) =>
      rawPort((socket) => {
        socket.once('data', (bytes) =>
          bytes.toString('hex').startsWith(greeting) ? socket.write(answer) : socket.destroy(),
        );
      });
    expect(await identify(await answering('0000000804d2162f', Buffer.from('N')))).toBe('postgresql');
    expect(await identify(await answering('0109', Buffer.from('010a00000012060011', 'hex')))).toBe('fastcgi');
    expect(await identify(await answering('64000000', Buffer.from('64000001', 'hex')))).toBe('uwsgi');
    const request = '009d00000e00524551554553545f4d4554484f';
    expect(await identify(await answering(request, Buffer.from('HTTP/1.1 404 Not Found\r\n\r\n')))).toBe('uwsgi');
    const refusing = await answering(request, Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await identify(refusing, systemClock)).toBeUndefined();
  });

  test('is known as HTTP when a handshake failed on it', async () => {
    expect(await greet(await answeringPort('HTTP/1.1 200 OK\r\n\r\n'), 'handshake-failed')).toBe('http');
  });

  test('is known as HTTP when it answers a greeting in HTTP after all', async () => {
    expect(await greet(await answeringPort('HTTP/1.1 400 Bad Request\r\n\r\n'), 'no-response')).toBe('http');
  });

  test('stays unknown when it is silent, hangs up, babbles, or is gone', async () => {
    expect(await greet(await rawPort(() => undefined), 'no-response', systemClock)).toBeUndefined();
    expect(await greet(await rawPort((socket) => socket.destroy()), 'reset')).toBeUndefined();
    expect(await greet(await answeringPort('hello, who is there?\r\n'), 'malformed')).toBeUndefined();
    expect(await greet(await freePort(), 'reset')).toBeUndefined();
  });

  test('is left alone once the search is aborted', async () => {
    const controller = new AbortController();
    let connections = 0;
    const port = await rawPort(() => {
      connections += 1;
      controller.abort();
    });
    const target = { address: LOOPBACK, port };
    const [first, second] = greetings.reset;
    if (!first || !second) throw new Error('no greetings');
    expect(await greetWith(first, target, systemClock, controller.signal)).toBeUndefined();
    expect(await greetWith(second, target, systemClock, controller.signal)).toBeUndefined();
    expect(connections).toBe(1);
  });

  test('gets no connection that closes without a byte', () => {
    const all = Object.values(greetings).flat();
    expect(all.filter(({ says }) => says.length === 0)).toEqual([]);
  });
});
