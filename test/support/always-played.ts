import { isFault, type Scenario } from './scenario.ts';

/**
 * The scenarios that are always played: every healthy app, every one made after a report, and one for each code.
 * Of several for a code one whose remedy is known to work comes first, then the order of the cases decides.
 */
export function alwaysPlayed(cases: readonly Scenario[]): readonly Scenario[] {
  const faults = cases.filter(isFault);
  const firstOf = (code: string): Scenario | undefined =>
    faults.find((each) => each.code === code && each.fixWorks === true) ?? faults.find((each) => each.code === code);
  return cases.filter((each) => !isFault(each) || each.field === true || each === firstOf(each.code));
}
