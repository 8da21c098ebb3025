import { expect, test } from 'vitest';
import { displayWidth } from '../../src/terminal/display-width.ts';
import { wrapText } from '../../src/terminal/wrap-text.ts';

test.each([
  ['plain text', 10],
  ['错误', 4],
  ['👩‍👩‍👧‍👦', 2],
  ['❤️', 2],
  ['🇩🇪', 2],
  ['e\u0301', 1],
  ['ｶ', 1],
])('%j takes %d columns of a terminal', (text, columns) => {
  expect(displayWidth(text)).toBe(columns);
});

test.each([10, 23, 40])('lines end at %d columns, whatever the script', (width) => {
  const text = `It exited: ${'数据库连接失败'.repeat(12)} 👩‍👩‍👧‍👦👍🏽❤️🇩🇪 ${'/srv/app'.repeat(9)} (line 9)`;
  const lines = wrapText(text, width, '', true).split('\n');
  expect(lines.filter((line) => displayWidth(line) > width)).toEqual([]);
  expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
});

test('a word stays whole so it can be copied, and Chinese breaks anywhere', () => {
  expect(wrapText('see /srv/app/settings.py', 10, '  ')).toBe('see\n  /srv/app/settings.py');
  expect(wrapText('  见 数据库连接失败', 10, '  ')).toBe('  见\n  数据库连\n  接失败');
});
