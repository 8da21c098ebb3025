import { describe, expect, test } from 'vitest';
import { createKeyBlockReader, hideKeyLines } from '../../../src/core/redaction/key-blocks.ts';
import { quotable, redact } from '../../../src/core/redaction/redact.ts';
import { leaked, made, unmarked } from './made.ts';
import { secretBlocks } from './secret-corpus.ts';

const read = (lines: readonly string[]): readonly string[] => {
  const reader = createKeyBlockReader();
  return lines.map((line) => redact(reader.next(line)));
};

describe('a key of several lines', () => {
  test.each(secretBlocks.map((block) => [block.join(' ↵ '), block] as const))('is hidden in %s', (_, block) => {
    const lines = block.map(unmarked);
    const shown = read(lines.map(({ text }) => text)).join('\n');
    expect({
      shown,
      leaked: leaked(
        shown,
        lines.flatMap(({ secrets }) => secrets),
      ),
    }).toMatchObject({ leaked: [] });
  });

  test('ends with the first line that is no base64, and with the END', () => {
    expect(read(['-----BEGIN PRIVATE KEY-----', made('~64'), made('~12'), 'Listening', made('~64')]).slice(3)).toEqual([
      'Listening',
      made('~64'),
    ]);
    expect(read(['-----BEGIN PRIVATE KEY-----', made('~64'), '-----END PRIVATE KEY-----', 'done']).at(-1)).toBe('done');
    expect(read(['-----BEGIN PRIVATE KEY-----', made('~64'), 'cannot read the key']).at(-1)).toBe(
      'cannot read the key',
    );
  });

  test('ends after 64 KiB', () => {
    const body = Array.from({ length: 1_100 }, () => made('~64'));
    const shown = read(['-----BEGIN PRIVATE KEY-----', ...body]);
    expect(shown[1_000]).toBe('[redacted]');
    expect(shown[1_100]).toBe(made('~64'));
  });

  test('is hidden where only its first line has a prefix', () => {
    expect(read(['INFO loaded key -----BEGIN PRIVATE KEY-----', made('~64'), made('~64')]).slice(1)).toEqual([
      '[redacted]',
      '[redacted]',
    ]);
  });

  test('is hidden in a log of JSON where its beginning is gone', () => {
    const logged = (text: string) => ({ origin: '', text: JSON.stringify({ msg: text }) });
    const lines = [logged('ready'), logged(made('~64')), logged(made('~20')), logged('-----END PRIVATE KEY-----')];
    expect(
      hideKeyLines(lines)
        .slice(0, 3)
        .map(({ text }) => text),
    ).toEqual(['{"msg":"ready"}', '{"msg":"[redacted]"}', '{"msg":"[redacted]"}']);
  });

  test('is hidden per stream, and where its beginning is gone', () => {
    const line = (origin: string, text: string) => ({ origin, text });
    const lines = [
      line('stdout', made('~64')),
      line('stderr', 'GET / 200'),
      line('stdout', made('~20')),
      line('stdout', '-----END PRIVATE KEY-----'),
      line('stdout', made('~64')),
    ];
    expect(hideKeyLines(lines).map(({ text }) => text)).toEqual([
      '[redacted]',
      'GET / 200',
      '[redacted]',
      '-----END PRIVATE KEY-----',
      made('~64'),
    ]);
  });

  test('of a certificate or a public key stays', () => {
    const lines = ['-----BEGIN CERTIFICATE-----', made('~64'), '-----END CERTIFICATE-----'];
    expect(read(lines)).toEqual(lines);
  });
});

test('what a cut leaves of a secret at the end of a long line is not shown', () => {
  const text = `${'password=x '.repeat(3)}token="${'s'.repeat(90)}" ghp_aB3dE5gH7jK9mN2pQ4`;
  expect(quotable(text, 30)).not.toMatch(/ghp_|sss/);
});
