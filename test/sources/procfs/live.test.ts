// needs: python3
import { once } from 'node:events';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isAlive } from '../../../src/core/facts/process.ts';
import { systemClock } from '../../../src/system-clock.ts';
import { has, liveApp } from './live-app.ts';

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ family }) => family === 'IPv6'));

const binds = [
  ['127.0.0.1', 'loopback', 'ipv4'],
  ['0.0.0.0', 'any', 'ipv4'],
  ['::', 'any', 'ipv6'],
  ['::1', 'loopback', 'ipv6'],
].filter(([, , family]) => hasIpv6 || family === 'ipv4');

/** How exactly the kernel tells when a process started. */
const COARSE_MS = 1_000;

const listening = (host: string): string =>
  `require('net').createServer().listen(0, '${host}', function () { console.log(this.address().port) }); setInterval(() => {}, 1e6);`;

describe('a real server', () => {
  test.each(binds)('on %s is seen with scope %s and family %s', async (host = '', scope, family) => {
    const { watch, child, line } = liveApp(process.execPath, ['-e', listening(host)]);
    const port = Number(await line());
    const seen = await watch.until('listeners', (all) => all.some((each) => each.port === port));
    expect(seen.find((each) => each.port === port)).toMatchObject({
      address: host,
      scope,
      family,
      owner: 'app',
      pid: child.pid,
      command: [process.execPath, '-e', expect.stringContaining('createServer')],
      queued: 0,
    });
  });

  test.skipIf(!has('python3', '--version'))('shows the connections that it does not accept', async () => {
    const silent = `import socket, time
server = socket.create_server(('127.0.0.1', 0), backlog=5)
clients = [socket.create_connection(server.getsockname()) for _ in range(3)]
print(server.getsockname()[1], flush=True)
time.sleep(60)`;
    const { watch, line } = liveApp('python3', ['-c', silent]);
    const port = Number(await line());
    await watch.until('listeners', (all) => all.some((each) => each.port === port && each.queued === 3));
  });

  test("is the agent's when the agent itself listens", async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const { watch } = liveApp('sleep', ['60']);
    const seen = await watch.until('listeners', (all) => all.some((each) => each.port === port));
    expect(seen.find((each) => each.port === port)).toMatchObject({ owner: 'agent', pid: process.pid });
  });
});

describe('a real process', () => {
  test('is seen with its children, and when it started', async () => {
    const startedAt = systemClock.now();
    const { watch, child } = liveApp('sh', ['-c', 'sleep 60 & wait']);
    const seen = await watch.until('processes', (all) => all.some(({ name }) => name === 'sleep'));
    onTestFinished(() => void process.kill(seen[1]?.pid ?? 0, 'SIGKILL'));
    expect(seen).toMatchObject([
      { pid: child.pid, ppid: process.pid, kinship: 'main', name: 'sh' },
      { ppid: child.pid, kinship: 'descendant', command: ['sleep', '60'] },
    ]);
    for (const each of seen) {
      expect(each.startedAt).toBeGreaterThan(startedAt - COARSE_MS);
      expect(each.startedAt).toBeLessThan(systemClock.now() + COARSE_MS);
    }
  });

  test.each([
    ['kept its session', 'sleep 61 >/dev/null &'],
    ['made a session of its own', 'setsid sleep 61 >/dev/null &'],
    ['forked twice', '(setsid sh -c "sleep 61 & echo forked" >/dev/null &)'],
  ])('is a survivor when the command ended at once and it %s', async (_, script) => {
    const { watch } = liveApp('sh', ['-c', script]);
    const seen = await watch.until(
      'processes',
      (all, { observed: { app } }) =>
        app.known &&
        app.value.exit !== undefined &&
        all.some((each) => each.kinship === 'survivor' && isAlive(each) && each.name === 'sleep'),
    );
    for (const { pid } of seen.filter(({ name }) => name === 'sleep')) process.kill(pid, 'SIGKILL');
    expect(seen.filter(({ name }) => name === 'sleep')).toMatchObject([
      { command: ['sleep', '61'], kinship: 'survivor' },
    ]);
  });
});
