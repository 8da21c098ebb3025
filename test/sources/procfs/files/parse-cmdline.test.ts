import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandFacts, parseCmdline } from '../../../../src/sources/procfs/files/parse-cmdline.ts';
import { fixtures } from '../fixtures.ts';

const cmdline = (name: string): readonly string[] =>
  parseCmdline(readFileSync(join(fixtures, 'pids', name, 'cmdline'), 'utf8'));

describe('a command line', () => {
  test.each([
    ['plain', ['/bin/sleep', '20']],
    ['argv0_space', ['sleepy name', '20']],
    ['zombie', []],
    ['nginx_worker', ['nginx: worker process']],
    ['setproctitle', ['gunicorn: master [shop]']],
  ])('of the process %s is %j', (name, words) => {
    expect(cmdline(name)).toEqual(words);
  });

  test('keeps empty words, spaces and newlines within it', () => {
    expect(cmdline('cmdline_odd')).toEqual([
      '/usr/bin/python3',
      '-c',
      'import time; time.sleep(20)',
      '',
      '--opt=with space',
      'new\nline',
      'ünï',
    ]);
  });
});

describe('a command line among the facts', () => {
  test('hides its secrets', () => {
    expect(commandFacts(['app', '--password', 'hunter2', 'postgres://u:hunter2@db/shop'])).toEqual([
      'app',
      '--password',
      '[redacted]',
      'postgres://[redacted]@db/shop',
    ]);
  });

  test('shows a long word by its beginning, without half a password at the cut', () => {
    const [flag, url] = commandFacts([`--name=${'x'.repeat(600)}`, `postgres://u:${'hunter2'.repeat(200)}@db`]);
    expect(flag).toHaveLength(512);
    expect(url).toBe('postgres://[redacted]@db');
  });

  test('says that words are missing', () => {
    expect(commandFacts(Array.from({ length: 100 }, (_, i) => `${i}`))).toHaveLength(65);
    expect(commandFacts(Array.from({ length: 100 }, (_, i) => `${i}`)).at(-1)).toBe('…');
  });

  test('is small, and soon made, whatever the process wrote there', () => {
    const command = commandFacts(parseCmdline('password'.repeat(100_000)));
    expect(command.join(' ').length).toBeLessThan(600);
  });
});
