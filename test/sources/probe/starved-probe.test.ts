import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { probeSource } from '../../../src/sources/probe/probe-source.ts';
import { listener, settings } from '../../support/builders.ts';
import { rawPort } from './servers.ts';
import { type TestWatch, testWatch } from './watch.ts';

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi';
const TIMEOUT_MS = 1_000;

/** An app whose every connection is handed to `talk` when it has been asked, and a source that probes it. */
async function probing(talk: (socket: Socket, count: number) => void): Promise<TestWatch> {
  let count = 0;
  const port = await rawPort((socket) => {
    count += 1;
    const mine = count;
    socket.once('data', () => talk(socket, mine));
  });
  const watch = testWatch(settings({ port, profile: 'kubernetes' }));
  const controller = new AbortController();
  const done = probeSource(() => []).run(watch, controller.signal);
  onTestFinished(async () => {
    controller.abort();
    await done;
  });
  watch.startApp();
  // Connections wait already: then nothing more is asked of a silent app.
  watch.sees([listener('0.0.0.0', port, { queued: 1 })]);
  return watch;
}

describe('a probe of an agent that has no turn', () => {
  test('takes the answer that has come meanwhile, however long the agent stood still', async () => {
    const asked = Promise.withResolvers<Socket>();
    const watch = await probing((socket) => asked.resolve(socket));
    const socket = await asked.promise;
    socket.write(OK);
    watch.clock.advance(60_000);
    const [probe] = await watch.probed(1);
    expect(probe).toMatchObject({ passed: true, outcome: { kind: 'answered', status: 200 } });
    expect(probe?.durationMs).toBeLessThan(TIMEOUT_MS);
  });

  test('gives a silent app the whole of its time afterwards', async () => {
    const asked = Promise.withResolvers<void>();
    const watch = await probing(() => asked.resolve());
    await asked.promise;
    watch.clock.advance(60_000);
    await watch.clock.pass(TIMEOUT_MS / 2);
    expect(watch.probes).toEqual([]);
    await watch.clock.pass(TIMEOUT_MS / 2);
    expect(await watch.probed(1)).toMatchObject([
      { passed: false, outcome: { kind: 'no-response' }, timeoutMs: TIMEOUT_MS },
    ]);
    expect(watch.probes[0]?.durationMs).toBeLessThan(1.1 * TIMEOUT_MS);
  });

  test('comes to a verdict on a silent app although every turn is late', async () => {
    const asked = Promise.withResolvers<void>();
    const watch = await probing(() => asked.resolve());
    await asked.promise;
    for (let turns = 0; turns < 16; turns += 1) {
      expect(watch.probes).toEqual([]);
      watch.clock.advance(TIMEOUT_MS);
      await turn();
    }
    expect(await watch.probed(1)).toMatchObject([{ passed: false, outcome: { kind: 'no-response' } }]);
  });

  test('is made again at once, and counts for nothing, when the app gave up on the agent', async () => {
    const first = Promise.withResolvers<Socket>();
    const watch = await probing((socket, count) => void (count === 1 ? first.resolve(socket) : socket.write(OK)));
    const socket = await first.promise;
    watch.clock.advance(60_000);
    socket.destroy();
    expect(await watch.probed(1)).toMatchObject([{ passed: true }]);
  });

  test('reports what the app itself said, although every turn is late', async () => {
    const watch = await probing((socket) => {
      socket.end('HTTP/1.1 500 Oh\r\n\r\n');
      watch.clock.advance(TIMEOUT_MS);
    });
    expect(await watch.probed(1)).toMatchObject([{ passed: false, outcome: { kind: 'answered', status: 500 } }]);
  });

  test('asks once of an app that answers badly while the agent has all its turns', async () => {
    const asked: number[] = [];
    const watch = await probing((socket, count) => {
      asked.push(count);
      socket.end('HTTP/1.1 500 Oh\r\n\r\n');
    });
    expect(await watch.probed(1)).toMatchObject([{ passed: false, outcome: { kind: 'answered', status: 500 } }]);
    expect(asked).toEqual([1]);
  });
});
