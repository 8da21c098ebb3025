import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Settings } from '../../../src/core/checks/settings.ts';
import { ownAddresses, probeSource } from '../../../src/sources/probe/probe-source.ts';
import { listener, process as processOf, settings } from '../../support/builders.ts';
import { freePort } from '../../support/free-port.ts';
import { LOOPBACK, portOf, rawPort } from './servers.ts';
import { type TestWatch, testWatch } from './watch.ts';

interface Running {
  readonly watch: TestWatch;
  /** Stops the source, and resolves when it has ended. */
  stop(): Promise<void>;
}

function start(port: number, change: Partial<Settings> = {}, addresses: readonly string[] = []): Running {
  const watch = testWatch(settings({ port, ...change }));
  const controller = new AbortController();
  const done = probeSource(() => addresses).run(watch, controller.signal);
  const stop = async (): Promise<void> => {
    controller.abort();
    await done;
  };
  onTestFinished(stop);
  return { watch, stop };
}

type Handler = (asked: IncomingMessage, answer: ServerResponse) => void;
const httpPort = (handle: Handler): Promise<number> => portOf(createServer(handle));

const turns = async (count = 20): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
};

describe('the other ports of a program whose endpoint answers 404', () => {
  /** On a port below those that the kernel gives to whoever asks for any: such a port is not asked. */
  async function lowPort(handle: Handler): Promise<number> {
    for (let port = 21_000; port < 32_000; port += 17) {
      const server = createServer(handle);
      const isFree = await new Promise<boolean>((resolve) => {
        server.once('error', () => resolve(false)).listen(port, LOOPBACK, () => resolve(true));
      });
      if (!isFree) continue;
      onTestFinished(() => void server.close());
      return port;
    }
    throw new Error('no port is free');
  }

  test('are asked once for the same path, and nobody else is', async () => {
    const asked: string[] = [];
    const recorded =
      (name: string): Handler =>
      ({ url, headers }, answer) => {
        asked.push(`${name} ${url} ${headers.host}`);
        answer.end('up');
      };
    const port = await httpPort((_asked, answer) => void answer.writeHead(404).end());
    const management = await lowPort(recorded('management'));
    const stranger = await lowPort(recorded('stranger'));
    const inside = await lowPort(recorded('inside'));
    const { watch } = start(port, { profile: 'kubernetes', healthPath: '/livez' });
    watch.startApp();
    watch.sees([
      listener('0.0.0.0', port),
      listener('0.0.0.0', management),
      listener('0.0.0.0', stranger, { pid: 99 }),
      listener('127.0.0.1', inside),
    ]);
    const [first] = await watch.probed(1);
    watch.clock.advance(40_000);
    await watch.probed(2);
    expect(asked).toEqual([`management /livez ${LOOPBACK}:${management}`]);
    expect(first?.variants).toContainEqual({ changed: 'port', value: String(management), status: 200 });
  });
});

describe('the probe source', () => {
  test('probes nothing before the app is started', async () => {
    let connections = 0;
    const { watch } = start(
      await rawPort(() => {
        connections += 1;
      }),
    );
    await turns();
    watch.clock.advance(60_000);
    await turns();
    expect(connections).toBe(0);
  });

  test('makes the release check until it passes, then the runtime check at once and at the interval', async () => {
    const paths: (string | undefined)[] = [];
    const port = await httpPort((asked, answer) => {
      paths.push(`${asked.url} ${asked.headers['x-aptible-health-check']} ${asked.headers.host}`);
      answer.end('fine');
    });
    const { watch } = start(port);
    watch.startApp();
    watch.sees([listener('0.0.0.0', port)]);
    await watch.probed(2);
    watch.clock.advance(19_999);
    await turns();
    expect(watch.probes.length).toBe(2);
    watch.clock.advance(1);
    await watch.probed(3);
    expect(paths).toEqual(['/ undefined containers', '/healthcheck true containers', '/healthcheck true containers']);
    expect(watch.probes.map(({ purpose, passed }) => `${purpose} ${passed}`)).toEqual([
      'release true',
      'runtime true',
      'runtime true',
    ]);
  });

  test('tells that nobody listens, and probes again as soon as a listener appears', async () => {
    const port = await freePort();
    const { watch } = start(port);
    watch.startApp();
    watch.sees([]);
    expect(await watch.probed(1)).toMatchObject([
      {
        address: LOOPBACK,
        purpose: 'release',
        path: '/',
        host: 'containers',
        outcome: { kind: 'refused' },
        passed: false,
      },
    ]);
    const server = createServer((_asked, answer) => void answer.end());
    server.listen(port, LOOPBACK);
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    watch.clock.advance(100);
    watch.sees([listener('0.0.0.0', port)]);
    expect((await watch.probed(2))[1]).toMatchObject({ outcome: { kind: 'answered', status: 200 }, passed: true });
  });

  test("goes to the container's own address, not to loopback, when there is one", async () => {
    const outside = ownAddresses().find((address) => !address.includes(':') && !address.startsWith('127.'));
    const port = await rawPort(() => undefined);
    const { watch } = start(port, {}, outside === undefined ? ['127.0.0.1', '::1'] : [LOOPBACK, outside]);
    watch.startApp();
    const [probe] = await watch.probed(outside === undefined ? 0 : 1);
    if (outside !== undefined) expect(probe).toMatchObject({ address: outside, outcome: { kind: 'refused' } });
  });

  test('has one probe at a time under way, and drops it when the app ends', async () => {
    let open = 0;
    const asked = Promise.withResolvers<void>();
    const dropped = Promise.withResolvers<void>();
    const port = await rawPort((socket) => {
      open += 1;
      socket.once('data', () => asked.resolve());
      socket.on('close', () => dropped.resolve());
    });
    const { watch } = start(port);
    watch.startApp();
    watch.sees([listener('0.0.0.0', port)]);
    await asked.promise;
    watch.clock.advance(5_000);
    watch.sees([listener('0.0.0.0', port)]);
    await turns();
    expect(open).toBe(1);
    watch.endApp();
    await dropped.promise;
    await turns();
    expect(watch.probes).toEqual([]);
  });

  test('ends when it is told to, a probe under way or not', async () => {
    const asked = Promise.withResolvers<void>();
    const { watch, stop } = start(await rawPort((socket) => socket.once('data', () => asked.resolve())));
    watch.startApp();
    await asked.promise;
    await stop();
    expect(watch.probes).toEqual([]);
  });

  test('probes tcp and tls endpoints in their own ways, each by itself', async () => {
    const port = await rawPort((socket) => socket.destroy());
    const other = await freePort();
    const endpoints = [
      { port, protocol: 'tcp' },
      { port: other, protocol: 'tls' },
    ] as const;
    const { watch } = start(port, { endpoints });
    watch.startApp();
    const probes = [...(await watch.probed(2))].sort((a, b) => a.endpoint.protocol.localeCompare(b.endpoint.protocol));
    expect(probes).toMatchObject([
      { outcome: { kind: 'connected' }, passed: true, variants: [] },
      { outcome: { kind: 'refused' }, passed: false, variants: [] },
    ]);
    expect(probes[0]?.path).toBeUndefined();
  });
});

describe('a failed strict check', () => {
  test('is repeated once as if over HTTPS when it was redirected', async () => {
    let variants = 0;
    const port = await httpPort((asked, answer) => {
      const isHttps = asked.headers['x-forwarded-proto'] === 'https';
      if (isHttps) variants += 1;
      answer.writeHead(isHttps ? 200 : 301, { location: 'https://containers/healthcheck' }).end();
    });
    const { watch } = start(port, { strict: true });
    watch.startApp();
    watch.sees([listener('0.0.0.0', port)]);
    const [first] = await watch.probed(1);
    await turns();
    watch.clock.advance(250);
    const [, second] = await watch.probed(2);
    const asked = [{ changed: 'forwarded-proto', value: 'https', status: 200 }];
    expect(first).toMatchObject({ passed: false, outcome: { status: 301 }, variants: asked });
    expect(second).toMatchObject({ passed: false, outcome: { status: 301 }, variants: asked });
    expect(variants).toBe(1);
    await turns();
    watch.clock.advance(30_000);
    await watch.probed(3);
    expect(variants).toBe(2);
  });

  test.each([
    ['aptible', { strict: true }, 'localhost'],
    ['kubernetes', {}, 'localhost:PORT'],
  ] as const)('is repeated once with another Host when %s was turned away', async (profile, change, host) => {
    const hosts: (string | undefined)[] = [];
    const port = await httpPort((asked, answer) => {
      hosts.push(asked.headers.host);
      answer.writeHead(asked.headers.host?.startsWith('localhost') ? 200 : 403).end();
    });
    const { watch } = start(port, { profile, ...change });
    watch.startApp();
    const [probe] = await watch.probed(1);
    const value = host.replace('PORT', `${port}`);
    expect(probe?.variants).toEqual([{ changed: 'host', value, status: 200 }]);
    expect(hosts[1]).toBe(value);
  });

  test('is not repeated when the Host is localhost already, nor when any status passes', async () => {
    let requests = 0;
    const port = await httpPort((_asked, answer) => {
      requests += 1;
      answer.writeHead(403).end();
    });
    const cloud = start(port, { profile: 'cloudaipilot', healthPath: '/up' });
    cloud.watch.startApp();
    expect((await cloud.watch.probed(1))[0]?.variants).toEqual([]);
    expect(requests).toBe(1);
    const lenient = start(port);
    lenient.watch.startApp();
    expect((await lenient.watch.probed(1))[0]).toMatchObject({ passed: true, variants: [] });
  });
});

describe('what else the port may speak', () => {
  test('is told by what it said, and costs no connection', async () => {
    let connections = 0;
    const port = await rawPort((socket) => {
      connections += 1;
      socket.end('SSH-2.0-dropbear\r\n');
    });
    const { watch } = start(port);
    watch.startApp();
    expect((await watch.probed(1))[0]).toMatchObject({ outcome: { kind: 'malformed' }, identity: 'ssh' });
    expect(connections).toBe(1);
  });

  test('is told by an HTTP answer that asks for TLS, though it passes', async () => {
    const port = await httpPort((_asked, answer) => {
      answer.writeHead(400).end('Client sent an HTTP request to an HTTPS server.\n');
    });
    const { watch } = start(port);
    watch.startApp();
    expect((await watch.probed(1))[0]).toMatchObject({ outcome: { kind: 'answered' }, passed: true, identity: 'tls' });
  });

  test('is asked with one connection for each check that failed, and no greeting twice', async () => {
    const firstWords: string[] = [];
    let connections = 0;
    const port = await rawPort((socket) => {
      connections += 1;
      socket.once('data', (bytes) => {
        firstWords.push(bytes.toString('latin1').slice(0, 4));
        socket.destroy();
      });
    });
    const { watch } = start(port);
    watch.startApp();
    watch.sees([listener('0.0.0.0', port, { command: ['/usr/bin/pgbouncer'] })]);
    for (let checks = 1; checks <= 12; checks += 1) {
      const probes = await watch.probed(checks);
      expect(probes.at(-1)?.outcome.kind).toBe('reset');
      await turns();
      watch.clock.advance(31_000);
    }
    const greetings = firstWords.filter((words) => words !== 'GET ');
    // An SSLRequest, by the name of the program.
    expect(greetings[0]).toBe('\u0000\u0000\u0000\u0008');
    expect(new Set(greetings).size).toBe(greetings.length);
    expect(firstWords.slice(0, 4).filter((words) => words === 'GET ')).toHaveLength(2);
    expect(connections).toBe(firstWords.length);
  });

  test('is never asked again after a process ended over it', async () => {
    let greetings = 0;
    const port = await rawPort((socket) => {
      socket.once('data', (bytes) => {
        if (!bytes.toString('latin1').startsWith('GET ')) greetings += 1;
        socket.destroy();
      });
    });
    const { watch } = start(port);
    const processes = (...pids: readonly number[]) =>
      watch.record({
        kind: 'saw',
        fact: 'processes',
        value: pids.map((pid) => processOf({ pid, startedAt: 0 })),
        at: watch.clock.now(),
      });
    watch.startApp();
    processes(7, 41);
    watch.sees([listener('0.0.0.0', port, { pid: 41 })]);
    await watch.probed(1);
    expect(greetings).toBe(1);
    processes(7);
    processes(7, 42);
    watch.sees([listener('0.0.0.0', port, { pid: 42 })]);
    await turns();
    watch.clock.advance(2_000);
    await watch.probed(2);
    await turns();
    expect(greetings).toBe(1);
  });

  test('is not asked of an app that has connections waiting already', async () => {
    let connections = 0;
    const asked = Promise.withResolvers<void>();
    const port = await rawPort((socket) => {
      connections += 1;
      socket.once('data', () => asked.resolve());
    });
    const { watch } = start(port);
    watch.startApp();
    watch.sees([listener('0.0.0.0', port, { queued: 1 })]);
    await asked.promise;
    await watch.clock.pass(15_000);
    expect((await watch.probed(1))[0]).toMatchObject({ outcome: { kind: 'no-response', received: 0 } });
    expect(watch.probes[0]?.identity).toBeUndefined();
    expect(connections).toBe(1);
  });
});
