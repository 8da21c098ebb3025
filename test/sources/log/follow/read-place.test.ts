import { describe, expect, test } from 'vitest';
import { placeAfter, placeAfterCut, type ReadPlace } from '../../../../src/sources/log/follow/read-place.ts';

const at: ReadPlace = { offset: 100, isInHole: false };
const cut = placeAfterCut(at, { recoveredBytes: 20, lostBytes: 30 }, false).place;
const nuls = Buffer.alloc(10);
const line = Buffer.from('started\n');

describe('the place in a file', () => {
  test('goes on by what was read', () => {
    expect(placeAfter(at, line)).toEqual({
      place: { offset: 108, isInHole: false },
      lostBytes: 0,
      skippedBytes: 0,
      isNext: true,
    });
  });

  test('is the beginning again when the file was truncated, with what nobody has read lost', () => {
    const { place, lostBytes } = placeAfterCut(at, { recoveredBytes: 20, lostBytes: 30 }, false);
    expect({ offset: place.offset, lostBytes }).toEqual({ offset: 0, lostBytes: 30 });
  });

  test('is behind the hole of a writer that did not notice, and what was lost is counted as the hole is passed', () => {
    const jump = placeAfter(cut, nuls);
    expect(jump).toMatchObject({ place: { offset: 120, isInHole: true }, lostBytes: -30, isNext: false });
    const passed = placeAfter(jump.place, Buffer.concat([nuls, line]));
    expect(passed).toMatchObject({ place: { offset: 138, isInHole: false }, lostBytes: 10, skippedBytes: 10 });
  });

  test('forgets the hole of a writer that began anew', () => {
    expect(placeAfter(placeAfter(cut, line).place, nuls)).toMatchObject({ isNext: true, skippedBytes: 0 });
  });
});
