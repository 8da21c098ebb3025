import { expect, test } from 'vitest';
import { findingsIn } from '../../../scripts/prose/findings.ts';
import { habits } from '../../../scripts/prose/habits/habits.ts';
import { textOf } from '../../../scripts/prose/text.ts';

const habitsIn = (...lines: readonly string[]): readonly string[] =>
  findingsIn(
    textOf(
      'notes.md',
      'markdown',
      lines.map((text, i) => ({ line: i + 1, text })),
    ),
  ).map(({ habit }) => habit);

test.for(habits)('finds "$name" where it is planted', ({ name, planted }) => {
  expect(habitsIn(planted)).toContain(name);
});

test.for(habits)('finds "$name" across the end of a line', ({ name, planted }) => {
  expect(habitsIn(...planted.split(' '))).toContain(name);
});

test.for(habits)('passes the innocent look-alike of "$name"', ({ name, innocent }) => {
  expect(habitsIn(innocent)).not.toContain(name);
});

test('finds a sentence of more than 25 words, and passes one of 25', () => {
  const words = (count: number): string => `The ${'very '.repeat(count - 3)}long sentence.`;
  expect([habitsIn(words(26)), habitsIn(words(25))]).toEqual([['long sentence'], []]);
});

test('counts the words of each sentence alone, and a quote as one', () => {
  expect(habitsIn(`It runs. ${'A quote is one word here. '.repeat(8)}`, `See \`${'a '.repeat(40)}\`.`)).toEqual([]);
});

test.for([
  ['a short parenthesis with values', 'the app exited (after 1.2 s, code 3).'],
  ['a short parenthesis with a name', 'the app exited (the STRIPE_KEY is not set).'],
  ['an exception', "the app exited: KeyError: 'DATABASE_URL' in the module that is loaded first."],
])('counts %s as one word', ([, text = '']) => {
  expect(habitsIn(`The ${'very '.repeat(16)}last one shows that ${text}`)).toEqual([]);
});

test('counts the words of a long parenthesis with values', () => {
  const aside = 'with code 3 after 1.2 s, long before it was ever healthy';
  expect(habitsIn(`The ${'very '.repeat(12)}last one shows that the app exited (${aside}).`)).toEqual([
    'long sentence',
  ]);
});

test('counts the words of a parenthesis without values', () => {
  expect(habitsIn(`The ${'very '.repeat(17)}last one (which is not as long as this sentence) is here.`)).toEqual([
    'long sentence',
  ]);
});

test('passes the colon of an exception', () => {
  expect(habitsIn('The app exited with code 1 after 62 min: TypeError: the cart of the user is not iterable.')).toEqual(
    [],
  );
});

test('finds a chain of colons and semicolons, and passes one of either', () => {
  expect([
    habitsIn('It fails for one of two reasons: the port is taken; it is too low.'),
    habitsIn('It fails: the port is taken.'),
  ]).toEqual([['chain'], []]);
});

test('passes the members and types that docs/api.md lists', () => {
  expect(habitsIn('`app.pid`: integer or null; `app.code`: integer; `app.signal`: string')).toEqual([]);
});

test.for([
  'The log says `nobody hangs up anew`.',
  'The log says "nobody hangs up anew".',
  "The log says 'nobody hangs up anew'.",
  'See [the page](https://example.com/nobody/is-told) and judgement.test.ts.',
])('does not judge what is quoted: %s', (text) => {
  expect(habitsIn(text)).toEqual([]);
});

test('reports the file, the line and the words that it found', () => {
  const text = textOf('src/a.ts', 'comment', [
    { line: 7, text: 'The app runs.' },
    { line: 8, text: 'It is read anew.' },
  ]);
  expect(findingsIn(text)).toEqual([
    {
      file: 'src/a.ts',
      line: 8,
      habit: 'anew',
      instead: 'again; re-reads',
      words: 'The app runs. It is read anew.',
    },
  ]);
});
