import { expect, test } from 'vitest';
import { alternativesOf, requiredTexts } from '../../../../src/sources/log/search/required-texts.ts';

test.each<readonly [RegExp, readonly string[]]>([
  [/WORKER TIMEOUT/, ['WORKER T']],
  [/Worker (?:exiting|with pid)/, ['Worker ']],
  [/W (?:exits|with pid)/, ['exits', 'with pid']],
  [/(?<host>\w+) refused: \d+/, [' refused']],
  [/address (?:already )?in use/, ['address ']],
  [/\tat {4}x/, ['\tat    x']],
  [/ {8,20}at /, ['     at ']],
  [/[Ii]nvalid env/, ['nvalid e']],
  [/[Ii]ll/, ['Ill', 'ill']],
  [/(?<!not )found(?= it)/, ['found']],
  [/\nRun/, ['\nRun']],
  [/\nStarted /, ['Started ']],
  [/ \w{1,3}: [A-C]x/, [': Ax', ': Bx', ': Cx']],
  [/\w: \d{1,4}/, Array.from({ length: 10 }, (_, digit) => `: ${digit}`)],
  [/Caused by:\r{0,4}(?:\n|$)/, ['Caused b']],
  [/a\x2db\u002d\.c/, ['a-b-.c']],
  [/x{3}y+z/, ['xxxy']],
  [/[0-9a-f]{16}-a-key/, ['-a-key']],
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

test('a text of a class of many is none, and of texts that are long enough the fewest count', () => {
  expect(requiredTexts(/[a-z\d]x y/)).toEqual(['x y']);
  expect(requiredTexts(/[a-z]xyz.+/)).toHaveLength(26);
  expect(requiredTexts(/[a-z]uvwxyz/)).toEqual(['uvwxyz']);
});

test('the alternatives of a pattern are apart, those of a group are not', () => {
  expect(alternativesOf(/one|tw(?:o|enty)|[|]three/).map(({ pattern }) => pattern.source)).toEqual([
    'one',
    'tw(?:o|enty)',
    '[|]three',
  ]);
});
