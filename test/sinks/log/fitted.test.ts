import { describe, expect, test } from 'vitest';
import { rules } from '../../../src/rules/index.ts';
import { fitted } from '../../../src/sinks/log/fitted.ts';
import { textLine } from '../../../src/terminal/text-line.ts';

const LONG = `gunicorn ${Array.from({ length: 30 }, (_, i) => `--env=NAME_${i}=${i}`).join(' ')} --bind 127.0.0.1:8000 shop:app`;

describe('a message of what is wrong and the fix', () => {
  test('that is short is both, whole', () => {
    expect(fitted('It listens on 127.0.0.1:8000.', 'Use `--bind 0.0.0.0:8000`.')).toBe(
      'It listens on 127.0.0.1:8000. Fix: Use `--bind 0.0.0.0:8000`.',
    );
    expect(fitted('It is so.', '')).toBe('It is so.');
  });

  test('loses the middle of a command line first', () => {
    const what = `\`${LONG}\` listens on 127.0.0.1:8000, and the endpoint needs 0.0.0.0:8000.`;
    const message = fitted(what, 'Use `--bind 0.0.0.0:8000`.');
    expect(message).toMatch(
      /^`gunicorn .*….*shop:app` listens on .* needs 0\.0\.0\.0:8000\. Fix: Use `--bind 0\.0\.0\.0:8000`\.$/,
    );
  });

  test('loses the end of its fix at the end of a clause, never within a command', () => {
    const fix = `Give Gunicorn more time, or load the app once before its workers: \`${LONG}\`, then deploy.`;
    const message = fitted(`${'The workers boot slowly '.repeat(6)}.`, fix);
    expect(message.length).toBeLessThanOrEqual(258);
    expect(message).toMatch(/Fix: Give Gunicorn more time, or load the app once before its workers …$/);
  });

  test('keeps both ends of a long sentence', () => {
    const said = `It exited with code 3: ${'word '.repeat(100)}(shop.py line 9, expected 8000).`;
    const message = fitted(said, 'Fix the cause.');
    expect(message.length).toBeLessThanOrEqual(258);
    expect(message).toMatch(
      /^It exited with code 3: .* … .*\(shop\.py line 9, expected 8000\)\. Fix: Fix the cause\.$/,
    );
  });

  test.each(rules.map(({ code, example }) => [code, example] as const))(
    'about %s has its line of 300 characters, what is wrong in it, and closed quotes',
    (code, { summary, remedy }) => {
      const message = fitted(summary, remedy[0] ?? '');
      const line = textLine({ level: 'error', code, severity: 'error', msg: message });
      expect(line).toBe(`sidewatch error  ${code}  ${message}`);
      expect(line.length).toBeLessThanOrEqual(300);
      expect(message.split('`').length % 2).toBe(1);
      expect(message).toContain(' Fix: ');
    },
  );
});
