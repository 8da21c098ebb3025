import { expect, test } from 'vitest';
import { quotableLines } from '../../../src/core/redaction/quotable-lines.ts';

const body = Array.from({ length: 5 }, (_, n) => `MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC${n}`);
const begins = '-----BEGIN RSA PRIVATE KEY-----';
const ends = '-----END RSA PRIVATE KEY-----';
const shown = (lines: readonly string[]): string => quotableLines(lines, 500).join('\n');

test('a private key over several lines is gone, and what stands around it stays', () => {
  const lines = quotableLines(
    ['loading the key', begins, 'Proc-Type: 4,ENCRYPTED', '', ...body, 'ab==', ends, 'ready'],
    500,
  );
  expect(lines).toHaveLength(12);
  expect(lines.join('\n')).not.toMatch(/MIIE|ab==/);
  expect([lines[0], lines.at(-1)]).toEqual(['loading the key', 'ready']);
});

test('a key whose first or last line is no longer kept is gone, too', () => {
  expect(shown(['listening', ...body, 'ab==', ends, 'ready'])).toBe(
    ['listening', ...[...body, 'ab=='].map(() => '[redacted]'), ends, 'ready'].join('\n'),
  );
  expect(shown([begins, ...body])).not.toContain('MIIE');
});

test('a key that was never ended hides no line that cannot be part of it', () => {
  const lines = [begins, ...body, 'listening on port 8000', 'GET / 200'];
  expect(quotableLines(lines, 500).slice(-2)).toEqual(['listening on port 8000', 'GET / 200']);
});

test('a line of base64 away from any key stays', () => {
  expect(shown(['YWJjZGVmZ2hpamtsbW5vcA==', 'ready'])).toBe('YWJjZGVmZ2hpamtsbW5vcA==\nready');
});

test('a key behind the stamps of a log is gone, too', () => {
  const stamped = [begins, ...body, ends].map((line) => `2026-11-28T10:00:00Z web | ${line}`);
  expect(shown(stamped)).not.toContain('MIIE');
  expect(shown(stamped.slice(2))).not.toContain('MIIE');
});

test('each line is quotable, and cut', () => {
  expect(quotableLines(['opened, DB_PASSWORD=hunter2, \u001b[31mred', 'x'.repeat(100)], 40)).toEqual([
    'opened, DB_PASSWORD=[redacted], red',
    `${'x'.repeat(39)}…`,
  ]);
});

test('lines that are only asked for what they say of those after them are left out', () => {
  expect(quotableLines([begins, ...body, 'listening now'], 500, 5)).toEqual(['[redacted]', 'listening now']);
});
