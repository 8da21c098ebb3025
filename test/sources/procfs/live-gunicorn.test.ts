// needs: gunicorn python3-setproctitle
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/system-clock.ts';
import { has, liveApp } from './live-app.ts';

/** How exactly the kernel tells when a file was changed, and Gunicorn which moment it sets. */
const COARSE_MS = 1_000;

describe.skipIf(!has('gunicorn', '--version'))('a real Gunicorn', () => {
  const running = (module: string) => {
    const cwd = mkdtempSync(join(tmpdir(), 'sidewatch-gunicorn-'));
    onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
    writeFileSync(join(cwd, 'site_app.py'), module);
    const app = liveApp('gunicorn', ['--bind', '127.0.0.1:0', '--workers', '2', 'site_app:app'], { cwd });
    // SIGKILL would leave the workers behind.
    onTestFinished(async () => {
      const ended = once(app.child, 'exit');
      app.child.kill('SIGINT');
      await ended;
    });
    return app;
  };

  test('shows the heartbeats of both workers once they have booted', async () => {
    const startedAt = systemClock.now();
    const { watch } = running('def app(environ, start): start("200 OK", []); return [b"ok"]');
    const seen = await watch.until(
      'heartbeats',
      (all) => all.length === 2 && all.every(({ beatAt }) => beatAt !== undefined),
    );
    for (const { beatAt = 0 } of seen) {
      expect(beatAt).toBeGreaterThan(startedAt - COARSE_MS);
      expect(beatAt).toBeLessThan(systemClock.now() + COARSE_MS);
    }
  });

  test('shows that workers have never beaten while they hang in their boot', async () => {
    const { watch, child } = running('import time; time.sleep(600)');
    const seen = await watch.until('heartbeats', (all) => all.length === 2);
    expect(seen.map(({ beatAt }) => beatAt)).toEqual([undefined, undefined]);
    const listeners = await watch.until('listeners', (all) => all.some(({ owner }) => owner === 'app'));
    expect(listeners.find(({ owner }) => owner === 'app')).toMatchObject({ pid: child.pid, scope: 'loopback' });
  });
});
