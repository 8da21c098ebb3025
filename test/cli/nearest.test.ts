import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { nearest } from '../../src/cli/nearest.ts';
import { flags } from '../../src/settings/flags.ts';

const commandNames = commands.map(({ name }) => name);
const flagNames = Object.values(flags).map(({ name }) => name);

test.each([
  ['chek', 'check'],
  ['analyse', 'analyze'],
  ['explian', 'explain'],
  ['Run', 'run'],
  ['atach', 'attach'],
])('the nearest command to %s is %s', (given, meant) => {
  expect(nearest(given, commandNames)).toBe(meant);
});

test.each([
  ['endpiont', 'endpoint'],
  ['intervall', 'interval'],
  ['releaseTimeout', 'release-timeout'],
  ['token_file', 'token-file'],
  ['log-levle', 'log-level'],
])('the nearest flag to %s is %s', (given, meant) => {
  expect(nearest(given, flagNames)).toBe(meant);
});

test.each(['frob', 'gunicorn', 'x', '', 'nonsense'])('nothing is near %s', (given) => {
  expect(nearest(given, [...commandNames, ...flagNames])).toBeUndefined();
});

test('of two that are equally near the first is taken', () => {
  expect(nearest('bat', ['cat', 'hat'])).toBe('cat');
});
