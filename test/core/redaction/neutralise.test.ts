import { describe, expect, test } from 'vitest';
import {
  escapedJson,
  flat,
  neutralJson,
  neutralLine,
  neutralText,
  readableLine,
  withoutEscapes,
} from '../../../src/core/redaction/neutralise.ts';
import { OBEYED, OBEYED_ANYWHERE } from '../../support/obeyed.ts';

describe('a sequence that steers a terminal is gone, with its text', () => {
  test.each([
    ['a colour', 'a\u001b[31mb\u001b[0m', 'ab'],
    ['a colour with colons', 'a\u001b[38:2::1:2:3mb', 'ab'],
    ['a question to the terminal', 'a\u001b[>cb', 'ab'],
    ['a colour that is cut', 'a\u001b[31', 'a'],
    ['a title', 'a\u001b]0;title\u0007b', 'ab'],
    ['a title that ST ends', 'a\u001b]2;title\u001b\\b', 'ab'],
    ['a title that the single ST ends', 'a\u001b]2;title\u009cb', 'ab'],
    ['a title without an end', 'a\u001b]0;title', 'a'],
    ['a link', '\u001b]8;;http://evil.test\u0007here\u001b]8;;\u0007', 'here'],
    ['a clipboard', 'a\u001b]52;c;c2g=\u0007b', 'ab'],
    ['a device string', 'a\u001bP1$r0m\u001b\\b', 'ab'],
    ['an application command', 'a\u001b_Gi=1;AAAA\u001b\\b', 'ab'],
    ['a privacy message', 'a\u001b^secret\u001b\\b', 'ab'],
    ['a start of string', 'a\u001bXstring\u001b\\b', 'ab'],
    ['a title wrapped for tmux', 'a\u001bPtmux;\u001b\u001b]0;title\u0007\u001b\\b', 'ab'],
    ['a reset', 'a\u001bcb', 'ab'],
    ['a character set', 'a\u001b(0b', 'ab'],
    ['a lone escape', 'a\u001b', 'a'],
    ['a title by one C1 control', 'a\u009d0;title\u0007b', 'ab'],
    ['a colour by one C1 control', 'a\u009b31mb', 'ab'],
  ])('%s', (_what, text, plain) => {
    expect([neutralLine(text), neutralText(text), flat(text), withoutEscapes(text)]).toEqual([
      plain,
      plain,
      plain,
      plain,
    ]);
  });
});

test('a sequence without an end takes the rest of its own line alone', () => {
  expect(neutralText('a\u001b]0;title\nb')).toBe('a\nb');
});

test('UTF-8 that was encoded twice stays readable: its C1 controls introduce nothing', () => {
  expect(neutralLine('\u00e2\u0080\u009dquoted\u00e2\u0080\u009c text')).toBe(
    '\u00e2\ufffd\ufffdquoted\u00e2\ufffd\ufffd text',
  );
});

test('every mark that a terminal or a page obeys is replaced', () => {
  for (const mark of OBEYED) {
    // A letter would end the sequence that one of them begins.
    const [text, line] = [`a${mark}\u4e00`, 'a\ufffd\u4e00'];
    expect(neutralLine(text), JSON.stringify(mark)).toBe(line);
    expect(flat(text), JSON.stringify(mark)).toBe('a \u4e00');
    expect(neutralJson({ [text]: [text] }), JSON.stringify(mark)).toBe(JSON.stringify({ [line]: [line] }));
  }
});

test.each([
  'Grüße aus Köln',
  '日本語のエラー',
  'שגיאה בהתחברות',
  'می\u200cخواهم',
  '\u{1f468}\u200d\u{1f469}\u200d\u{1f467} ok \u2713\ufe0f',
  'a\ttab',
])('%s stays as it is', (text) => {
  expect([neutralLine(text), neutralText(text), readableLine(text)]).toEqual([text, text, text]);
  expect(neutralJson({ text })).toBe(JSON.stringify({ text }));
});

test('a text of several lines keeps its line feeds, a line does not', () => {
  expect(neutralText('a\nb')).toBe('a\nb');
  expect(neutralLine('a\nb')).toBe('a\ufffdb');
  expect(JSON.parse(neutralJson({ stack: 'a\nb\u001b[31m' }))).toEqual({ stack: 'a\nb' });
});

test('JSON may be escaped instead, and reads back as it was', () => {
  const value = { text: `a${OBEYED.join(' ')}b\u001b]0;t\u0007` };
  const json = escapedJson(JSON.stringify(value));
  expect(json).not.toMatch(OBEYED_ANYWHERE);
  expect(JSON.parse(json)).toEqual(value);
});

test('a line is readable for patterns: no mark at which their dot stops, and no line ending', () => {
  expect(readableLine('KeyError: a\rb\u2028c\u2029d\r\r')).toMatch(/^KeyError: .*$/);
  expect(readableLine('Traceback (most recent call last):\r')).toBe('Traceback (most recent call last):');
});

test('takes time in proportion to the length of any text', () => {
  const hostile = ['\u001b]0;', '\u001b[', '\u001b[0000', '\u009d0;', '\u009b0', '\u001b ', '\u001bP', '\u200d', '\r'];
  // Processor time: on a busy machine the clock counts what others take.
  const took = (text: string, times: number): number => {
    const from = process.cpuUsage();
    for (let i = 0; i < times; i += 1) {
      for (const read of [neutralLine, neutralText, flat, readableLine, neutralJson]) read(text);
    }
    const { user, system } = process.cpuUsage(from);
    return user + system;
  };
  const rounds = [1, 2, 3, 4, 5, 6];
  const best = (text: string, times: number): number => Math.min(...rounds.map(() => took(text, times)));
  for (const piece of hostile) {
    const [short, long] = [piece.repeat(5_000), piece.repeat(80_000)];
    // Quadratic time would make the long text sixteen times as dear as its parts.
    expect(best(long, 1) / best(short, 16), JSON.stringify(piece)).toBeLessThan(6);
  }
});
