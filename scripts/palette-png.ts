import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE_BYTES = 8;
const MAX_COLORS = 256;

/**
 * A PNG with at most 256 colors. That is enough for a screenshot of text, and takes about 40% of the bytes.
 * Takes what Chromium writes: 8 bits of red, green and blue, not interlaced (RFC 2083).
 */
export function palettePng(png: Buffer): Buffer {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const pixels = pixelsOf(png, width, height);
  const colors = commonColors(pixels);
  const nearest = nearestOf(colors);
  const rows = pixels.map((row) => Buffer.from([0, ...row.map(nearest)]));
  const header = Buffer.from(png.subarray(16, 29));
  header[9] = 3;
  return Buffer.concat([
    png.subarray(0, SIGNATURE_BYTES),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(colors.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]))),
    chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** The rows of an image, each pixel as 0xRRGGBB. */
function pixelsOf(png: Buffer, width: number, height: number): readonly number[][] {
  const data = inflateSync(Buffer.concat(dataOf(png)));
  const stride = 3 * width;
  let above: Buffer = Buffer.alloc(stride);
  return Array.from({ length: height }, (_, y) => {
    const start = y * (stride + 1);
    above = unfiltered(data[start] ?? 0, data.subarray(start + 1, start + 1 + stride), above);
    const row = above;
    return Array.from({ length: width }, (__, x) => row.readUIntBE(3 * x, 3));
  });
}

function dataOf(png: Buffer): readonly Buffer[] {
  const parts: Buffer[] = [];
  for (let at = SIGNATURE_BYTES; at < png.length; at += png.readUInt32BE(at) + 12) {
    const isData = png.toString('latin1', at + 4, at + 8) === 'IDAT';
    if (isData) parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  return parts;
}

/** Each filter adds what it foretold from the pixel to the left, the one above, and the one above that to the left. */
const FORETOLD: readonly ((left: number, up: number, corner: number) => number)[] = [
  () => 0,
  (left) => left,
  (_, up) => up,
  (left, up) => (left + up) >> 1,
  paeth,
];

function unfiltered(filter: number, bytes: Buffer, above: Buffer): Buffer {
  const foretold = FORETOLD[filter] ?? paeth;
  const row = Buffer.from(bytes);
  for (let at = 0; at < row.length; at++) {
    row[at] = (row[at] ?? 0) + foretold(row[at - 3] ?? 0, above[at] ?? 0, above[at - 3] ?? 0);
  }
  return row;
}

function paeth(left: number, up: number, corner: number): number {
  const [byLeft, byUp, byCorner] = [up - corner, left - corner, left + up - 2 * corner].map(Math.abs) as [
    number,
    number,
    number,
  ];
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}

/** The most frequent colors: those of text on its ground, and of the edges of letters. */
function commonColors(pixels: readonly number[][]): readonly number[] {
  const counts = new Map<number, number>();
  for (const row of pixels) for (const color of row) counts.set(color, (counts.get(color) ?? 0) + 1);
  const byCount = [...counts].toSorted(([, a], [, b]) => b - a);
  return byCount.slice(0, MAX_COLORS).map(([color]) => color);
}

/** The index of the color that is least far from another. */
function nearestOf(colors: readonly number[]): (color: number) => number {
  const known = new Map(colors.map((color, index) => [color, index]));
  return (color) => {
    const index =
      known.get(color) ?? colors.indexOf(colors.reduce((a, b) => (distance(b, color) < distance(a, color) ? b : a)));
    known.set(color, index);
    return index;
  };
}

const distance = (a: number, b: number): number =>
  [16, 8, 0].reduce((sum, shift) => sum + (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2, 0);
