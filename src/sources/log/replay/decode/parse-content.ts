/** The kind of a file, by its first bytes. */
export type Content =
  | { readonly kind: 'text'; readonly encoding: Encoding }
  | { readonly kind: 'packed'; readonly packing: Packing }
  | { readonly kind: 'binary'; readonly what: string; readonly reader?: string };

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';
export type Packing = 'gzip' | 'zstd';

/** The number of bytes to examine: the signature of a tar archive is in its first 512, and shares of characters need more. */
export const HEAD_BYTES = 4_096;

/**
 * Judges a file by its first HEAD_BYTES, or by all of a shorter file; the name does not matter.
 * A binary file's `reader` is the command that prints the text in it, with FILE for its name.
 */
export function contentOf(head: Buffer): Content {
  if (startsWith(head, '1f8b08')) return { kind: 'packed', packing: 'gzip' };
  if (startsWith(head, '28b52ffd') || isSkippableFrame(head)) return { kind: 'packed', packing: 'zstd' };
  const known = BINARIES.find(({ magic, at = 0 }) => startsWith(head.subarray(at), magic));
  if (known !== undefined) {
    const { what, reader } = known;
    return { kind: 'binary', what, ...(reader !== undefined && { reader }) };
  }
  const encoding = utf16Of(head);
  if (encoding !== undefined) return { kind: 'text', encoding };
  return isText(head) ? { kind: 'text', encoding: 'utf-8' } : { kind: 'binary', what: 'binary data' };
}

const startsWith = (head: Buffer, hex: string): boolean =>
  head.length >= hex.length / 2 && head.toString('hex', 0, hex.length / 2) === hex;

/** RFC 8878, 3.1.2: pzstd and seekable files start with this frame. */
const isSkippableFrame = (head: Buffer): boolean => /^5[\da-f]2a4d18$/.test(head.toString('hex', 0, 4));

interface Binary {
  /** Hexadecimal. */
  readonly magic: string;
  /** The offset of the magic; 0 by default. */
  readonly at?: number;
  readonly what: string;
  readonly reader?: string;
}

// As file(1) knows them. UTF-32's byte order mark starts with UTF-16's.
const BINARIES: readonly Binary[] = [
  { magic: 'fd377a585a00', what: 'xz-compressed data', reader: 'xz -dc FILE' },
  { magic: '425a68', what: 'bzip2-compressed data', reader: 'bzip2 -dc FILE' },
  { magic: '04224d18', what: 'lz4-compressed data', reader: 'lz4 -dc FILE' },
  { magic: '4c5a4950', what: 'lzip-compressed data', reader: 'lzip -dc FILE' },
  { magic: '1f9d', what: 'data of compress(1)', reader: 'zcat FILE' },
  { magic: '504b0304', what: 'a zip archive', reader: 'unzip -p FILE' },
  { magic: '504b0506', what: 'an empty zip archive' },
  { magic: '377abcaf271c', what: 'a 7-Zip archive', reader: '7z x -so FILE' },
  { magic: '526172211a07', what: 'a RAR archive', reader: 'unrar p -inul FILE' },
  { magic: '7573746172', at: 257, what: 'a tar archive', reader: 'tar -xOf FILE' },
  { magic: '4c504b5348485248', what: 'a journal of systemd', reader: 'journalctl --file FILE' },
  { magic: 'fffe0000', what: 'UTF-32 text', reader: 'iconv -f UTF-32 -t UTF-8 FILE' },
  { magic: '0000feff', what: 'UTF-32 text', reader: 'iconv -f UTF-32 -t UTF-8 FILE' },
  { magic: '7f454c46', what: 'an ELF program, library or core dump' },
  { magic: '4d5a90', what: 'a Windows program' },
  { magic: 'cafebabe', what: 'a Java class or a macOS program' },
  { magic: '0061736d', what: 'a WebAssembly module' },
  { magic: '4a4156412050524f46494c4520', what: 'a heap dump of Java' },
  { magic: '53514c69746520666f726d6174203300', what: 'an SQLite database' },
  { magic: '89504e470d0a1a0a', what: 'a PNG image' },
  { magic: 'ffd8ff', what: 'a JPEG image' },
  { magic: '47494638', what: 'a GIF image' },
  { magic: '255044462d', what: 'a PDF document' },
  { magic: '50415231', what: 'a Parquet file' },
  { magic: 'd4c3b2a1', what: 'a capture of network packets' },
  { magic: '0a0d0d0a', what: 'a capture of network packets' },
];

const MIN_UTF16_BYTES = 8;
// In Latin text every second byte is zero, except in a few quotes, bullets and names.
const UTF16_SHARE = 0.7;

/** UTF-16 by its byte order mark, or, without one, if nearly every second byte is zero and no other is. */
function utf16Of(head: Buffer): Encoding | undefined {
  if (startsWith(head, 'fffe')) return 'utf-16le';
  if (startsWith(head, 'feff')) return 'utf-16be';
  const pairs = Math.floor(head.length / 2);
  if (head.length < MIN_UTF16_BYTES) return undefined;
  const zeros = [0, 1].map((odd) => countWhere(pairs, (pair) => head[2 * pair + odd] === 0));
  if (zeros[0] === 0 && (zeros[1] ?? 0) >= UTF16_SHARE * pairs) return 'utf-16le';
  if (zeros[1] === 0 && (zeros[0] ?? 0) >= UTF16_SHARE * pairs) return 'utf-16be';
  return undefined;
}

const TAB = 0x09;
const CARRIAGE_RETURN = 0x0d;
const ESCAPE = 0x1b;
// A tenth of random bytes are control characters. A torn log line may contain a few.
const CONTROL_SHARE = 0.05;

/** A long run of zeros is a hole that truncation or a machine's crash left in a log, so it does not count. */
function isText(head: Buffer): boolean {
  const text = head.toString('latin1').replace(ZEROS, '');
  const controls = countWhere(text.length, (at) => isControl(text.charCodeAt(at)));
  return controls < 2 || controls <= CONTROL_SHARE * text.length;
}

const ZEROS = /\0{32,}/g;

const isControl = (byte: number): boolean => byte < 0x20 && (byte < TAB || byte > CARRIAGE_RETURN) && byte !== ESCAPE;

function countWhere(length: number, holds: (at: number) => boolean): number {
  let count = 0;
  for (let at = 0; at < length; at += 1) if (holds(at)) count += 1;
  return count;
}
