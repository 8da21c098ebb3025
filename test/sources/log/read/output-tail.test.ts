import { describe, expect, test } from 'vitest';
import { createOutputTail } from '../../../../src/sources/log/read/output-tail.ts';

function tailOf(...chunks: readonly (readonly [origin: string, text: string, at?: number])[]) {
  const tail = createOutputTail();
  for (const [origin, text, at = 0] of chunks) tail.write(origin, Buffer.from(text), at);
  return tail;
}

describe('the last output for those who ask', () => {
  test('has the lines of all streams in the order in which they ended, blank ones too, with their times', () => {
    const tail = tailOf(
      ['stdout', 'begun, ', 1_000],
      ['stderr', 'oops\n\n', 1_010],
      ['stdout', 'done\n', 5_000],
      ['stdout', 'prompt> ', 9_000],
    );
    expect(tail.last(10)).toEqual({
      lines: [
        { at: 1_010, origin: 'stderr', text: 'oops' },
        { at: 1_010, origin: 'stderr', text: '' },
        { at: 5_000, origin: 'stdout', text: 'begun, done' },
        { at: 9_000, origin: 'stdout', text: 'prompt>' },
      ],
      isCut: false,
    });
  });

  test('has no more than was asked for, and says that there was more', () => {
    const { lines, isCut } = tailOf(['stdout', '1\n2\n3\n']).last(2);
    expect([lines.map(({ text }) => text), isCut]).toEqual([['2', '3'], true]);
    expect(tailOf(['stdout', '2\n3\n']).last(2).isCut).toBe(false);
  });

  test('is redacted, and a key whose first line was not asked for stays hidden', () => {
    const key = ['-----BEGIN PRIVATE KEY-----', ...Array.from({ length: 9 }, () => 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC')];
    const tail = createOutputTail();
    for (const line of key) {
      tail.write('stderr', Buffer.from(`${line}\n`), 0);
      tail.write('stdout', Buffer.from('TOKEN=abcdefghijkl\n'), 0);
    }
    const text = JSON.stringify(tail.last(10));
    expect(text).not.toMatch(/MIIE|abcdefghijkl/);
    expect(text).toContain('TOKEN=[redacted]');
  });

  test('keeps 64 KiB at least and 128 KiB at most, however it was written', () => {
    for (const size of [10, 1_000, 100_000]) {
      const tail = createOutputTail();
      const line = `${'x'.repeat(99)}\n`;
      const written = Buffer.from(line.repeat(5_000));
      for (let from = 0; from < written.length; from += size)
        tail.write('stdout', written.subarray(from, from + size), from);
      const { lines, isCut } = tail.last(1_000_000);
      expect(lines.length).toBeGreaterThanOrEqual(size === 10 ? 50 : 654);
      expect(lines.length).toBeLessThanOrEqual(1_311);
      expect([isCut, new Set(lines.map(({ text }) => text.length))]).toEqual([true, new Set([99])]);
    }
  });

  test('cuts a line of endless length', () => {
    const [line] = tailOf(['stdout', `${'y'.repeat(50_000)}\n`]).last(1).lines;
    expect(line?.text).toBe(`${'y'.repeat(1_999)}…`);
  });
});

test('a progress bar is shown as a terminal leaves it, in however many pieces it came', () => {
  const bar = Array.from({ length: 200 }, (_, n) => `\rloading ${n} %`);
  const tail = tailOf(...bar.map((text, n) => ['stdout', text, n * 200] as const), ['stdout', '\rno key\r\n', 50_000]);
  expect(tail.lines()).toEqual([{ at: 50_000, origin: 'stdout', text: 'no key' }]);
  expect(tailOf(['stdout', `${bar.join('')}\n`]).lines()).toEqual([{ at: 0, origin: 'stdout', text: 'loading 199 %' }]);
  expect(tailOf(['stdout', 'hello\r'], ['stdout', '\n']).lines()).toEqual([{ at: 0, origin: 'stdout', text: 'hello' }]);
});

test.each(['run.sh: 2: true\r: not found', "env: 'node\r': No such file or directory"])(
  'a return at the end of a name that a program quotes overwrites nothing: %j',
  (line) => {
    const shown = [{ at: 0, origin: 'stderr', text: line.replace('\r', '\ufffd') }];
    expect(tailOf(['stderr', `${line}\n`]).lines()).toEqual(shown);
    const cut = line.indexOf('\r') + 1;
    expect(tailOf(['stderr', line.slice(0, cut)], ['stderr', `${line.slice(cut)}\n`]).lines()).toEqual(shown);
  },
);
