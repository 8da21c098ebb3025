import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lastBeat } from '../../../../src/sources/procfs/blocked/heartbeats.ts';
import { NOW } from '../../../support/builders.ts';
import { fixtures } from '../fixtures.ts';

interface HeartbeatFile {
  readonly mode: string;
  readonly mtime: number;
  readonly ctime: number;
  readonly wall_now: number;
  readonly monotonic_now: number;
}

interface Capture {
  readonly version: string;
  readonly worker: string;
  readonly label: string;
  readonly workers: readonly { readonly tmp: readonly HeartbeatFile[] }[];
}

const captures: readonly Capture[] = JSON.parse(readFileSync(join(fixtures, 'heartbeat.json'), 'utf8'));

const agesS = ({ workers }: Capture) =>
  workers.flatMap(({ tmp }) =>
    tmp.map(({ mode, mtime, ctime, wall_now, monotonic_now }) => {
      const file = { mode: Number(mode), mtimeMs: mtime * 1_000, ctimeMs: ctime * 1_000 };
      const at = wall_now * 1_000;
      const beatAt = lastBeat(file, { at, monotonicMs: monotonic_now * 1_000 });
      return beatAt === undefined ? 'never' : (at - beatAt) / 1_000;
    }),
  );

const named = (part: string) =>
  captures.filter(({ label }) => label.includes(part)).map((capture) => ({ ...capture, capture }));

describe("a worker's last beat", () => {
  test.each(named('booting'))('of Gunicorn $version ($worker) never came while $label', ({ capture }) => {
    expect(agesS(capture)).toEqual(capture.workers.map(() => 'never'));
  });

  test.each(named('idle'))('of Gunicorn $version ($worker) came within its period when $label', ({ capture }) => {
    for (const age of agesS(capture)) expect(age).toSatisfy((s: number) => s >= 0 && s < 5);
  });

  test.each(named('for 4 s'))('of Gunicorn $version ($worker) came 4 s ago $label', ({ capture }) => {
    expect(agesS(capture).some((age) => typeof age === 'number' && Math.abs(age - 4) < 0.02)).toBe(true);
  });

  test('is never in the future', () => {
    const file = { mode: 0o600, mtimeMs: 99_000, ctimeMs: NOW };
    expect(lastBeat(file, { at: NOW, monotonicMs: 98_000 })).toBe(NOW);
  });
});
