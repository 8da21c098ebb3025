import { describe, expect, test } from 'vitest';
import { passageOf } from '../../../../src/sources/log/read/passage.ts';
import { createLineClock } from '../../../../src/sources/log/replay/line-clock.ts';

const at = Date.UTC(2026, 10, 21, 8, 0, 0);

test('the time begins with that of the platform, whatever the zone of the line, and goes on with the line', () => {
  const clock = createLineClock();
  expect(clock.read('[2026-11-21 10:00:00 +0000] a', at)).toBe(at);
  expect(clock.read('[2026-11-21 10:00:07 +0000] b', at + 7_400)).toBe(at + 7_000);
});

test.each([1, 100])('a log that was read again, a line in %i ms, goes on as its lines do', (step) => {
  const clock = createLineClock();
  const texts = ['[2026-11-21 10:00:00 +0000] a', '[2026-11-21 10:00:31 +0000] b', 'no time', 'none'];
  const times = texts.map((text, i) => clock.read(text, at + i * step));
  expect(times).toEqual([at, at + 31_000, at + 31_000 + step, at + 31_000 + 2 * step]);
  expect(clock.read('[2026-11-21 11:29:40 +0000] c', at + 4 * step)).toBe(at + 5_380_000);
});

test('a line without a time comes after those before it, as much as the platform says', () => {
  const clock = createLineClock();
  clock.read('[2026-11-21 10:00:00 +0000] a', at);
  expect(clock.read('[2026-11-21 10:00:01 +0000] b', at + 7_000)).toBe(at + 1_000);
  expect(clock.read('no time', at + 9_000)).toBe(at + 3_000);
});

test('a time that the lines come to later is taken back with the next line', () => {
  const clock = createLineClock();
  expect(clock.read('[2026-11-21 10:00:00 +0000] a', at)).toBe(at);
  clock.read('[2026-11-21 10:33:20 +0000] is the next run', at + 10);
  expect(clock.read('[2026-11-21 10:00:02 +0000] b', at + 2_000)).toBe(at + 2_000);
});

test('within a batch of one time the times of the lines go on from there', () => {
  const clock = createLineClock();
  const seconds = [0, 1, 2, 0].map((n) => clock.read(`[2026-11-21 10:00:0${n} +0000] line`, at));
  expect(seconds).toEqual([at, at + 1_000, at + 2_000, at]);
  expect(clock.read('[2027-11-21 10:00:00 +0000] another year', at)).toBe(at);
});

test('within a batch a line without a time is no older than those before it', () => {
  const clock = createLineClock();
  expect(clock.read('no time yet', at)).toBe(at);
  expect(['00', '02'].map((second) => clock.read(`[2026-11-21 10:00:${second} +0000] line`, at))).toEqual([
    at,
    at + 2_000,
  ]);
  expect(clock.read('no time', at)).toBe(at + 2_000);
});

test('where one time stands before all lines of a log, those of its lines go on as far as they do', () => {
  const clock = createLineClock();
  const minutes = ['00:07', '12:03', '48:31', '59:30'].map((time) =>
    clock.read(`[2026-11-21 10:${time} +0000] line`, at),
  );
  expect(minutes.map((each = 0) => (each - at) / 1_000)).toEqual([0, 716, 2_904, 3_563]);
});

test.each(['11:00:01', '10:30:02', '15:45:00', '09:00:01', '04:29:59'])(
  'within a batch a line of another zone, %s, does not move the time',
  (time) => {
    const clock = createLineClock();
    clock.read('[2026-11-21 10:00:00 +0000] line', at);
    expect(clock.read(`[2026-11-21 ${time} +0000] line`, at)).toBe(at);
    expect(clock.read('[2026-11-21 10:00:03 +0000] line', at)).toBe(at + 3_000);
  },
);

test('without a platform the line tells it itself', () => {
  expect(createLineClock().read('[2026-11-21 10:00:00 +0000] a', undefined)).toBe(Date.UTC(2026, 10, 21, 10));
  expect(createLineClock().read('a', undefined)).toBeUndefined();
});

describe('of lines that come next the last one that has a time tells it', () => {
  const last = (texts: readonly string[], wrappedAt?: number) =>
    createLineClock().readLast(passageOf(texts.map((text) => ({ text, at: wrappedAt }))));

  test('by its own stamp', () => {
    expect(last(['[2026-11-21 10:00:00 +0000] a', '[2026-11-21 10:00:07 +0000] b', 'c', ''])).toBe(
      Date.UTC(2026, 10, 21, 10, 0, 7),
    );
    expect(last(['a', 'b'])).toBeUndefined();
  });

  test('by the platform, in a batch as far as the stamps of its lines go on', () => {
    expect(last(['[2026-11-21 10:00:00 +0000] a', 'between', '[2026-11-21 10:00:03 +0000] b'], at)).toBe(at + 3_000);
  });

  test('however far above them it is', () => {
    const without = Array.from({ length: 600 }, () => 'no time');
    expect(last(['[2026-11-21 10:00:00 +0000] a', ...without])).toBe(Date.UTC(2026, 10, 21, 10));
  });
});
