import { describe, expect, test } from 'vitest';
import { shellCommands, shellSteps, splitWords } from '../../../src/remedies/shell/shell-words.ts';

const words = (text: string, variables?: Record<string, string>) =>
  shellCommands(text, variables).map((command) => command.words);

describe('shellCommands', () => {
  test.each<[string, string, string[][]]>([
    ['splits words at blanks', ' gunicorn  -b\t:80 app ', [['gunicorn', '-b', ':80', 'app']]],
    ['takes quotes off', `a 'b c' "d e"f g\\ h ''`, [['a', 'b c', 'd ef', 'g h', '']]],
    ['obeys escapes in double quotes', '"a\\"b\\\\c\\$d\\e"', [['a"b\\c$d\\e']]],
    ['leaves everything alone in single quotes', `'a\\ $X "b"'`, [['a\\ $X "b"']]],
    ['splits commands at every operator', 'a && b || c ; d | e\nf', [['a'], ['b'], ['c'], ['d'], ['e'], ['f']]],
    ['sees operators without blanks', 'a&&b;c', [['a'], ['b'], ['c']]],
    ['looks into subshells and groups', '(a b; c); { d; }', [['a', 'b'], ['c'], ['d'], ['}']]],
    ['drops redirections with their targets', 'nohup a > n.log 2>&1 b < /dev/null &>x', [['nohup', 'a', 'b']]],
    ['keeps a number that is no descriptor', 'sleep 2 >x', [['sleep', '2']]],
    [
      'drops keywords before a command',
      'if ! test -f x; then a; else b; fi',
      [['test', '-f', 'x'], ['a'], ['b'], ['fi']],
    ],
    ['drops comments, also with a quote in them', "a # don't\nb#c d", [['a'], ['b#c', 'd']]],
    ['joins continued lines', 'a \\\n  b', [['a', 'b']]],
    ['never looks into a substitution', 'a $(b; c $(d)) `e; f`', [['a', '$(b; c $(d))', '`e; f`']]],
    ['keeps an assignment as a word', 'PORT=80 exec a', [['PORT=80', 'exec', 'a']]],
    ['survives an unclosed quote', `a 'b c`, [['a', "'b", 'c']]],
    ['makes nothing of nothing', ' ;; && # x', []],
  ])('%s', (_title, text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  test('shows what runs in the background', () => {
    expect(shellCommands('a & b && c &')).toEqual([
      { words: ['a'], background: true },
      { words: ['b'], background: false },
      { words: ['c'], background: true },
    ]);
  });

  test('expands the variables that it knows, and leaves the others', () => {
    const text = `a $PORT "\${PORT}x" \${HOST:-::} $OTHER '$PORT' \\$PORT`;
    expect(words(text, { PORT: '80' })).toEqual([['a', '80', '80x', '::', '$OTHER', '$PORT', '$PORT']]);
  });

  test('splits the value of an unquoted variable into words, and not that of a quoted one', () => {
    expect(words('a $ARGS x "$ARGS"', { ARGS: '-w 2' })).toEqual([['a', '-w', '2', 'x', '-w 2']]);
  });

  test('knows no variable that only JavaScript knows', () => {
    expect(words('a $constructor $toString')).toEqual([['a', '$constructor', '$toString']]);
  });

  test.each([
    ['words', 'a '.repeat(1e5)],
    ['commands', 'a;'.repeat(1e5)],
    ['open parentheses', '$('.repeat(1e5)],
    ['open quotes', `"'`.repeat(1e5)],
    ['references to a long variable', '$ARGS'.repeat(1e5)],
    ['backslashes', '\\'.repeat(1e5)],
  ])('stays bounded with a hundred thousand %s', (_what, text) => {
    const commands = shellCommands(text, { ARGS: 'x'.repeat(1e5) });
    expect(commands.length).toBeLessThanOrEqual(64);
    expect(commands.every((command) => command.words.length <= 256)).toBe(true);
  });
});

describe('splitWords', () => {
  test('reads words as shlex does: quotes and escapes count, operators and variables do not', () => {
    expect(splitWords(`--bind ':80' -k "gevent" a\\ b; $X # c '' "x\\"y"`)).toEqual([
      ...['--bind', ':80', '-k', 'gevent', 'a b;', '$X', '#', 'c', '', 'x"y'],
    ]);
  });

  test('returns no words for blanks', () => {
    expect(splitWords(' \n ')).toEqual([]);
  });
});

test('shellSteps keeps keywords, and the operators between the commands', () => {
  expect(shellSteps('until a b; do (c; d) | e || f & done')).toEqual([
    { words: ['until', 'a', 'b'], operator: ';' },
    { words: ['do'], operator: '(' },
    { words: ['c'], operator: ';' },
    { words: ['d'], operator: '|' },
    { words: ['e'], operator: '||' },
    { words: ['f'], operator: '&' },
    { words: ['done'], operator: '' },
  ]);
});
