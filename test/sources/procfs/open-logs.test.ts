import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openProcfs } from '../../../src/sources/procfs/files/procfs.ts';
import { openLogFinder } from '../../../src/sources/procfs/open-logs.ts';
import { procTree } from './proc-tree.ts';

const APPENDED = '0102001';
const WRITTEN = '0100001';
const READ = '0100000';

/** What is followed of the app's main process that has these files open, with these flags of open(2). */
function followed(fds: Readonly<Record<number, readonly [path: string, flags: string]>>): readonly string[] {
  const paths = Object.fromEntries(Object.entries(fds).map(([fd, [path]]) => [fd, path]));
  const tree = procTree({ pid: 7, fds: paths });
  mkdirSync(join(tree.root, '7/fdinfo'));
  for (const [fd, [, flags]] of Object.entries(fds)) tree.write(`7/fdinfo/${fd}`, `pos:\t0\nflags:\t${flags}\n`);
  return openLogFinder(openProcfs(tree.root))([7]).map(({ origin }) => origin);
}

describe('of the files that the app has open, its logs are', () => {
  test('where stdout and stderr lead, whatever the file is called', () => {
    expect(followed({ 1: ['/srv/out', WRITTEN], 2: ['/root/.npm/_logs/today', APPENDED] })).toEqual([
      '/srv/out',
      '/root/.npm/_logs/today',
    ]);
  });

  test.each(['/var/log/app/error.log', '/srv/gunicorn.err', '/srv/node.out', '/srv/npm.log', '/srv/my-debug.log'])(
    'what it appends to and calls a log: %s',
    (path) => expect(followed({ 9: [path, APPENDED] })).toEqual([path]),
  );

  test('not what it reads, writes in place, or does not call a log', () => {
    expect(
      followed({ 7: ['/srv/in.log', READ], 8: ['/srv/data.log', WRITTEN], 9: ['/srv/journal', APPENDED] }),
    ).toEqual([]);
  });

  test.each([
    '/var/log/nginx/access.log',
    '/run/.npm/_logs/2026-11-29T07_32_02_461Z-debug-0.log',
    '/var/tmp/logs/2021-03-01T10_00_00_000Z-debug.log',
    '/srv/npm-debug.log',
    '/srv/yarn-error.log',
    '/srv/node_modules/.pnpm-debug.log',
    '/srv/lerna-debug.log',
  ])('not %s, which says nothing of why the app is ill', (path) => {
    expect(followed({ 9: [path, APPENDED] })).toEqual([]);
  });
});
