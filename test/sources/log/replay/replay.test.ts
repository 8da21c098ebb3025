import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codesOf, diagnosesOf, provenBy } from '../../../support/replay.ts';
import { proven, untold } from '../dialects/gunicorn-proven.ts';
import { logOf, runs } from '../dialects/gunicorn-runs.ts';
import { wrapped, wraps } from './wrap.ts';

const folder = join(import.meta.dirname, '../../../fixtures/gunicorn');
const names = globSync('**/*.log', { cwd: folder }).map((file) => file.replace(/\.log$/, ''));
const expected = (name: string): readonly string[] =>
  Object.keys(proven).filter((code) => proven[code]?.includes(name));

const loop = logOf('sync_boot_loop');
const raising = logOf('app_raises');

describe('a saved log of Gunicorn', () => {
  test.each(untold)('%s, of a boot loop, does not tell boot from request, and the diagnosis claims neither', (name) => {
    const [only, ...others] = diagnosesOf(logOf(name));
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      code: 'worker-request-timeout',
      confidence: 'likely',
      summary:
        'Gunicorn killed a sync worker (pid 8, 2 in 5 min) that was silent for longer than its timeout, probably over a request, but nothing shows whether it had booted.',
    });
    expect(only?.remedy.at(-1)).toMatch(
      /^If the app had never answered before, the worker was still booting: .*--preload/,
    );
  });

  test.each(names.filter((name) => !untold.includes(name)))(
    '%s proves what happened in its run, and nothing beyond',
    (name) => {
      expect(codesOf(logOf(name))).toEqual(expected(name));
    },
  );

  test.each(runs.filter(({ what }) => /NO timeout|healthy|: works/.test(what)).map(({ name }) => name))(
    '%s proves nothing at all',
    (name) => {
      expect(codesOf(logOf(name))).toEqual([]);
    },
  );

  test('names boot timeouts only up to 21.2', () => {
    const old = /^gunicorn \(version (?:19|20|21)\./;
    const told = runs.filter(({ name }) => proven['worker-boot-timeout']?.includes(name));
    expect(told.filter((run) => !old.test(run.gunicorn_version))).toEqual([]);
  });
});

describe.each(Object.entries(wraps))('the same logs wrapped by %s', (_, wrap) => {
  test('prove the same', () => {
    const differing = names.filter((name) => {
      if (untold.includes(name)) return false;
      const codes = codesOf(wrapped(logOf(name).toString(), wrap));
      return codes.join() !== expected(name).join();
    });
    expect(differing).toEqual([]);
  });
});

describe('a replay', () => {
  test('keeps the pods of one file apart', () => {
    const pod = (name: string) => (line: string, at: Date) => `[pod/${name}/app] ${at.toISOString()} ${line}`;
    const lines = [
      ...wrapped(loop.toString(), pod('a')).toString().trimEnd().split('\n'),
      ...wrapped(raising.toString(), pod('b')).toString().trimEnd().split('\n'),
      ...wrapped(logOf('bind_any_v4').toString(), pod('c')).toString().trimEnd().split('\n'),
    ];
    // As the pods wrote them, interleaved.
    const mixed = lines
      .map((line, i) => ({ line, at: line.split(' ')[1] ?? '', i }))
      .sort((a, b) => a.at.localeCompare(b.at) || a.i - b.i);
    expect(provenBy(Buffer.from(mixed.map(({ line }) => line).join('\n')))).toEqual([
      'pod/a/app: worker-boot-timeout',
      'pod/b/app: worker-boot-failed',
    ]);
  });

  test.each([1, 7, 4_096])('says the same in chunks of %i bytes', (bytes) => {
    expect(provenBy(loop, bytes)).toEqual(['worker-boot-timeout']);
  });

  test.each([
    ['an empty file', Buffer.alloc(0), []],
    ['zeros', Buffer.alloc(100_000), []],
    ['bytes that are no text', Buffer.from(Array.from({ length: 4_096 }, (_, i) => (i * 7) % 256)), []],
    ['a last line without its end', loop.subarray(0, -1), ['worker-boot-timeout']],
    ['Windows line endings', Buffer.from(loop.toString().replaceAll('\n', '\r\n')), ['worker-boot-timeout']],
  ])('reads %s', (_what, log, codes) => {
    expect(provenBy(log)).toEqual(codes);
  });

  test('is not fooled by an app that prints lines which look wrapped', () => {
    const forged = loop
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => `evil | ${line}`);
    const quoting = Array.from({ length: 60 }, () => '[2026-11-21 08:54:09 +0000] [4] [INFO] GET / 200');
    expect(
      provenBy(
        Buffer.from([...logOf('bind_any_v4').toString().split('\n').slice(0, 4), ...quoting, ...forged].join('\n')),
      ),
    ).toEqual([]);
  });
});
