import { diagnose } from '../../src/core/diagnosis/diagnose.ts';
import type { Diagnosis } from '../../src/core/diagnosis/diagnosis.ts';
import { rules } from '../../src/rules/index.ts';
import { createReplay } from '../../src/sources/log/replay/replay.ts';
import { settings } from './builders.ts';

/** When every log of the fixtures had been saved. */
export const SAVED_AT = Date.UTC(2026, 11, 1);

/** What a saved log proves: each diagnosis as `code`, or `source: code` where the lines name their source. */
export function provenBy(log: Buffer, chunkBytes = 65_536): readonly string[] {
  const replay = createReplay(settings(), SAVED_AT);
  for (let from = 0; from < log.length; from += chunkBytes) replay.write(log.subarray(from, from + chunkBytes));
  return replay.end().flatMap(({ source, facts }) => {
    const codes = diagnose(rules, facts, []).diagnoses.map(({ code }) => code);
    return codes.map((code) => (source === undefined ? code : `${source}: ${code}`));
  });
}

/** The diagnoses of a saved log of one source. */
export function diagnosesOf(log: Buffer): readonly Diagnosis[] {
  const replay = createReplay(settings(), SAVED_AT);
  replay.write(log);
  return replay.end().flatMap(({ facts }) => diagnose(rules, facts, []).diagnoses);
}

/** What `provenBy` gives, without the sources. */
export const codesOf = (log: Buffer): readonly string[] => provenBy(log).map((text) => text.replace(/^.*: /, ''));
