import { describe, expect, test } from 'vitest';
import { plainRun } from '../../src/settings/plain-run.ts';

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
    ['a quoted value', 'run --endpoint="8000" -- x'],
    ['a switch with a value', 'run --strict=false -- x'],
    ['a word behind a switch', 'run --strict true -- x'],
    ['two values for one', 'run --instance a --instance b -- x'],
    ['a name of every object', 'run --constructor x -- x'],
    ['a flag and its negation', 'run --no-strict -- x'],
  ])('%s', (_what, line) => {
    expect(plainRun(line.split(' '))).toBeUndefined();
  });
});
