import { createServer as createTlsServer } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { tcpProbe, tlsProbe } from '../../../src/sources/probe/tcp-probe.ts';
import { systemClock } from '../../../src/system-clock.ts';
import { freePort } from '../../support/free-port.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { answeringPort, certificate, LOOPBACK, portOf, rawPort } from './servers.ts';

const never = new AbortController().signal;
const target = (port: number) => ({ address: LOOPBACK, port });

describe('a TCP probe', () => {
  test('passes as soon as the port accepts', async () => {
    const result = await tcpProbe(target(await rawPort(() => undefined)), 5_000, systemClock, never);
    expect(result?.outcome).toEqual({ kind: 'connected' });
  });

  test('takes a port without a listener as refused', async () => {
    const result = await tcpProbe(target(await freePort()), 5_000, systemClock, never);
    expect(result?.outcome).toEqual({ kind: 'refused' });
  });

  test('resolves with nothing when it is aborted', async () => {
    expect(await tcpProbe(target(await freePort()), 5_000, systemClock, AbortSignal.abort())).toBeUndefined();
  });
});

describe('a TLS probe', () => {
  test('passes when the handshake is done, whoever signed the certificate', async () => {
    const { key, cert } = certificate();
    const port = await portOf(createTlsServer({ key, cert }));
    const result = await tlsProbe(target(port), 5_000, systemClock, never);
    expect(result?.outcome).toEqual({ kind: 'connected' });
  });

  test('passes with a server that will ask for a client certificate', async () => {
    const { key, cert } = certificate();
    const port = await portOf(createTlsServer({ key, cert, requestCert: true, rejectUnauthorized: true }));
    const result = await tlsProbe(target(port), 5_000, systemClock, never);
    expect(result?.outcome).toEqual({ kind: 'connected' });
  });

  test('names why a handshake failed', async () => {
    const port = await answeringPort('HTTP/1.1 400 Bad Request\r\n\r\n');
    const result = await tlsProbe(target(port), 5_000, systemClock, never);
    expect(result?.outcome).toEqual({ kind: 'handshake-failed', reason: 'ERR_SSL_WRONG_VERSION_NUMBER' });
  });

  test('takes a port that hangs up as a reset', async () => {
    const port = await rawPort((socket) => socket.destroy());
    const result = await tlsProbe(target(port), 5_000, systemClock, never);
    expect(result?.outcome).toEqual({ kind: 'reset' });
  });

  test('gives a silent server its whole time', async () => {
    const clock = manualClock();
    const greeted = Promise.withResolvers<void>();
    const port = await rawPort((socket) => socket.once('data', () => greeted.resolve()));
    const probing = tlsProbe(target(port), 1_000, clock, never);
    await greeted.promise;
    await clock.pass(1_000);
    expect(await probing).toMatchObject({ outcome: { kind: 'no-response', received: 0 }, durationMs: 1_000 });
  });

  test('gives up on a handshake without end', async () => {
    const record = Buffer.concat([Buffer.from('160303ff00', 'hex'), Buffer.alloc(0xff00, 1)]);
    const port = await rawPort((socket) => {
      const more = (): void => void (socket.destroyed || socket.write(record, more));
      socket.once('data', more);
    });
    const result = await tlsProbe(target(port), 5_000, systemClock, never);
    expect(result?.outcome.kind).toBe('handshake-failed');
  });

  test('resolves with nothing when it is aborted under way', async () => {
    const controller = new AbortController();
    const port = await rawPort((socket) => socket.once('data', () => controller.abort()));
    expect(await tlsProbe(target(port), 5_000, systemClock, controller.signal)).toBeUndefined();
  });
});
