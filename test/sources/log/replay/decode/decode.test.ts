import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { BOMB, decoded, NotTextError, newDecoding } from '../../../../../src/sources/log/replay/decode/decode.ts';

const TEXT = Array.from({ length: 5_000 }, (_, i) => `[2026-11-21 08:54:09 +0000] [${i}] [INFO] déjà vu\n`).join('');
const bytes = Buffer.from(TEXT);

async function read(input: Buffer, chunkBytes = 65_536) {
  const decoding = newDecoding();
  const parts = Array.from({ length: Math.ceil(input.length / chunkBytes) }, (_, i) =>
    input.subarray(i * chunkBytes, (i + 1) * chunkBytes),
  );
  const chunks: Buffer[] = [];
  for await (const chunk of decoded(Readable.from(parts), decoding)) chunks.push(chunk);
  return { text: Buffer.concat(chunks).toString(), ...decoding };
}

const whole = { text: TEXT, torn: undefined, stoppedAtBytes: undefined };
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const half = bytes.length / 2;

test('what is refused by its beginning is closed', async () => {
  const input = Readable.from([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), bytes]);
  const reading = (async () => {
    for await (const _ of decoded(input, newDecoding())) throw new Error('it is no text');
  })();
  await expect(reading).rejects.toThrow(NotTextError);
  expect(input.destroyed).toBe(true);
});

describe('a saved log is decoded', () => {
  test.each([
    ['as it is', bytes],
    ['without the byte order mark of UTF-8', Buffer.from(`\ufeff${TEXT}`)],
    ['from UTF-16 with a byte order mark', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
    ['from UTF-16 of the other byte order', utf16be(`\ufeff${TEXT}`)],
    ['from UTF-16 without a byte order mark', Buffer.from(TEXT, 'utf16le')],
    ['from UTF-16 of the other byte order without one', utf16be(TEXT)],
    ['from gzip', gzipSync(bytes)],
    ['from gzip of two members', Buffer.concat([gzipSync(bytes.subarray(0, half)), gzipSync(bytes.subarray(half))])],
    ['from zstd', zstdCompressSync(bytes)],
    [
      'from zstd of two frames',
      Buffer.concat([zstdCompressSync(bytes.subarray(0, half)), zstdCompressSync(bytes.subarray(half))]),
    ],
    ['from gzip in gzip', gzipSync(gzipSync(bytes))],
    ['from zstd in gzip', gzipSync(zstdCompressSync(bytes))],
    ['from UTF-16 in gzip', gzipSync(Buffer.from(`\ufeff${TEXT}`, 'utf16le'))],
    ['without the zeros that truncation in use left', Buffer.concat([Buffer.alloc(100_000), bytes])],
  ])('%s', async (_what, input) => {
    expect(await read(input)).toEqual(whole);
    expect(await read(input, 97)).toEqual(whole);
  });

  test('to nothing from an empty file, and from gzip of nothing', async () => {
    expect(await read(Buffer.alloc(0))).toEqual({ ...whole, text: '' });
    expect(await read(gzipSync(''))).toEqual({ ...whole, text: '' });
  });

  test.each([
    ['gzip', gzipSync(bytes)],
    ['zstd', zstdCompressSync(randomText(3_000_000))],
  ])('as far as a truncated %s goes', async (_what, packed) => {
    const { text, torn } = await read(packed.subarray(0, packed.length / 2));
    expect(torn).toBe('truncated');
    expect(text.length).toBeGreaterThan(10_000);
  });

  test('as far as gzip goes that is damaged', async () => {
    const packed = gzipSync(randomText(200_000));
    const { text, torn } = await read(Buffer.concat([packed.subarray(0, 50_000), Buffer.alloc(99, 7), packed]));
    expect(torn).toBe('damaged');
    expect(text.length).toBeGreaterThan(10_000);
  });
});

describe('text that looks like less than text stays text:', () => {
  test.each([
    ['one letter', 'a'],
    ['a zero in a short line', 'a\0b\n'],
    ['colors', '\u001b[31mred\u001b[0m\n'.repeat(100)],
    ['Latin-1', Buffer.from('d\xe9j\xe0 vu, gar\xe7on\n', 'latin1')],
    ['Chinese', '应用程序无法启动\n'.repeat(50)],
    ['a torn line', `${'all is well\n'.repeat(50)}\0\0\0\0\n`],
    ['a hole of zeros', `all is well\n${'\0'.repeat(3_000)}all is well\n`],
    ['the two letters of bzip2', 'BZ is a name\n'],
    ['the word that marks tar, elsewhere', 'ustar\n'.repeat(30)],
  ])('%s', async (_what, text) => {
    const input = Buffer.from(text as string);
    expect((await read(input)).text).toBe(input.toString());
  });
});

describe('what is no text is refused by name:', () => {
  const tar = Buffer.concat([
    Buffer.from('app.log'),
    Buffer.alloc(250),
    Buffer.from('ustar\u000000'),
    Buffer.alloc(248),
  ]);
  test.each([
    ['7f454c4602010100', 'an ELF program, library or core dump', undefined],
    ['89504e470d0a1a0a0000000d', 'a PNG image', undefined],
    ['504b03041400', 'a zip archive', 'unzip -p FILE'],
    ['fd377a585a0000', 'xz-compressed data', 'xz -dc FILE'],
    ['425a6839314159', 'bzip2-compressed data', 'bzip2 -dc FILE'],
    ['53514c69746520666f726d6174203300', 'an SQLite database', undefined],
    ['4c504b5348485248', 'a journal of systemd', 'journalctl --file FILE'],
    [tar.toString('hex'), 'a tar archive', 'tar -xOf FILE'],
    [gzipSync(tar).toString('hex'), 'a tar archive', 'tar -xzOf FILE'],
    [gzipSync(Buffer.from('fd377a585a0000', 'hex')).toString('hex'), 'xz-compressed data', 'gzip -dc FILE | xz -dc -'],
    ['00'.repeat(10_000), 'nothing but zeros', undefined],
    [randomBytes(5_000).fill('\u0001', 0, 1).toString('hex'), 'binary data', undefined],
    [gzipSync(gzipSync(gzipSync('x'))).toString('hex'), 'data that was compressed again and again', undefined],
  ])('%.20s: %s', async (hex, what, reader) => {
    const refused = await read(Buffer.from(hex, 'hex')).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(NotTextError);
    expect(refused).toMatchObject({ what, reader });
  });
});

describe('a bomb', () => {
  const zeros = Buffer.alloc(64 * 1024 * 1024, 'a\n');
  test.each([
    ['gzip', gzipSync(zeros)],
    ['zstd', zstdCompressSync(zeros)],
    ['gzip in gzip', gzipSync(gzipSync(zeros))],
  ])('of %s is read up to its limit, in the memory that any log takes', async (_what, packed) => {
    const bomb = Array.from({ length: 8 }, () => packed);
    const decoding = newDecoding();
    const before = process.memoryUsage.rss();
    let length = 0;
    let most = 0;
    for await (const chunk of decoded(Readable.from(bomb), decoding)) {
      length += chunk.length;
      most = Math.max(most, process.memoryUsage.rss());
    }
    expect(decoding.stoppedAtBytes).toBeGreaterThan(BOMB.bytes);
    expect(length).toBeLessThanOrEqual(BOMB.bytes + 1);
    expect(most - before).toBeLessThan(150 * 1024 * 1024);
  });
});

/** Lines that pack badly. */
function randomText(length: number): Buffer {
  return Buffer.from(
    randomBytes(length / 2)
      .toString('hex')
      .replace(/(.{60})/g, '$1\n'),
  );
}
