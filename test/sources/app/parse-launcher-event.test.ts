import { describe, expect, test } from 'vitest';
import { launcherLink } from '../../../src/sources/app/launcher-link.ts';
import { parseLauncherEvent } from '../../../src/sources/app/parse-launcher-event.ts';

describe("the launcher's lines", () => {
  test.each([
    ['lost-output stdout 4096 ENOSPC', { kind: 'lost-output', stream: 'stdout', bytes: 4096, trouble: 'ENOSPC' }],
    ['lost-output output 12 unread', { kind: 'lost-output', stream: 'output', bytes: 12, trouble: 'unread' }],
    ['lost-output stderr 12 ok', { kind: 'lost-output', stream: 'stderr', bytes: 12 }],
    ['dropped output 7', { kind: 'dropped', stream: 'output', bytes: 7 }],
    ['not-started ENOENT 1795905256283', { kind: 'not-started', errno: 'ENOENT', at: 1_795_905_256_283 }],
    ['not-started ENOENT', { kind: 'not-started', errno: 'ENOENT' }],
    [
      'exited 9 signal 15 1795905256283',
      { kind: 'exited', pid: 9, end: { kind: 'signal', signal: 15 }, at: 1_795_905_256_283 },
    ],
  ])('%s', (line, event) => {
    expect(parseLauncherEvent(line)).toEqual(event);
  });

  test.each([
    'lost-output stdin 1 ENOSPC',
    'lost-output stdout -1 ENOSPC',
    'lost-output stdout 1 well',
    'lost-output',
    'toString 1 2',
  ])('that are in no known form say nothing: %s', (line) => {
    expect(parseLauncherEvent(line)).toBeUndefined();
  });

  test('name one copy twice where stdout and stderr are one stream', () => {
    expect(launcherLink('3,4,4,6')).toMatchObject({ events: 3, stdout: 4, stderr: 4, commands: 6 });
    expect(launcherLink('3,4,-,6')).toMatchObject({ events: 3, stdout: 4, stderr: undefined, commands: 6 });
  });
});
