import type { Recording } from './cast.ts';
import { type Row, rowText, type Span, screenRows } from './screen.ts';

const FONT_SIZE = 14;
const CELL = 8.4;
const LINE = 20;
const PADDING = 16;
/** The top edge of the window. */
const BAR = 32;
/** The viewer waits at most this long for the next row. */
const LONGEST_PAUSE_SECONDS = 1.5;

/** The colors of a style in light and dark mode, with a contrast of at least 4.5 on their background. */
export const palettes = {
  light: {
    back: '#f6f8fa',
    bar: '#d8dee4',
    plain: '#1f2328',
    strong: '#1f2328',
    faint: '#59636e',
    bad: '#c1121f',
    good: '#11632a',
  },
  dark: {
    back: '#151b23',
    bar: '#2d333b',
    plain: '#e6edf3',
    strong: '#ffffff',
    faint: '#9198a1',
    bad: '#ff7b72',
    good: '#56d364',
  },
} as const;

/**
 * The recording as an SVG. Its rows appear one after another, once. Without animations, or if the reader prefers reduced motion, the whole
 * text is there from the start. The same recording always gives the same bytes.
 */
export function recordingPicture(recording: Recording): string {
  const rows = screenRows(recording);
  const width = Math.ceil(recording.columns * CELL + 2 * PADDING);
  const height = BAR + rows.length * LINE + 2 * PADDING;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title text">`,
    `<title id="title">${escaped(recording.title)}</title>`,
    `<desc id="text">${escaped(rows.map(rowText).join('\n'))}</desc>`,
    `<style>${STYLE}</style>`,
    `<rect class="back" width="${width}" height="${height}" rx="8"/>`,
    `<path class="bar" d="M0 ${BAR}V8a8 8 0 0 1 8-8H${width - 8}a8 8 0 0 1 8 8V${BAR}z"/>`,
    ...[0, 1, 2].map((i) => `<circle class="dot" cx="${18 + i * 18}" cy="${BAR / 2}" r="5"/>`),
    ...animated(rows).map(({ spans, seconds }, i) => {
      const y = BAR + PADDING + i * LINE + FONT_SIZE;
      return `<text y="${y}" style="animation-delay:${seconds.toFixed(1)}s">${spans.map(spanText).join('')}</text>`;
    }),
    '</svg>',
    '',
  ].join('\n');
}

const paletteStyle = ({ back, bar, ...inks }: (typeof palettes)['light' | 'dark']): string =>
  [
    `.back{fill:${back}}`,
    `.bar{fill:${bar}}`,
    `.dot{fill:${back}}`,
    ...Object.entries(inks).map(([name, color]) => `.${name}{fill:${color}}`),
  ].join('');

const STYLE = [
  `text{font:${FONT_SIZE}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;white-space:pre}`,
  '.strong,.bad{font-weight:600}',
  paletteStyle(palettes.light),
  `@media (prefers-color-scheme:dark){${paletteStyle(palettes.dark)}}`,
  '@media (prefers-reduced-motion:no-preference){text{animation:.1s backwards show}@keyframes show{from{opacity:0}}}',
].join('');

/** When each row appears. Long pauses of the recording are cut. */
function animated(rows: readonly Row[]): readonly (Row & { readonly seconds: number })[] {
  let seconds = 0;
  let before = 0;
  return rows.map((row) => {
    seconds += Math.min(Math.max(0, row.at - before), LONGEST_PAUSE_SECONDS);
    before = Math.max(before, row.at);
    return { ...row, seconds };
  });
}

/** `textLength` keeps the columns straight in a font of another width. */
function spanText({ column, text, style }: Span): string {
  const length = [...text].length;
  const x = (PADDING + column * CELL).toFixed(1);
  return `<tspan class="${style}" x="${x}" textLength="${(length * CELL).toFixed(1)}">${escaped(text)}</tspan>`;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
