import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cgroupSource } from '../../../src/sources/cgroup/cgroup-source.ts';
import { systemClock } from '../../../src/system-clock.ts';
import { watched } from '../procfs/watch.ts';

const captures = join(import.meta.dirname, '../../fixtures/proc-cgroup');

/** A copy of a capture that the test may change. */
function copyOf(capture: string): string {
  const root = mkdtempSync(join(tmpdir(), 'sidewatch-cgroup-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  cpSync(join(captures, capture), root, { recursive: true });
  return root;
}

test('tells a kill for memory at once when the app has ended', async () => {
  const root = copyOf('v2-limited');
  const watch = watched(cgroupSource({ root }), systemClock);
  watch.startApp(7);
  await watch.until('cgroup', ({ memory }) => memory.oomKills === 0);
  writeFileSync(join(root, 'sys/fs/cgroup/memory.events'), 'oom_kill 1\n');
  watch.endApp();
  await watch.until('cgroup', ({ memory }) => memory.oomKills === 1);
  expect(watch.count('cgroup')).toBe(2);
});

test('counts none that lie before its first look', async () => {
  const watch = watched(cgroupSource({ root: join(captures, 'v1-after-oom') }), systemClock);
  const { memory } = await watch.until('cgroup', () => true);
  expect(memory).toMatchObject({ limitBytes: 41_943_040, oomKills: 0 });
});

test('says why it cannot look', () => {
  const watch = watched(cgroupSource({ root: join(captures, 'v2-root') }), systemClock);
  expect(watch.facts().observed.cgroup).toMatchObject({
    known: false,
    reason: expect.stringMatching(/^the limits of the container cannot be read: .* has no memory account/),
  });
});
