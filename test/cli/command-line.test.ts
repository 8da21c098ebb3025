import { describe, expect, test } from 'vitest';
import { plainRun } from '../../src/cli/command-line.ts';

describe('a plain run', () => {
  test('is read with its flags and its command', () => {
    const argv =
      'run --strict --endpoint 8000 --endpoint=tcp:9000 --label a=b --instance=web -- sh -c x --strict'.split(' ');
    expect(plainRun(argv)).toEqual({
      flags: { strict: ['true'], endpoint: ['8000', 'tcp:9000'], label: ['a=b'], instance: ['web'] },
      command: ['sh', '-c', 'x', '--strict'],
    });
  });

  test('needs no flags, and keeps a second -- for the app', () => {
    expect(plainRun(['run', '--', 'npm', 'start', '--', '-p'])).toEqual({
      flags: {},
      command: ['npm', 'start', '--', '-p'],
    });
  });

  test('has the word of a switch, the last one where there are several', () => {
    const flagsOf = (line: string) => plainRun(`run ${line} -- x`.split(' '))?.flags;
    expect(flagsOf('--strict=FALSE')).toEqual({ strict: ['false'] });
    expect(flagsOf('--strict=1 --no-api false')).toEqual({ strict: ['true'], 'no-api': ['false'] });
    expect(flagsOf('--strict false --strict')).toEqual({ strict: ['true'] });
  });

  test('takes the quotes off a value behind = that a manifest kept, and takes a number for a value', () => {
    const flagsOf = (...words: readonly string[]) => plainRun(['run', ...words, '--', 'x'])?.flags;
    expect(flagsOf('--endpoint="8000"', "--instance='a b'")).toEqual({ endpoint: ['8000'], instance: ['a b'] });
    expect(flagsOf('--instance', '"web"')).toEqual({ instance: ['"web"'] });
    expect(flagsOf('--instance', '-5')).toEqual({ instance: ['-5'] });
  });

  test('keeps the lines of a value together', () => {
    expect(plainRun(['run', '--instance=a\nb', '--', 'x'])?.flags).toEqual({ instance: ['a\nb'] });
  });
});

describe('whatever else is left to the parser of all commands:', () => {
  test.each([
    ['another command', 'explain --'],
    ['no app', 'run'],
    ['no app behind flags', 'run --strict'],
    ['help', 'run --help -- x'],
    ['an unknown flag', 'run --nonsense 1 -- x'],
    ['a short flag', 'run -s -- x'],
    ['a word', 'run now -- x'],
    ['a flag before the command', '--strict run -- x'],
    ['no value', 'run --endpoint -- x'],
    ['a flag for a value', 'run --endpoint --strict -- x'],
    ['an empty value', 'run --endpoint= -- x'],
    ['a switch with a word that it does not take', 'run --strict=perhaps -- x'],
    ['a word behind a switch', 'run --strict perhaps -- x'],
    ['two values for one', 'run --instance a --instance b -- x'],
    ['a name of every object', 'run --constructor x -- x'],
    ['a flag and its negation', 'run --no-strict -- x'],
  ])('%s', (_what, line) => {
    expect(plainRun(line.split(' '))).toBeUndefined();
  });
});
