import { expect, test } from 'vitest';
import {
  bytesWords,
  type CgroupPast,
  type CgroupReading,
  cgroupOf,
  withCgroup,
} from '../../../src/core/facts/cgroup.ts';
import { known, unknown } from '../../../src/core/observed.ts';

const reading = (oomKills: number, periods = 0, throttledPeriods = 0): CgroupReading => ({
  version: 1,
  memory: { usedBytes: 1, oomKills },
  cpu: { quotaCores: 0.5, periods, throttledPeriods, throttledMs: throttledPeriods * 50 },
});

const pastOf = (...readings: readonly (readonly [at: number, reading: CgroupReading])[]): CgroupPast =>
  readings.reduce((past, [at, each]) => withCgroup(past, each, at), { readings: [] } as CgroupPast);

test('counts the kills since the first reading, and knows the last', () => {
  const last = reading(5);
  const past = pastOf([0, reading(3)], [1_000, reading(5)], [2_000, last]);
  expect(cgroupOf(known(last, 2_000), past)).toMatchObject({
    value: { memory: { oomKills: 2, lastOomKillAt: 1_000 } },
  });
});

test('counts nothing that happened before it looked', () => {
  const past = pastOf([0, reading(3)]);
  expect(cgroupOf(known(reading(3), 0), past)).toMatchObject({ value: { memory: { usedBytes: 1, oomKills: 0 } } });
});

test('counts the periods of the last seconds only', () => {
  const last = reading(0, 200, 90);
  const past = pastOf([0, reading(0)], [60_000, reading(0, 80, 10)], [65_000, reading(0, 130, 40)], [70_000, last]);
  expect(cgroupOf(known(last, 70_000), past)).toMatchObject({
    value: { cpu: { quotaCores: 0.5, periods: 120, throttledPeriods: 80, throttledMs: 4_000, overMs: 10_000 } },
  });
});

const filled = (usedBytes: number, workingSetBytes = usedBytes, limitBytes = 100): CgroupReading => ({
  version: 2,
  memory: { limitBytes, usedBytes, workingSetBytes },
});

test.each([
  ['since the first of the readings that were, without a break', [filled(50), filled(95), filled(91)], 1_000],
  ['anew after a break', [filled(95), filled(50), filled(99)], 2_000],
  ['not when it no longer is', [filled(95), filled(50)], undefined],
  ['not by page cache', [filled(99, 20)], undefined],
])('knows since when memory is nearly full: %s', (_, readings, nearlyFullSince) => {
  const past = pastOf(...readings.map((each, index) => [index * 1_000, each] as const));
  const fact = cgroupOf(known(filled(99), 9_000), past);
  expect(fact.known && fact.value.memory.nearlyFullSince).toBe(nearlyFullSince);
});

test('does not take a container without a limit for full', () => {
  expect(pastOf([0, { version: 1, memory: { usedBytes: 9e9 } }])).not.toHaveProperty('nearlyFullSince');
});

test('stays bounded', () => {
  const many = Array.from({ length: 500 }, (_, index) => [index, reading(0)] as const);
  expect(pastOf(...many).readings.length).toBeLessThan(50);
});

test('is unknown where it could not be read', () => {
  const lost = unknown('not here', 7);
  expect(cgroupOf(lost, { readings: [] })).toEqual(lost);
});

test.each([
  [512 * 1_048_576, '512 MiB'],
  [1_610_612_736, '1.5 GiB'],
  [3_355_443, '3.2 MiB'],
])('says %i as %s', (bytes, words) => {
  expect(bytesWords(bytes)).toBe(words);
});
