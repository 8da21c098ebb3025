import { writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { StatusBody } from '../../src/core/report/status-body.ts';
import { type ApiAddress, ask, dial, flood, get, statusOf } from '../support/api-callers.ts';
import { freePort } from '../support/free-port.ts';
import { startLiveAgent } from '../support/live-agent.ts';
import { cpuMs } from '../support/process-cost.ts';
import { scratch } from '../support/scratch.ts';

const outside = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
if (outside === undefined) console.log('tests of the API under load skipped: this machine has no address but loopback');

const SERVER = `require('node:http').createServer((_, response) => response.end()).listen(Number(process.env.PORT))`;

/** An agent beside an app that is well, and reachable from outside. */
async function live(...flags: readonly string[]) {
  const environment = { PORT: String(await freePort()) };
  const agent = await startLiveAgent({
    host: '0.0.0.0',
    command: [process.execPath, '-e', SERVER],
    environment,
    flags: ['--interval', '1', ...flags],
  });
  onTestFinished(() => agent.stop());
  const port = Number(new URL(agent.url).port);
  const status = async (): Promise<StatusBody> => (await fetch(`${agent.url}v1/status`)).json() as Promise<StatusBody>;
  while ((await status()).status !== 'running');
  // `as`: a child that answers was started.
  return { port, status, pid: agent.process.pid as number };
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

const ROUNDS = 7;
const CALLS = 100;

/** The medians of what each path costs of the agent's processor time, in terms of /livez. */
async function dearness(paths: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { port, pid } = await live();
  const address = { host: '127.0.0.1', port };
  const costOf = async (path: string): Promise<number> => {
    const before = cpuMs(pid);
    await ask(address, path, CALLS);
    return cpuMs(pid) - before;
  };
  for (const path of ['/livez', ...paths]) await costOf(path);
  const ratios = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const base = await costOf('/livez');
    for (const path of paths) ratios.set(path, [...(ratios.get(path) ?? []), (await costOf(path)) / base]);
  }
  return new Map([...ratios].map(([path, all]) => [path, median(all)]));
}

describe('what never changes, or seldom', () => {
  test('costs at most twice as much as /livez where anyone may ask, a page of metrics and the document as well', async () => {
    const ratios = await dearness(['/livez', '/readyz', '/metrics', '/openapi.json']);
    expect([...ratios].filter(([, ratio]) => ratio > 2)).toEqual([]);
  });

  test('is not made for each call: the catalogue, too, costs little more than to send it', async () => {
    const ratios = await dearness(['/v1/catalogue']);
    expect(ratios.get('/v1/catalogue')).toBeLessThan(5);
  });
});

describe.skipIf(outside === undefined).each([
  ['loopback', '127.0.0.1', outside ?? ''],
  ['outside', outside ?? '', '127.0.0.1'],
])('a flood from %s', (_from, host, elsewhere) => {
  test.each([
    ['more than may be sent ahead', 150],
    ['as much as may be sent ahead', 100],
  ])(
    'of calls that nobody reads the answers of, %s, costs as little as one of /livez, and keeps no probe waiting',
    async (_what, calls) => {
      const { port, pid, status } = await live();
      const [flooded, probed]: readonly ApiAddress[] = [
        { host, port },
        { host: elsewhere, port },
      ] as const;
      if (flooded === undefined || probed === undefined) return;
      await ask(probed, '/metrics', 1);
      /** The agent's processor time until it has nothing left to do: a call after all of them is answered. */
      const costOf = async (path: string): Promise<number> => {
        const before = cpuMs(pid);
        const sockets = await flood(flooded, get(path).repeat(calls), 60);
        for (let n = 0; n < 20; n += 1) expect(await statusOf(probed, '/livez')).toBe(200);
        for (const socket of sockets) socket.destroy();
        expect(await statusOf(probed, '/livez')).toBe(200);
        return cpuMs(pid) - before;
      };
      await costOf('/livez');
      const ratios: number[] = [];
      for (let round = 0; round < 3; round += 1) {
        const base = await costOf('/livez');
        ratios.push((await costOf('/metrics')) / base);
      }
      expect(median(ratios)).toBeLessThan(3);
      expect(await status()).toMatchObject({ status: 'running', diagnoses: [] });
    },
  );
});

describe.skipIf(outside === undefined)('calls that wait', () => {
  /** What came first on a connection. */
  const headOf = (socket: Socket): Promise<string> =>
    new Promise((resolve) => {
      socket.once('data', (chunk: Buffer) => resolve(chunk.toString('latin1')));
      socket.once('close', () => resolve(''));
      socket.resume();
    });

  test.each([
    ['loopback', '127.0.0.1', 64],
    ['one address from outside', outside ?? '', 32],
  ])('from %s leave room for its probes, and one too many gets a 503 with Retry-After', async (_from, host, most) => {
    const token = join(scratch('token'), 'token');
    writeFileSync(token, 'sesame');
    const { port } = await live('--token-file', token);
    const address = { host, port };
    const wish = get('/v1/events', 'Accept: text/event-stream', 'Authorization: Bearer sesame');
    const streams = await flood(address, wish, 63);
    const more = await flood(address, wish, host === '127.0.0.1' ? 60 : 0);
    const heads = await Promise.all([...streams, ...more].map(headOf));
    const refused = heads.filter((head) => /^HTTP\/1.1 503 [\s\S]*\r\nretry-after: \d/i.test(head));
    expect(heads.filter((head) => head.startsWith('HTTP/1.1 200 '))).toHaveLength(most);
    expect(refused).toHaveLength(heads.length - most);
    for (let n = 0; n < 70; n += 1) expect(await statusOf(address, '/livez')).toBe(200);
    for (const socket of [...streams, ...more]) socket.destroy();
  });
});

describe('a probe is answered', () => {
  test.each([
    ['callers that ask as fast as they are answered', (address: ApiAddress) => ask(address, '/metrics', 200)],
    [
      'new connections',
      async (address: ApiAddress) => {
        for (let n = 0; n < 100; n += 1) await statusOf(address, '/livez', 'Connection: close');
      },
    ],
    [
      'posts whose body never comes',
      async (address: ApiAddress) => {
        const bytes = 'POST /livez HTTP/1.1\r\nHost: x\r\nContent-Length: 999\r\n\r\n{';
        for (let n = 0; n < 20; n += 1) (await dial(address, bytes)).resume();
      },
    ],
  ])('beside 40 %s', async (_what, load) => {
    const { port, status } = await live();
    const address = { host: '127.0.0.1', port };
    const crowd = Promise.all(Array.from({ length: 40 }, () => load(address)));
    for (let n = 0; n < 50; n += 1) expect(await statusOf(address, '/readyz')).toBe(200);
    await crowd;
    expect(await status()).toMatchObject({ status: 'running', diagnoses: [] });
  });
});
