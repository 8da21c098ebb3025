import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { castText, parseCast, type Recording } from '../../scripts/recording/cast.ts';
import { palettes, recordingPicture } from '../../scripts/recording/picture.ts';
import { rowText, screenRows } from '../../scripts/recording/screen.ts';

const recording = (...texts: readonly string[]): Recording => ({
  title: 'A title <with> marks',
  columns: 10,
  rows: 5,
  outputs: texts.map((text, i) => ({ at: i * 10, text })),
});
const rows = (...texts: readonly string[]): readonly string[] => screenRows(recording(...texts)).map(rowText);

describe('what a terminal shows', () => {
  test('is the lines, as long as they fit', () => {
    expect(rows('$ ', 'ls\r\n', 'a b\r\n\r\n', '0123456789abc\r\n')).toEqual(['$ ls', 'a b', '', '0123456789', 'abc']);
  });

  test('is not wrapped by a line that just fits', () => {
    expect(rows('0123456789\r\nnext')).toEqual(['0123456789', 'next']);
  });

  test('is what was written last', () => {
    expect(rows('one\rtwo', '\b\b\bsix')).toEqual(['six']);
  });

  test('does not hold the echo of Ctrl-C', () => {
    expect(rows('a\u0003b')).toEqual(['ab']);
  });

  test('keeps colors, and the time of the last change of each row', () => {
    expect(screenRows(recording('a ', '\u001b[31merror\u001b[0m b\r\n', '\u001b[2mfaint\u001b[m'))).toEqual([
      {
        at: 10,
        spans: [
          { column: 0, text: 'a', style: 'plain' },
          { column: 2, text: 'error', style: 'bad' },
          { column: 8, text: 'b', style: 'plain' },
        ],
      },
      { at: 20, spans: [{ column: 0, text: 'faint', style: 'faint' }] },
    ]);
  });

  test.each(['\u001b[2J', '\u001b[35m', '\u0007', '\u001b]0;title\u0007'])('cannot be told after %j', (sequence) => {
    expect(() => rows(sequence)).toThrow('cannot show');
  });
});

describe('the picture of a recording', () => {
  const svg = recordingPicture(recording('$ a<b & c\r\n', 'x\r\n', 'y\r\n'));

  test('has a title, and its text as a description', () => {
    expect(svg).toContain('<title id="title">A title &lt;with&gt; marks</title>');
    expect(svg).toContain('<desc id="text">$ a&lt;b &amp; c\nx\ny</desc>');
    expect(svg).toContain('role="img" aria-labelledby="title text"');
  });

  test('waits no more than a moment for the next row', () => {
    expect([...svg.matchAll(/animation-delay:([\d.]+)s/g)].map(([, seconds]) => seconds)).toEqual([
      '0.0',
      '1.5',
      '3.0',
    ]);
  });

  test('moves only for readers who have not asked for less motion', () => {
    const [calm = '', moving = ''] = svg.split('@media (prefers-reduced-motion:no-preference)');
    expect(calm).not.toContain('animation:');
    expect(moving).toMatch(/^\{text\{animation:[^}]*\}@keyframes show\{from\{opacity:0\}\}\}<\/style>/);
  });

  test('requests nothing', () => {
    expect(svg.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
      /https?:|url\(|@import|@font-face|href|<script|<image/,
    );
  });

  test.each(Object.entries(palettes))('is legible in %s mode', (_mode, { back, bar: _bar, ...inks }) => {
    const weak = Object.entries(inks).filter(([, ink]) => contrast(ink, back) < 4.5);
    expect(weak).toEqual([]);
  });
});

describe('the recording in docs/images', () => {
  const root = join(import.meta.dirname, '../..');
  const picture = join(root, 'docs/images/broken-start.svg');
  const cast = readFileSync(join(root, 'docs/images/broken-start.cast'), 'utf8');
  const shown = screenRows(parseCast(cast)).map(rowText);

  test('is the one that the picture shows', () => {
    expect(castText(parseCast(cast))).toBe(cast);
    expect(readFileSync(picture, 'utf8')).toBe(recordingPicture(parseCast(cast)));
    expect(statSync(picture).size).toBeLessThan(60_000);
  });

  test('has a diagnosis with its fix and its evidence, and a start that passes', () => {
    const starts = [
      'sidewatch error  bound-to-loopback: ',
      'sidewatch fix    ',
      'sidewatch seen   ',
      'sidewatch info   the release check passed',
    ];
    expect(starts.filter((start) => !shown.some((row) => row.startsWith(start)))).toEqual([]);
  });

  test('is described by the README to those who cannot see it', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const [, alt = ''] = /!\[([^\]]+)\]\(docs\/images\/broken-start\.svg\)/.exec(readme) ?? [];
    const bind = /^sidewatch fix .*?`(--bind \S+)`/m.exec(shown.join('\n'))?.[1] ?? 'no fix';
    expect(alt).toContain('bound-to-loopback');
    expect(alt).toContain(bind);
  });
});

/** The contrast ratio of two colors (WCAG 2.2, relative luminance). */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
