import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { revisionOf } from '../../scripts/build/revision.ts';

afterEach(() => void vi.unstubAllEnvs());

const folder = (): string => mkdtempSync(join(tmpdir(), 'sidewatch-revision-'));

test('the revision is the commit that is built', () => {
  vi.stubEnv('REVISION', undefined);
  const root = folder();
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x', ...args], { cwd: root, encoding: 'utf8' }).trim();
  git('init', '--quiet');
  git('commit', '--quiet', '--allow-empty', '--message', 'x');
  expect(revisionOf(root)).toBe(git('rev-parse', 'HEAD').slice(0, 12));
});

test('a build without history has the revision that it is given, or none', () => {
  vi.stubEnv('REVISION', undefined);
  expect(revisionOf(folder())).toBeUndefined();
  vi.stubEnv('REVISION', '9ab1b574e0aa9ab1b574e0aa9ab1b574e0aa1234');
  expect(revisionOf(folder())).toBe('9ab1b574e0aa');
  vi.stubEnv('REVISION', 'unknown');
  expect(revisionOf(folder())).toBeUndefined();
});
