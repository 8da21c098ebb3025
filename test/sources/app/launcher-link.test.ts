import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { launcherLink, readCommand } from '../../../src/sources/app/launcher-link.ts';
import { scratch } from '../../support/scratch.ts';

const directory = scratch('launcher-link');

/** The command that is read from these bytes, and what is left of them. */
function read(bytes: string | Buffer) {
  const path = join(directory, 'events');
  writeFileSync(path, bytes);
  const events = openSync(path, 'r');
  const link = { events, stdout: undefined, stderr: undefined, commands: 6, kept: {} };
  const command = readCommand(link);
  const rest = Buffer.alloc(100);
  const length = readSync(events, rest, 0, rest.length, null);
  closeSync(events);
  return { command, rest: rest.toString('utf8', 0, length) };
}

describe('the link to the launcher', () => {
  test('is what SIDEWATCH_LAUNCHER says, with what was kept', () => {
    expect(launcherLink('3,4,-,6 api=off', '/srv')).toEqual({
      events: 3,
      stdout: 4,
      stderr: undefined,
      commands: 6,
      kept: { isApiOff: true },
      directory: '/srv',
    });
  });

  test.each([undefined, '', 'usage', '3,4,5', '3,4,5,6,7', '-,4,5,6'])('is none for %j', (text) => {
    expect(launcherLink(text)).toBeUndefined();
  });
});

describe('the command that the launcher sends', () => {
  test('ends where its head says, and the events follow', () => {
    const words = 'gunicorn\0--bind\0\0two\nlines\0';
    const head = `command ${String(words.length).padStart(8, '0')}\n`;
    expect(read(`${head}${words}started 7 1700000000000\n`)).toEqual({
      command: ['gunicorn', '--bind', '', 'two\nlines'],
      rest: 'started 7 1700000000000\n',
    });
  });

  test('has U+FFFD for what is not UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('command 00000003\n'), Buffer.from([0x61, 0xff, 0])]);
    expect(read(bytes).command).toEqual(['a\ufffd']);
  });

  test.each([
    ['nothing', ''],
    ['part of its head', 'command 000'],
    ['another line', 'started 7 1700000000000\n'],
  ])('is empty when there is %s', (_, bytes) => {
    expect(read(bytes).command).toEqual([]);
  });

  test('has its whole words only, where the launcher was gone before it had sent all', () => {
    expect(read('command 00000012\nsh\0-c\0exi').command).toEqual(['sh', '-c']);
  });
});
