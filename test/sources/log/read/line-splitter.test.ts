import { describe, expect, test } from 'vitest';
import { createLineSplitter } from '../../../../src/sources/log/read/line-splitter.ts';
import { LINE_LIMIT_BYTES } from '../../../../src/sources/log/read/unfinished-line.ts';

const split = (...chunks: readonly (string | Buffer)[]): readonly (string | undefined)[] => {
  const splitter = createLineSplitter();
  return [...chunks.flatMap((chunk) => splitter.split(Buffer.from(chunk))), splitter.end()];
};

describe('lines', () => {
  test('are the same wherever the chunks end', () => {
    const whole = Buffer.from('one\r\n\nzwölf €\nlast');
    for (let at = 0; at <= whole.length; at += 1) {
      expect(split(whole.subarray(0, at), whole.subarray(at))).toEqual(['one', '', 'zwölf €', 'last']);
    }
  });

  test('hold a replacement where the bytes are no UTF-8', () => {
    expect(split(Buffer.from([0x61, 0xff, 0x62, 0x0a, 0xc3]))).toEqual(['a\ufffdb', '\ufffd']);
  });

  test('end without a rest when the last one is finished', () => {
    expect(split('a\n')).toEqual(['a', undefined]);
  });
});

describe('a line that is too long', () => {
  test('is cut, and what was cut is counted, however it comes', () => {
    for (const size of [LINE_LIMIT_BYTES / 4, LINE_LIMIT_BYTES, 10 * 1024 * 1024]) {
      const splitter = createLineSplitter();
      const lines: string[] = [];
      const total = 10 * 1024 * 1024;
      for (let sent = 0; sent < total; sent += size) lines.push(...splitter.split(Buffer.alloc(size, 'x')));
      lines.push(...splitter.split(Buffer.from('\nnext\n')));
      expect(lines.map((line) => line.length)).toEqual([LINE_LIMIT_BYTES, 4]);
      expect([splitter.takeCutBytes(), splitter.takeCutBytes()]).toEqual([total - LINE_LIMIT_BYTES, 0]);
    }
  });

  test('is counted also where its bytes are taken', () => {
    const splitter = createLineSplitter();
    expect(splitter.whole(Buffer.alloc(LINE_LIMIT_BYTES, 'x'))).toEqual([]);
    expect(splitter.whole(Buffer.from('abc\nrest')).map(({ length }) => length)).toEqual([LINE_LIMIT_BYTES + 1]);
    expect(splitter.takeCutBytes()).toBe(3);
    expect(splitter.split(Buffer.from(' of it\n'))).toEqual(['rest of it']);
  });
});
