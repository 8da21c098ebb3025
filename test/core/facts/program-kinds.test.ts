import { expect, test } from 'vitest';
import { keepsEndlessly, keepsOnly } from '../../../src/core/facts/idle-command.ts';
import { isBareShell, isLookingAround, isShell, onlyStarts } from '../../../src/core/facts/program-kinds.ts';

test.each(['sh', '/bin/bash', 'dash', '/usr/bin/ash', 'zsh', 'ksh', '-sh', '-bash', '-ksh'])(
  '%s is a shell',
  (program) => {
    expect(isShell(program)).toBe(true);
  },
);

test.each(['', 'fish.sh', 'start.sh', 'push', 'sha256sum', 'mosh', '/bin/sh/app'])('%s is no shell', (program) => {
  expect(isShell(program)).toBe(false);
});

test('an init, and what only changes the user, start another program and do nothing besides', () => {
  expect(
    ['tini', 'dumb-init', 'docker-init', 'catatonit', 'gosu', 'su-exec'].filter((name) => !onlyStarts(name)),
  ).toEqual([]);
  expect(['init-db', 'gunicorn', ''].filter(onlyStarts)).toEqual([]);
});

test('a shell within busybox is a shell', () => {
  expect(isBareShell(['busybox', 'sh'])).toBe(true);
  expect(isLookingAround(['/bin/busybox', 'sh', '-l'])).toBe(true);
  expect(isBareShell(['busybox', 'sh', 'start.sh'])).toBe(false);
});

test('a shell within busybox that runs a script does more than to keep a container alive', () => {
  expect(keepsOnly(['busybox', 'sh'])).toBe(true);
  expect(keepsOnly(['busybox', 'sh', '-c', './app'])).toBe(false);
});

test.each([[['busybox', 'tail', '-f', '/dev/null']], [['toybox', 'sleep', 'inf']], [['coreutils', 'sleep', '1d']]])(
  'what keeps a container alive does so as a part of a larger program: %s',
  (command) => {
    expect(keepsEndlessly(command)).toBe(true);
  },
);
