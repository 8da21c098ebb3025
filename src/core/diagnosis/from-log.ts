import { verdictCodes } from '../facts/platform-verdict.ts';
import type { FactName } from '../memory/facts.ts';
import { shownByEnd, shownByLog } from '../memory/shown-by-log.ts';

/** Whether a saved log alone is enough. `yes`: it shows all that the rule needs. `likely`: only lines about an exit, or of a platform, show it. */
export type FromLog = 'yes' | 'likely' | 'no';

/** `needed`: the facts that the rule needs, without those that have a stand-in for saved logs. */
export function fromLog(code: string, needed: readonly FactName[]): FromLog {
  const isAmong = (shown: readonly FactName[]): boolean => needed.every((fact) => shown.includes(fact));
  const isOfLog = needed.includes('log') || needed.includes('pool');
  if (isOfLog && isAmong(shownByLog)) return 'yes';
  const isTold = verdictCodes.some((each) => each === code);
  return isTold || (isOfLog && isAmong([...shownByLog, ...shownByEnd])) ? 'likely' : 'no';
}
