import { durationWords } from '../core/clock.ts';
import { type Element, h, textOf } from './element.ts';
import { offsetWords } from './time-words.ts';
import type { TimelineRow, Tone } from './timeline-rows.ts';

/** The worst first. Shapes differ because color must not be the only sign. Characters survive print and forced colors. */
const TONES: readonly (readonly [Tone, string, string])[] = [
  ['bad', '■', 'error'],
  ['warn', '▲', 'warning'],
  ['good', '●', 'good'],
  ['plain', '○', 'other'],
];

/** The shape of a tone, for the eye only. */
export const markOf = (tone: Tone): Element =>
  h('i', { class: `mark ${tone}`, 'aria-hidden': 'true' }, TONES.find(([name]) => name === tone)?.[1]);

/** Shorter spans have no picture worth showing. */
const MIN_SPAN_MS = 100;

/** The rows as marks on an axis that counts from `from` (Unix time in ms), with a legend; nothing if there are too few. */
export function trackView(rows: readonly TimelineRow[], from: number): readonly Element[] {
  const offsets = rows.map(({ at }) => at - from);
  const first = Math.min(0, ...offsets);
  const last = Math.max(0, ...offsets);
  if (rows.length < 2 || last - first < MIN_SPAN_MS) return [];
  const percent = (ms: number): string => `left:${(((ms - first) / (last - first)) * 100).toFixed(2)}%`;
  const label = `Axis of the events from ${offsetWords(0, first)} to ${offsetWords(0, last)}. The list below has each event in words.`;
  return [
    h(
      'div',
      { class: 'track', role: 'img', 'aria-label': label },
      ...ticksOf(first, last).map((ms) => h('span', { class: 'tick', style: percent(ms) }, tickWords(ms))),
      ...marksOf(rows, from, last - first).map((near) => markView(near, from, percent)),
    ),
    legend(rows),
  ];
}

const legend = (rows: readonly TimelineRow[]): Element =>
  h(
    'p',
    { class: 'legend' },
    ...TONES.filter(([tone]) => rows.some((row) => row.tone === tone)).map(([tone, , word]) =>
      h('span', {}, markOf(tone), ` ${word}`),
    ),
    h('span', {}, '0 s is the start of the app'),
  );

const SHARE_OF_MARK = 0.015;

/** Rows so near to each other that their marks would overlap are one mark. */
function marksOf(rows: readonly TimelineRow[], from: number, span: number): readonly (readonly TimelineRow[])[] {
  const marks: TimelineRow[][] = [];
  for (const row of rows) {
    const mark = marks.at(-1);
    const start = mark?.[0]?.at ?? from;
    if (mark && row.at - start < span * SHARE_OF_MARK) mark.push(row);
    else marks.push([row]);
  }
  return marks;
}

/** The mark has the worst tone of its rows, and their words as its tooltip. */
function markView(near: readonly TimelineRow[], from: number, percent: (ms: number) => string): Element {
  const [tone] = TONES.find(([name]) => near.some((row) => row.tone === name)) ?? ['plain'];
  const words = near.map(({ at, words: said }) => `${offsetWords(from, at)} ${said.map(textOf).join('').trim()}`);
  const shape = markOf(tone);
  const style = percent((near[0]?.at ?? from) - from);
  return { ...shape, attributes: { ...shape.attributes, style, title: words.join('\n') } };
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const STEPS: readonly number[] = [
  ...[0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 20, 30].map((count) => count * MINUTE),
  ...[1, 2, 6, 12, 24, 48, 120, 240, 480].map((count) => count * HOUR),
];
const MAX_TICKS = 5;

/** Round times between `first` and `last`, in ms. */
export function ticksOf(first: number, last: number): readonly number[] {
  const step = STEPS.find((each) => (last - first) / each <= MAX_TICKS) ?? last - first;
  const start = Math.ceil(first / step);
  return Array.from({ length: Math.floor(last / step) - start + 1 }, (_, index) => (start + index) * step);
}

const tickWords = (ms: number): string =>
  ms === 0 ? '0 s' : `${ms < 0 ? '\u2212' : ''}${durationWords(Math.abs(ms))}`;
