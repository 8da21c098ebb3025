import { expect, test } from 'vitest';
import { shellQuote } from '../../../src/core/facts/shell-quote.ts';

test.each([
  ['app.log', 'app.log'],
  ['my app.log', "'my app.log'"],
  ["it's", "'it'\\''s'"],
  ['$HOME', "'$HOME'"],
  ['', "''"],
  ['data[0]', "'data[0]'"],
])('a shell reads %s from %s', (word, quoted) => {
  expect(shellQuote(word)).toBe(quoted);
});

test('the mark of a secret or of a cut needs no quotes', () => {
  expect(['--token=[redacted]', 'a…z'].map(shellQuote)).toEqual(['--token=[redacted]', 'a…z']);
});
