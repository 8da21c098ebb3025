import { describe, expect, test } from 'vitest';
import { commandWords } from '../../../src/core/facts/command-words.ts';
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

  test('loses the further sentences of its fix before anything of what is wrong', () => {
    const what = `It was killed by SIGTERM after 3 s, by something outside the app${', as it seems'.repeat(6)}.`;
    const message = fitted(what, `Find what sent the signal. ${'Then do more. '.repeat(10)}`);
    expect(message).toBe(`${what} Fix: Find what sent the signal.`);
  });

  test('loses the end of a quoted log line, and keeps its place in the source', () => {
    const said = `It exited with code 3: ${'word '.repeat(100)}(shop.py line 9, in main).`;
    const message = fitted(said, 'Fix the cause.');
    expect(message.length).toBeLessThanOrEqual(258);
    expect(message).toMatch(/^It exited with code 3: (word )+ ?… \(shop\.py line 9, in main\)\. Fix: Fix the cause\.$/);
  });

  test('treats the lone backtick of a Ruby error as a character of it', () => {
    const error = `undefined method \`each' for nil ${'or so '.repeat(12)}`;
    const message = fitted(`\`ruby ${'--verbose '.repeat(20)}app.rb\` exited with code 1: ${error}`, 'Set `X=1`.');
    expect(message).toMatch(
      /^`ruby …?.*app\.rb` exited with code 1: undefined method `each' for nil .* Fix: Set `X=1`\.$/,
    );
  });

  test('is cut at its end if it quotes nothing, between characters', () => {
    const message = fitted('错误👩‍👩‍👧‍👦'.repeat(60), 'Fix the cause.');
    expect(message.length).toBeLessThanOrEqual(258);
    expect(message).toMatch(/^(错误👩‍👩‍👧‍👦)+(错误?)? … Fix: Fix the cause\.$/u);
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

  const parts = ['x', 'echo `date` ', '木', '👩‍👩‍👧‍👦', "it's ", 'say "so" (or: not) ', '/srv/app.py --x '];
  const commands = parts.flatMap((part) =>
    [1, 30, 300, 5_000].map((length) => ['python3', '-c', part.repeat(Math.ceil(length / part.length))] as const),
  );

  test.each(rules.map(({ code, example }) => [code, example] as const))(
    'about %s keeps every word of its own, whatever commands it quotes',
    (_code, { summary, remedy }) => {
      for (const command of commands) {
        const what = summary.replace(/`[^`]+`/g, () => `\`${commandWords(command)}\``);
        const message = fitted(what, remedy[0] ?? '');
        expect(message.length).toBeLessThanOrEqual(258);
        expect(message.isWellFormed()).toBe(true);
        expect(message).not.toContain('\ufffd');
        expect(message.split('`').length % 2).toBe(1);
        expect(message).not.toMatch(/(?<!👩|👧)\u200d|\u200d(?!👩|👧|👦)/u);
        if (!summary.includes('"')) expect(withoutCode(message)).toContain(withoutCode(what));
      }
    },
  );
});

const withoutCode = (text: string): string => text.replace(/`[^`]+`/g, '``');
