import { describe, expect, test } from 'vitest';
import { commandFirst, readCommandLine } from '../../src/cli/command-line.ts';

/** The arguments of a line that is plainly right. */
const given = (argv: readonly string[]) => {
  const line = readCommandLine(argv);
  return line?.isPlain ? line.given : undefined;
};

describe('a plain run', () => {
  test('is read with its flags and its command', () => {
    const argv =
      'run --strict --endpoint 8000 --endpoint=tcp:9000 --label a=b --instance=web -- sh -c x --strict'.split(' ');
    expect(given(argv)).toEqual({
      texts: { strict: ['true'], endpoint: ['8000', 'tcp:9000'], label: ['a=b'], instance: ['web'] },
      command: ['sh', '-c', 'x', '--strict'],
    });
  });

  test('needs no flags, and keeps a second -- for the app', () => {
    expect(given(['run', '--', 'npm', 'start', '--', '-p'])).toEqual({
      texts: {},
      command: ['npm', 'start', '--', '-p'],
    });
  });

  test('has the word of a switch, the last one where there are several', () => {
    const flagsOf = (line: string) => given(`run ${line} -- x`.split(' '))?.texts;
    expect(flagsOf('--strict=FALSE')).toEqual({ strict: ['false'] });
    expect(flagsOf('--strict=1 --no-api false')).toEqual({ strict: ['true'], 'no-api': ['false'] });
    expect(flagsOf('--strict false --strict')).toEqual({ strict: ['true'] });
  });

  test('takes the quotes off a value behind = that a manifest kept, and takes a number for a value', () => {
    const flagsOf = (...words: readonly string[]) => given(['run', ...words, '--', 'x'])?.texts;
    expect(flagsOf('--endpoint="8000"', "--instance='a b'")).toEqual({ endpoint: ['8000'], instance: ['a b'] });
    expect(flagsOf('--instance', '"web"')).toEqual({ instance: ['"web"'] });
    expect(flagsOf('--instance', '-5')).toEqual({ instance: ['-5'] });
  });

  test('keeps the lines of a value together', () => {
    expect(given(['run', '--instance=a\nb', '--', 'x'])?.texts).toEqual({ instance: ['a\nb'] });
  });
});

test('what stands behind -- is a word of its own for a command that starts no app, also with a dash', () => {
  expect(given(['analyze', 'a.log', '--format', 'json', '--', '-x.log', '--format'])?.texts).toEqual({
    file: ['a.log', '-x.log', '--format'],
    format: ['json'],
  });
  expect(given(['explain', '--'])).toEqual(given(['explain']));
  expect(readCommandLine(['check', '--', 'foo'])?.fault).toMatchObject({ kind: 'extra word', word: 'foo' });
});

describe('whatever else is left to the parser of all commands:', () => {
  test.each([
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
    expect(given(line.split(' '))).toBeUndefined();
  });
});

describe('a plain check', () => {
  const read = (line: string) => given(line.split(' '));

  test('is read without the parser of all commands', () => {
    expect(read('check')).toEqual({ texts: {}, command: [] });
    expect(read('check --endpoint 80 --format json --strict')).toEqual({
      texts: { endpoint: ['80'], format: ['json'], strict: ['true'] },
      command: [],
    });
  });

  test.each([
    'check --help',
    'check --format xml',
    'check --format',
    'check --format json --format text',
    'check now',
    'check --intervall 5',
    'check --pid 5',
    'check -- x',
  ])('is not %s: that is for the parser to judge', (line) => {
    expect(read(line)).toBeUndefined();
  });
});

describe('every command', () => {
  const read = (line: string) => given(line.split(' '))?.texts;

  test('has its own options read as settings are, with = and without', () => {
    expect(read('check --format=json')).toEqual({ format: ['json'] });
    expect(read('attach --pid=7 --strict')).toEqual({ pid: ['7'], strict: ['true'] });
    expect(read('wait --timeout 5')).toEqual({ timeout: ['5'] });
  });

  test('has the one word that it takes read as a flag of that name', () => {
    expect(read('explain zombies --format json')).toEqual({ code: ['zombies'], format: ['json'] });
    expect(read('analyze --file app.log')).toEqual(read('analyze app.log'));
    expect(read('explain zombies daemonized')).toBeUndefined();
  });

  test('has all words of one that takes several', () => {
    expect(read('analyze app.log - other.log')).toEqual({ file: ['app.log', '-', 'other.log'] });
  });

  test('may stand behind its flags', () => {
    const first = (line: string) => commandFirst(line.split(' ')).join(' ');
    expect(first('--interval 5 --strict run --no-api -- x')).toBe('run --interval 5 --strict --no-api -- x');
    for (const line of ['--nonsense 5 run', 'word run', '--strict', '']) expect(first(line)).toBe(line);
  });
});

describe('what is wrong with a line', () => {
  const faultOf = (line: string) => readCommandLine(line.split(' '))?.fault;
  const flagOf = (fault: ReturnType<typeof faultOf>) => fault && 'flag' in fault && [fault.kind, fault.flag.name];

  test('is a value before all else, in the order of the table', () => {
    expect(flagOf(faultOf('run --strict=perhaps --interval 5 --interval 6 -- x'))).toEqual(['wrong value', 'strict']);
    expect(flagOf(faultOf('run --interval 5 --interval=6 -- x'))).toEqual(['repeated', 'interval']);
    expect(flagOf(faultOf('check --format json --format text'))).toEqual(['repeated', 'format']);
    expect(flagOf(faultOf('check --format yaml now'))).toEqual(['wrong value', 'format']);
  });

  test('is a flag without its value', () => {
    expect(flagOf(faultOf('run --endpoint --strict now'))).toEqual(['no value', 'endpoint']);
    expect(flagOf(faultOf('analyze app.log --format'))).toEqual(['no value', 'format']);
  });

  test('is the first word that the command does not know, with all words around it', () => {
    expect(faultOf('check --nonsense 5')).toEqual({ kind: 'unknown flag', word: '--nonsense' });
    expect(faultOf('run --strict gunicorn --bind x')).toEqual({
      kind: 'extra word',
      word: 'gunicorn',
      before: ['--strict'],
      after: ['--bind', 'x'],
    });
  });

  test('is a run without an app', () => {
    expect(faultOf('run --strict')).toEqual({ kind: 'no app' });
  });

  test('is no value of a setting: that is for its reader to judge', () => {
    expect(faultOf('run --interval soon -- x')).toBeUndefined();
  });
});
