import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { arch, execPath } from 'node:process';
import { afterAll, describe, expect, test } from 'vitest';
import { inspectCommand } from '../../../src/sources/app/inspect-command.ts';
import { resolveCommand } from '../../../src/sources/app/resolve-command.ts';
import { elf, machines } from '../../support/programs.ts';

const directory = mkdtempSync(join(tmpdir(), 'sidewatch-inspect-'));
afterAll(() => rmSync(directory, { recursive: true }));

const place = (name: string, content: string | Uint8Array, mode = 0o755): string => {
  const path = join(directory, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
};
const onPath = (program: string): boolean => program === 'python3';
const here = arch === 'arm64' ? 'arm64' : 'amd64';
const foreign = here === 'arm64' ? 'amd64' : 'arm64';

describe('a script', () => {
  const missing = (interpreter: string, hasWindowsLineEnds: boolean, isBehindEnv: boolean) => ({
    errno: 'ENOENT',
    fault: { kind: 'no-interpreter', interpreter, hasWindowsLineEnds, isBehindEnv },
  });

  test.each([
    ['#!/nope/bash\n', missing('/nope/bash', false, false)],
    ['#!/bin/sh\r\n', missing('/bin/sh', true, false)],
    ['#!/usr/bin/env ruby\n', missing('ruby', false, true)],
    ['#!/usr/bin/env python3\r\n', missing('python3', true, true)],
  ])('cannot run: %j', (text, expected) => {
    expect(inspectCommand(place('script', text), onPath)).toEqual(expected);
  });

  test.each([
    '#!/bin/sh\n',
    '#!/bin/sh -e\n',
    '#!/usr/bin/env python3\n',
    '#!/usr/bin/env -S ruby -w\n',
    '#!/usr/bin/env A=1 ruby\n',
    'echo\n',
    '',
  ])('is left to the kernel: %j', (text) => {
    expect(inspectCommand(place('script', text), onPath)).toBeUndefined();
  });
});

describe('a program', () => {
  test('for another processor cannot run', () => {
    expect(inspectCommand(place('app', elf(machines[foreign])), onPath)).toEqual({
      errno: 'ENOEXEC',
      fault: { kind: 'other-processor', built: foreign, here },
    });
  });

  test('without its loader cannot run', () => {
    const musl = elf(machines[here], '/lib/ld-musl-none.so.1');
    expect(inspectCommand(place('app', musl), onPath)).toMatchObject({
      errno: 'ENOENT',
      fault: { kind: 'no-loader', loader: '/lib/ld-musl-none.so.1', libc: 'musl' },
    });
  });

  test('that is none for Linux cannot run', () => {
    expect(inspectCommand(place('app', 'MZ\u0001\0'), onPath)).toEqual({
      errno: 'ENOEXEC',
      fault: { kind: 'no-program', what: 'a Windows program' },
    });
  });

  test('that runs, or is not there, raises nothing', () => {
    expect(inspectCommand(execPath, onPath)).toBeUndefined();
    expect(inspectCommand(place('app', elf(machines[here])), onPath)).toBeUndefined();
    expect(inspectCommand(join(directory, 'none'), onPath)).toBeUndefined();
  });
});

describe('what may not be executed', () => {
  test('shows its mode', () => {
    const path = place('start.sh', '#!/bin/sh\n', 0o644);
    expect(resolveCommand({ name: path, path: undefined })).toEqual({
      kind: 'failed',
      failure: {
        errno: 'EACCES',
        path,
        searched: [],
        fault: { kind: 'no-permission', mode: '0644', isBySomeone: false },
      },
    });
  });

  test('may be a directory', () => {
    const path = join(directory, 'folder');
    mkdirSync(path);
    expect(resolveCommand({ name: path, path: undefined })).toMatchObject({
      failure: { fault: { kind: 'directory' } },
    });
  });
});
