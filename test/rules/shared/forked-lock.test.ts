import { describe, expect, test } from 'vitest';
import type { BlockedProcess } from '../../../src/core/facts/blocked-process.ts';
import { noConf } from '../../../src/core/facts/gunicorn-conf.ts';
import { bootPeerStep } from '../../../src/rules/shared/boot-peer.ts';
import { forkedLock, preloadStep } from '../../../src/rules/shared/forked-lock.ts';
import { app, NOW, process } from '../../support/builders.ts';

const hang = (change: Partial<BlockedProcess> = {}): BlockedProcess => ({
  pid: 9,
  state: 'S',
  call: 'futex',
  since: NOW - 5_000,
  ...change,
});
const seen = (command: readonly string[], hangs: readonly BlockedProcess[], gunicornConf = noConf) =>
  forkedLock({
    app: app({ command }),
    processes: [process({ command }), process({ pid: 9, ppid: 7, command })],
    hangs,
    environment: {},
    gunicornConf,
  });
const preloading = ['gunicorn', '--preload', 'shop:app'];

describe('a lock that was held during the fork', () => {
  test('shows in a worker that waits for a lock with --preload', () => {
    const found = seen(preloading, [hang()]);
    expect(found).toEqual({ place: { kind: 'command' } });
    expect(found && preloadStep(found)).toMatch(
      /^Start Gunicorn without `--preload`: a worker waits for a lock that a thread of the master likely held/,
    );
  });

  test('is removed from the file that sets it', () => {
    const conf = { ...noConf, path: 'gunicorn.conf.py', values: { preload_app: true } };
    const found = seen(['gunicorn', 'shop:app'], [hang()], conf);
    expect(found && preloadStep(found)).toMatch(/^Remove `preload_app` from gunicorn\.conf\.py/);
  });

  test.each([
    ['without --preload', ['gunicorn', 'shop:app'], [hang()]],
    [
      'of a worker that waits for another host',
      preloading,
      [hang({ peer: { name: '10.0.0.3:5432', state: 'established' } })],
    ],
    ['of a worker that sleeps', preloading, [hang({ call: 'clock_nanosleep' })]],
    ['of the master', preloading, [hang({ pid: app().pid ?? 7 })]],
    ['of a process that is gone', preloading, [hang({ pid: 99 })]],
  ])('is not assumed %s', (_, command, hangs) => {
    expect(seen(command, hangs)).toBeUndefined();
  });
});

test('a boot that waits for another host is not loaded earlier', () => {
  expect(bootPeerStep(hang({ peer: { name: '10.0.0.3:5432', state: 'connecting' } }))).toMatch(
    /^Check that 10\.0\.0\.3:5432 is reachable/,
  );
  expect(bootPeerStep(hang({ peer: { name: '10.0.0.3:5432', state: 'established' } }))).toMatch(
    /^Find out why 10\.0\.0\.3:5432 does not respond/,
  );
  expect(bootPeerStep(hang())).toBeUndefined();
  expect(bootPeerStep(undefined)).toBeUndefined();
});
