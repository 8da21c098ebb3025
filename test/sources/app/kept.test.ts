import { describe, expect, test } from 'vitest';
import { releasedBefore } from '../../../src/sources/app/kept.ts';
import { launcherLink } from '../../../src/sources/app/launcher-link.ts';
import { type Kept, keptLine, parseKept } from '../../../src/sources/app/parse-kept.ts';

const all: Kept = {
  released: { at: 1_700_000_000_000, ports: [8000, 8001] },
  yielded: { host: '::', port: 9393, reason: 'bind-failed', at: 1_700_000_000_001 },
  isApiOff: true,
  said: '+release-passed,i.strict-would-fail',
};

describe('what an agent has kept for the next', () => {
  test('is one line of its parts', () => {
    expect(keptLine(all)).toBe(
      'released=1700000000000:8000,8001 yielded=1700000000001:bind-failed:9393::: api=off said=+release-passed,i.strict-would-fail',
    );
  });

  test.each<Kept>([
    {},
    all,
    { said: 'e!no-response' },
    { yielded: { host: '0.0.0.0', port: 9393, reason: 'endpoint', at: 1 } },
  ])('is read as it was written: %j', (kept) => {
    expect(parseKept(keptLine(kept))).toEqual(kept);
  });

  test('comes behind the descriptors', () => {
    expect(launcherLink(`3,4,-,6 ${keptLine(all)}`)).toEqual({
      events: 3,
      stdout: 4,
      commands: 6,
      kept: all,
    });
    expect(launcherLink('3,4,5,6')?.kept).toEqual({});
  });

  test.each(['', 'released=x:1', 'released=1:', 'yielded=1:why:9393:h', 'nonsense', '=', 'yielded=1:endpoint:9393:'])(
    'counts as nothing in no known form: %j',
    (line) => {
      expect(parseKept(line)).toEqual({});
    },
  );

  test('loses its longest part rather than all of it', () => {
    expect(parseKept(keptLine({ ...all, said: 'x'.repeat(2_000) }))).toEqual({
      released: all.released,
      yielded: all.yielded,
      isApiOff: true,
    });
  });

  test('is never in the future of who reads it', () => {
    expect(releasedBefore({ released: { at: 5_000, ports: [1] } }, 3_000)).toMatchObject([{ at: 3_000 }]);
    expect(releasedBefore({ released: { at: 2_000, ports: [1] } }, 3_000)).toMatchObject([{ at: 2_000 }]);
    expect(releasedBefore({}, 3_000)).toEqual([]);
  });
});
