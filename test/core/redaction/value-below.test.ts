import { describe, expect, test } from 'vitest';
import { quotableLines } from '../../../src/core/redaction/quotable-lines.ts';

describe('a value on the line below its name', () => {
  test.each([
    ['  ["password"]=>', '  string(12) "hunter2Moose"'],
    ['    - name: API_TOKEN', '      value: hunter2Moose'],
    ['  "name": "DB_PASSWORD",', '  "value": "hunter2Moose"'],
    ['2024-05-01T00:00:00Z   "key": "db.password",', '2024-05-01T00:00:00Z   "value": "hunter2Moose"'],
    ['  password: |', '    hunter2Moose'],
    ['web-1  | password: |', 'web-1  |   hunter2Moose'],
    ['12:00:01 web.1    | password:', '12:00:02 web.1    |   hunter2Moose'],
    ['db_password: >-', '  correct hunter2Moose battery'],
    ['tls.key: |', '    hunter2MooseHunter3Moose'],
    ['ansible_password: !vault |', '  hunter2Moose'],
    ['db_password = <<-EOT', '  hunter2Moose'],
    ['  "password":', '    "hunter2Moose",'],
    ['password =', '    hunter2Moose'],
    ['<password>', '  hunter2Moose'],
    ['api_key', "  Input should be a valid integer [type=int_parsing, input_value='hunter2Moose', input_type=str]"],
    ['app --api-token \\', '  hunter2Moose \\'],
  ])('is hidden under %s', (above, line) => {
    expect(quotableLines([above, line], 300).join('\n')).not.toContain('hunter2');
  });

  test('is hidden on each line of a block, and of a command', () => {
    const block = ['secret: |', '  hunter2Moose', '', '  hunter3Moose', 'port: 80'];
    expect(quotableLines(block, 300)).toEqual(['secret: |', '  [redacted]', '', '  [redacted]', 'port: 80']);
    const command = ['mysql -h db \\', '  -u root \\', '  -phunter2Moose'];
    expect(quotableLines(command, 300).at(-1)).toBe('  -p[redacted]');
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
    ['password: |', '  The password must have at least 8 characters.'],
    ['script: |', '  echo hunter2Moose'],
    ['password:', '  type: string'],
    ['password:', '  required'],
    ['Password:', 'Listening on http://0.0.0.0:8000'],
    ['secrets:', '  - db_password'],
    ['web-1  | password:', 'db-1   |   hunter2Moose'],
    ['docker run \\', '  -p 8080:80 \\'],
  ])('stays under %s', (...lines) => {
    expect(quotableLines(lines, 300)).toEqual(lines);
  });
});
