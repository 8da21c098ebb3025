import { expect, test } from 'vitest';
import { splitLabel, splitPrefix } from '../../../src/core/facts/line-prefix.ts';
import { computedMs } from '../../support/computed.ts';

test.each([
  ['12:00:01 web.1  | hello', { program: 'web.1', text: 'hello' }],
  ['12:00:01 worker.2 |   File "app.py", line 3', { program: 'worker.2', text: '  File "app.py", line 3' }],
  [
    '12:00:01 system | sending SIGTERM to all processes',
    { program: 'system', text: 'sending SIGTERM to all processes' },
  ],
  ['12:00:01 web.1  |', { program: 'web.1', text: '' }],
  [
    '\u001b[36m12:00:01 web.1  | \u001b[0m    at work (/app/a.js:1:2)',
    { program: 'web.1', text: '    at work (/app/a.js:1:2)' },
  ],
  ['web-1  | hello', { program: 'web-1', text: 'hello' }],
  ['12:00:01 web | hello', { program: 'web', text: 'hello' }],
  ['0|web    | hello', { program: 'web', text: 'hello' }],
  ['web stderr | hello', { program: 'web', text: 'hello' }],
])('takes the prefix of a process manager off %j', (line, parts) => {
  expect(splitPrefix(line)).toEqual(parts);
});

test.each([
  'hello',
  'name | value',
  '12 | class Shop',
  '  1 | def call',
  '  | Traceback (most recent call last):',
  'GET /?q=a.1 | b',
  '12:00:01 GET /a | 200',
])('leaves %j as it is', (text) => {
  expect(splitPrefix(text)).toEqual({ text });
});

test('looks at a long line only once', () => {
  const lines = [`12:00:01${' '.repeat(1_000_000)}x`, `${'a'.repeat(1_000_000)}|`, `${'\u001b[0m'.repeat(200_000)}|`];
  const split = (line: string) => [splitPrefix(line), splitLabel(line), splitLabel(`[${line}`)];
  expect(computedMs(() => lines.forEach(split))).toBeLessThan(1_000);
});

test.each([
  ['[web] hello', { program: 'web', text: 'hello' }],
  ['[0]     at main (/srv/a.js:1:7)', { program: '0', text: '    at main (/srv/a.js:1:7)' }],
  ['[start:web    ] hello', { program: 'start:web', text: 'hello' }],
  ['[node web.js] hello', { program: 'node web.js', text: 'hello' }],
  ['web      | hello', { program: 'web', text: 'hello' }],
  ['12:00:01 web.1  | [jobs] hello', { program: 'web.1', text: '[jobs] hello' }],
])('takes what may be a label off %j', (line, parts) => {
  expect(splitLabel(line)).toEqual(parts);
});

test.each([
  '[error] hello',
  '[WARN ] hello',
  '[12:00:01] hello',
  '[10212] hello',
  '[2026-11-21 08:54:09 +0000] [4] [INFO] hello',
  '[nodemon]',
  'error | hello',
  'ERROR    | hello',
  'a table | of words',
])('takes %j for no label', (text) => {
  expect(splitLabel(text)).toEqual({ text });
});
