// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a shell's variables are what is written
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { isPlain, quotedWord, shellPath, typedWord } from '../../../src/remedies/command-line/shell-word.ts';

/** What a shell makes of the text. */
const wordsOf = (text: string): readonly string[] =>
  execFileSync('sh', ['-c', `set -f; printf '%s\\n--\\n' ${text}`], { encoding: 'utf8', env: { NAME: 'value' } })
    .split('\n--\n')
    .slice(0, -1);

const HOSTILE = [
  '/run/app.pid; reboot',
  '$(id)',
  '`id`',
  "'$(id)'",
  'a\'b`id`"c\\',
  '/srv/my app.pid',
  '*',
  'a\nb',
  '$',
  "it's $(id) ${x:-$(id)}",
];

describe('a path from outside', () => {
  test.each([...HOSTILE, '$NAME', '${NAME}', "'$NAME"])('is one word to a shell: %j', (path) => {
    expect(wordsOf(shellPath(path))).toEqual([path]);
  });

  test('is not an option', () => {
    expect(shellPath('-rf')).toBe('./-rf');
  });

  test('is unquoted if it needs no quotes', () => {
    expect(shellPath('/app/tmp/pids/server.pid')).toBe('/app/tmp/pids/server.pid');
  });
});

describe('a word of a command line', () => {
  test.each(HOSTILE.filter((word) => !/\$\{?[A-Za-z_]/.test(word)))('is the same word to a shell: %j', (word) => {
    expect(wordsOf(typedWord(word))).toEqual([word]);
  });

  test.each([
    ['0.0.0.0:$NAME', '0.0.0.0:value'],
    ['0.0.0.0:${NAME:-80}', '0.0.0.0:value'],
    ["it's $NAME", "it's value"],
    ['$(id)$NAME`id`', '$(id)value`id`'],
  ])('keeps its variables, and runs nothing: %s', (word, read) => {
    expect(wordsOf(typedWord(word))).toEqual([read]);
    expect(wordsOf(quotedWord(word))).toEqual([read]);
  });

  test('keeps a value of two words as one word if it must be quoted', () => {
    expect([typedWord('$NAME/pid'), quotedWord('$NAME/pid')]).toEqual(['$NAME/pid', '"$NAME/pid"']);
  });

  test('takes linear time', () => {
    expect(typedWord(`${'$a'.repeat(50_000)}!`)).toHaveLength(100_003);
  });
});

test.each([
  ['/run/app.sock', true],
  ['[::1]:3000', true],
  ['@app', true],
  ['/run/a b.sock', false],
  ['/run/a;b.sock', false],
  ["/run/a'b.sock", false],
  ['-R', false],
  ['', false],
])('%s needs no quotes in a configuration: %s', (text, may) => {
  expect(isPlain(text)).toBe(may);
});
