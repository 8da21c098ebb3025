// needs: curl haproxy nginx-light
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { SANDBOX_ADDRESS, sandboxObstacle } from '../support/sandbox.ts';

const obstacle = sandboxObstacle();
const has = (...files: readonly string[]): boolean => obstacle === undefined && files.every(existsSync);
if (obstacle !== undefined) console.log(`the examples are not played: ${obstacle}`);
for (const file of ['/usr/sbin/nginx', '/usr/bin/curl', '/usr/sbin/haproxy']) {
  if (!existsSync(file)) console.log(`the examples that need ${file} are not played: it is not installed`);
}
const run = promisify(execFile);
const SET_UP = `ip link set lo up && ip addr add ${SANDBOX_ADDRESS}/32 dev lo && exec "$@"`;

/** Runs a driver in network and process namespaces of its own, which end with it, and gives what it printed last. */
async function driven(driver: string, ...args: readonly string[]) {
  const namespaces = ['--net', '--pid', '--fork', '--mount-proc', '--kill-child'];
  const program = [process.execPath, join(import.meta.dirname, 'drivers', driver), ...args];
  const { stdout } = await run('unshare', [...namespaces, 'sh', '-c', SET_UP, 'sh', ...program], { timeout: 110_000 });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
}

describe.skipIf(!has('/usr/sbin/nginx', '/usr/bin/curl'))('examples/zero-downtime-nginx', () => {
  test('gives the traffic to a new version that passes its release check, without a failed request', async () => {
    const { first, second, load } = await driven('deploys.ts', 'new');
    expect([first.code, second.code]).toEqual([0, 0]);
    expect(load.failures).toEqual([]);
    expect(Object.keys(load.answers).sort()).toEqual(['new', 'old']);
    console.log(`deployed under load: ${JSON.stringify(load)}`);
  });

  test.each([
    ['listens on loopback', ['new', '127.0.0.1'], /bound-to-loopback|127\.0\.0\.1/],
    ['answers its health path with 500', ['new', '0.0.0.0', '500'], /500/],
  ])('keeps the old version when the new one %s, says why, and fails no request', async (_name, version, reason) => {
    const { second, load } = await driven('deploys.ts', ...version);
    expect(second.code).toBe(1);
    expect(second.output).toMatch(reason);
    expect(second.output).toMatch(/keeps the traffic/);
    expect(load.failures).toEqual([]);
    expect(Object.keys(load.answers)).toEqual(['old']);
    console.log(`kept under load: ${JSON.stringify(load)}`);
  });
});

describe.skipIf(!has('/usr/sbin/haproxy'))('examples/haproxy-routing', () => {
  test('sends traffic to the healthy only, and to all when none is healthy', async () => {
    expect(await driven('routing.ts')).toEqual({
      'both well': ['a', 'b'],
      'a sick': ['b'],
      'both sick': ['a', 'b'],
      'b sick': ['a'],
      'both well again': ['a', 'b'],
    });
  });
});
