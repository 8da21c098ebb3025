import { describe, expect, test } from 'vitest';
import { quotableLines } from '../../src/core/quotable-lines.ts';

describe('a value on the line below its name', () => {
  test.each([
    ['  ["password"]=>', '  string(12) "hunter2Moose"'],
    ['    - name: API_TOKEN', '      value: hunter2Moose'],
    ['  "name": "DB_PASSWORD",', '  "value": "hunter2Moose"'],
    ['2024-05-01T00:00:00Z   "key": "db.password",', '2024-05-01T00:00:00Z   "value": "hunter2Moose"'],
  ])('is hidden under %s', (above, line) => {
    expect(quotableLines([above, line], 300).join('\n')).not.toContain('hunter2');
  });

  test('is hidden where the name is not asked for', () => {
    expect(quotableLines(['  ["secret"]=>', '  string(12) "hunter2Moose"'], 300, 1)).toEqual([
      '  string(12) "[redacted]"',
    ]);
  });

  test.each([
    ['  ["host"]=>', '  string(12) "hunter2Moose"'],
    ['    - name: LOG_LEVEL', '      value: debug1'],
    ['  fetch_token =>', '  at /app/token.js:12:5'],
    ['password authentication failed for user "app"', 'value: 42moose'],
  ])('stays under %s', (...lines) => {
    expect(quotableLines(lines, 300)).toEqual(lines);
  });
});
