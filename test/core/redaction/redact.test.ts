import { describe, expect, test } from 'vitest';
import { quotable, redact, redactCommand } from '../../../src/core/redaction/redact.ts';

describe('redact', () => {
  test.each([
    'postgres://shop:hunter2@db:5432/shop',
    'redis://:hunter2@cache',
    'DATABASE_PASSWORD=hunter2',
    '{"api_key": "hunter2"}',
    "connect(password='hunter2')",
    'Authorization: Bearer hunter2hunter2',
    '--password hunter2',
    '--db-password=hunter2 --port 80',
    'Cookie: hunter2',
    'AWS_SECRET_ACCESS_KEY=hunter2',
    '-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----',
    'GET /?token=hunter2&page=1',
  ])('hides the secret in %s', (text) => {
    expect(redact(text)).not.toContain('hunter2');
  });

  test.each([
    "KeyError: 'DATABASE_URL'",
    "SyntaxError: Unexpected token '}'",
    'gunicorn app:app --bind 0.0.0.0:8000 --timeout 30',
    'http://127.0.0.1:8000/login?next=/',
    'author: Jane',
    'django.core.exceptions.ImproperlyConfigured: The SECRET_KEY setting must not be empty.',
  ])('leaves %s as it is', (text) => {
    expect(redact(text)).toBe(text);
  });

  test('hides the word after a telling flag of a command line', () => {
    expect(redactCommand(['app', '--token', 'hunter2', '-b', ':80'])).toEqual([
      'app',
      '--token',
      '[redacted]',
      '-b',
      ':80',
    ]);
  });

  test('is quick on a long line that is made to be slow', () => {
    const hostile = `${'token'.repeat(20_000)} ${'a:'.repeat(20_000)} ${'--pwd '.repeat(5_000)}`;
    expect(redact(hostile.slice(0, 65_536)).length).toBeGreaterThan(0);
  });
});

describe('quotable', () => {
  test('takes away what a terminal would obey', () => {
    expect(quotable('\u001b[31mred\u001b[0m\u0007\r', 100)).toBe('red\ufffd\ufffd');
  });

  test('cuts, and shows that it did', () => {
    expect(quotable('a'.repeat(50), 10)).toBe(`${'a'.repeat(9)}…`);
  });

  test('hides a secret that the cut would have torn apart', () => {
    expect(quotable(`password=${'hunter2'.repeat(10)}`, 20)).toBe('password=[redacted]');
  });
});

test('a quoted line is cut behind a word, and a long word where it must be', () => {
  expect(quotable('cannot read the ledger of the desk', 30)).toBe('cannot read the ledger of …');
  expect(quotable('x'.repeat(50), 30)).toBe(`${'x'.repeat(29)}…`);
});
