import { expect, test } from 'vitest';
import type { Parcel } from '../../src/sinks/parcel.ts';
import { enqueued, givenUp, type Queue } from '../../src/sinks/parcel-queue.ts';

const MEGABYTE = 1_048_576;

const parcel = (seq: number, change: Partial<Parcel> = {}): Parcel => ({
  seq,
  at: 0,
  picture: '{}',
  events: [`"${seq}"`],
  carried: [],
  dropped: 0,
  ...change,
});

const filled = (parcels: readonly Parcel[]): Queue =>
  parcels.reduce<Queue>((q, each) => enqueued(q, each, 1).queue, []);

test('what weighs more than 4 MiB loses its oldest, but never the one under way nor the newest', () => {
  const big = (seq: number) => parcel(seq, { picture: 'x'.repeat(1.5 * MEGABYTE) });
  const { queue, gone } = enqueued(filled([big(1), big(2)]), big(3), 1);
  expect(queue.map(({ seq, carried, dropped }) => ({ seq, carried, dropped }))).toEqual([
    { seq: 1, carried: [], dropped: 0 },
    { seq: 3, carried: ['"2"'], dropped: 1 },
  ]);
  expect(gone).toEqual([2]);
  const huge = parcel(4, { picture: 'x'.repeat(9 * MEGABYTE) });
  expect(enqueued([], huge, undefined).queue).toEqual([huge]);
});

test('events are carried over oldest first, and what they may weigh is bounded', () => {
  const heavy = Array.from({ length: 10 }, (_, n) => `"${n}${'x'.repeat(MEGABYTE / 5)}"`);
  const { queue } = givenUp([parcel(1, { events: heavy }), parcel(2)], 1);
  expect(queue[0]?.carried).toEqual(heavy.slice(6));
  expect(queue[0]?.events).toEqual(['"2"']);
});

test('a heartbeat gives way to the next, keeping the count of what was dropped, unless it is under way', () => {
  const beat = (seq: number, dropped = 0) => parcel(seq, { events: [], dropped });
  expect(enqueued([beat(1, 3)], beat(2), undefined)).toEqual({ queue: [beat(2, 3)], gone: [1] });
  expect(enqueued([beat(1)], beat(2), 1)).toEqual({ queue: [beat(1), beat(2)], gone: [] });
});

test('giving up one that is not there changes nothing', () => {
  expect(givenUp([parcel(1)], 7)).toEqual({ queue: [parcel(1)] });
});
