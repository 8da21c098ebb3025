import { expect, test } from 'vitest';
import { linesOf, passageIn, passageOf } from '../../../../src/sources/log/read/passage.ts';
import { textLines } from '../../../../src/sources/log/search/text-lines.ts';

const TEXT = 'first\r\n\nthe € third\n  indented\nlast\n';
const bytes = Buffer.from(TEXT);
const whole = ['first', '', 'the € third', '  indented', 'last'];
const itself = (line: string): string => line;

const between = (from: number, to: number): readonly string[] => linesOf(passageIn(textLines(bytes), from, to, itself));

test('all lines of a text, in their order and without their ends', () => {
  expect(between(0, bytes.length)).toEqual(whole);
});

test('the lines between two bytes at which one begins', () => {
  const third = bytes.indexOf('the');
  const last = bytes.indexOf('last');
  expect(between(0, third)).toEqual(['first', '']);
  expect(between(third, last)).toEqual(['the € third', '  indented']);
  expect(between(last, last)).toEqual([]);
});

test('no more lines are given than are asked for, and the last one first', () => {
  const given: string[] = [];
  const isEnough = (line: string): boolean => given.push(line) === 2;
  passageIn(textLines(bytes), 0, bytes.length, itself).back(isEnough);
  passageOf(whole).back((line) => given.push(line) === 4);
  expect(given).toEqual(['last', '  indented', 'last', '  indented']);
});

test('a line is cut the same before the whole text was decoded, and after', () => {
  const text = textLines(Buffer.from('one\ntwo\r\n'));
  const line = (): string => text.line(4, 8);
  const before = line();
  expect([text.afterNewline(0, 3), text.afterNewline(4, 8)]).toEqual(['\none', '\ntwo\r']);
  expect([before, line()]).toEqual(['two', 'two']);
});
