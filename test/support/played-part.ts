import { allCases } from './all-cases.ts';
import { alwaysPlayed } from './always-played.ts';
import type { Scenario } from './scenario.ts';

/** Set to `always` by `npm test` (scripts/test.ts), which has not the time for all. */
const part = process.env['SCENARIOS'];
const played: ReadonlySet<string> | undefined =
  part === 'always' ? new Set(alwaysPlayed(await allCases()).map(({ name }) => name)) : undefined;

/** Whether the scenario belongs to the part that is played this time; all do unless SCENARIOS says otherwise. */
export const isPlayed = ({ name }: Scenario): boolean => played?.has(name) ?? true;
