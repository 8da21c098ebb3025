import { expect, test } from 'vitest';
import { alternativesOf, requiredTexts } from '../../../../src/sources/log/search/required-texts.ts';

test.each<readonly [RegExp, readonly string[]]>([
  [/WORKER TIMEOUT/, ['WORKER T']],
  [/Worker (?:exiting|with pid)/, ['Worker e', 'Worker w']],
  [/(?<host>\w+) refused: \d+/, [' refused']],
  [/address (?:already )?in use/, ['address ']],
  [/\tat {4}x/, ['\tat    x']],
  [/ {8,20}at /, ['     at ']],
  [/[Ii]nvalid env/, ['Invalid ', 'invalid ']],
  [/(?<!not )found(?= it)/, ['found']],
  [/\nStarted /, ['\nStarted']],
  [/Caused by:\r{0,4}(?:\n|$)/, ['Caused b']],
  [/a\x2db\u002d\.c/, ['a-b-.c']],
  [/x{3}y+z/, ['xxxy']],
  [/[0-9a-f]{16}-key/, ['-key']],
  [/ab{0,3}cd/, ['cd']],
  [/one\n\w two/, ['one']],
])('each match of %s holds one of %j', (pattern, texts) => {
  expect(requiredTexts(pattern).toSorted()).toEqual(texts.toSorted());
});

test.each([/\w+/, /a|bcd/, /(?:abc)?/, /.{3}x/, /€uro/u, /error/i])(
  '%s requires no text that can be looked for',
  (pattern) => {
    expect(requiredTexts(pattern)).toEqual([]);
  },
);

test('a text of a class of many is none', () => {
  expect(requiredTexts(/[abcdefgh]x y/)).toEqual(['x y']);
});

test('the alternatives of a pattern are apart, those of a group are not', () => {
  expect(alternativesOf(/one|tw(?:o|enty)|[|]three/).map(({ pattern }) => pattern.source)).toEqual([
    'one',
    'tw(?:o|enty)',
    '[|]three',
  ]);
});
