import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseCpu, parseMemory } from '../../../src/sources/cgroup/parse-reading.ts';
import { cgroupReader } from '../../../src/sources/cgroup/read-cgroup.ts';

const captures = join(import.meta.dirname, '../../fixtures/proc-cgroup');
const readingOf = (capture: string) => cgroupReader(join(captures, capture))();

test('reads version 1 with limits after a kill', () => {
  expect(readingOf('v1-after-oom')).toEqual({
    kind: 'read',
    value: {
      version: 1,
      memory: {
        limitBytes: 41_943_040,
        usedBytes: 208_896,
        workingSetBytes: 196_608,
        peakBytes: 41_943_040,
        oomKills: 1,
      },
      cpu: { quotaCores: 0.2, periods: 20, throttledPeriods: 16, throttledMs: 1_101 },
    },
  });
});

test('reads version 1 without limits', () => {
  const read = readingOf('v1-unlimited');
  expect(read).toMatchObject({ value: { memory: { usedBytes: 512_000, oomKills: 0 }, cpu: { periods: 0 } } });
  expect(JSON.stringify(read)).not.toMatch(/limitBytes|quotaCores/);
});

test('reads how long version 1 throttled', () => {
  expect(readingOf('v1-throttled')).toMatchObject({
    value: { cpu: { quotaCores: 0.2, periods: 50, throttledPeriods: 46, throttledMs: 3_463 } },
  });
});

test('reads version 2 with limits after a kill', () => {
  expect(readingOf('v2-after-oom')).toMatchObject({
    kind: 'read',
    value: {
      version: 2,
      memory: { limitBytes: 268_435_456, usedBytes: 1_634_304, peakBytes: 268_435_456, oomKills: 1 },
      cpu: { quotaCores: 0.5, periods: 102, throttledPeriods: 98, throttledMs: 6_192 },
    },
  });
});

test('reads version 2 without limits', () => {
  const read = readingOf('v2-unlimited');
  expect(read).toMatchObject({ value: { version: 2, memory: { usedBytes: 1_445_888, oomKills: 0 } } });
  expect(JSON.stringify(read)).not.toMatch(/limitBytes|quotaCores/);
});

test.each([
  ['v2-root', /has no memory account/],
  ['v2-without-remount', /no mount of cgroup version 2/],
  ['no-such-directory', /cannot be read/],
])('says why there is nothing to read in %s', (capture, reason) => {
  expect(readingOf(capture)).toEqual({ kind: 'hidden', reason: expect.stringMatching(reason) });
});

test('takes the lower limit of a parent in version 1', () => {
  const files = {
    'memory.limit_in_bytes': '9223372036854771712\n',
    'memory.usage_in_bytes': '1000\n',
    'memory.stat': 'hierarchical_memory_limit 5000\n',
  };
  expect(parseMemory(1, files)).toEqual({ limitBytes: 5_000, usedBytes: 1_000 });
});

test('does not count kills that an old kernel does not count', () => {
  const files = { 'memory.max': 'max\n', 'memory.current': '1000\n', 'memory.events': 'low 0\n' };
  expect(parseMemory(2, files)).toEqual({ usedBytes: 1_000 });
});

test('has no processor account where there is none', () => {
  expect(parseCpu(2, { 'cpu.stat': 'usage_usec 12\n' })).toBeUndefined();
});

describe('the cgroup of an app that someone else started', () => {
  const APP = 77;
  /** A machine on which the app's own mounts show its cgroup, the agent's show the whole tree, and each has a limit of its own. */
  function machine(change: { readonly appsMounts?: boolean; readonly agentsMounts?: string } = {}): string {
    const { appsMounts = true, agentsMounts = '/' } = change;
    const root = mkdtempSync(join(tmpdir(), 'sidewatch-cgroup-'));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    const write = (path: string, text: string): void => {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), text);
    };
    const mount = (of: string): string => `30 20 0:26 ${of} /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n`;
    const group = (path: string, limit: number): void => {
      write(`${path}/memory.max`, `${limit}\n`);
      write(`${path}/memory.current`, '4096\n');
      write(`${path}/memory.events`, 'oom_kill 0\n');
    };
    write('proc/self/cgroup', '0::/\n');
    write('proc/self/mountinfo', mount(agentsMounts));
    write(`proc/${APP}/cgroup`, '0::/../app\n');
    if (appsMounts) write(`proc/${APP}/mountinfo`, mount('/../app'));
    group('sys/fs/cgroup', 1_000_000);
    group(`proc/${APP}/root/sys/fs/cgroup`, 2_000_000);
    return root;
  }
  const limitIn = (root: string) => {
    const read = cgroupReader(root)(APP);
    return read.kind === 'read' ? read.value.memory.limitBytes : read.reason;
  };

  test("is read through its own mounts, not through the agent's", () => {
    expect(limitIn(machine())).toBe(2_000_000);
  });

  test("is read through the agent's mounts where those show it and its own are closed", () => {
    expect(limitIn(machine({ appsMounts: false, agentsMounts: '/../app' }))).toBe(1_000_000);
  });

  test("is unknown where nothing shows it: the agent's limits are not the app's", () => {
    expect(limitIn(machine({ appsMounts: false }))).toMatch(/no mount .* shows the container's own control group/);
  });

  test('is found anew for another process', () => {
    const read = cgroupReader(machine());
    expect(read(APP)).toMatchObject({ kind: 'read' });
    expect(read(78)).toMatchObject({ kind: 'hidden' });
    expect(read(APP)).toMatchObject({ kind: 'read' });
  });
});

test('reads for how long something waited for the processor, where the kernel counts it', () => {
  const files = {
    'cpu.max': '25000 100000\n',
    'cpu.stat': 'usage_usec 5\nnr_periods 9\nnr_throttled 3\nthrottled_usec 4000\n',
    'cpu.pressure':
      'some avg10=94.88 avg60=62.85 avg300=60.41 total=805882956\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=7\n',
  };
  expect(parseCpu(2, files)).toEqual({
    quotaCores: 0.25,
    periods: 9,
    throttledPeriods: 3,
    throttledMs: 4,
    waitedMs: 805_883,
  });
});
