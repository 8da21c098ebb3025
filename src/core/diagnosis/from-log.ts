import { verdictCodes } from '../facts/platform-verdict.ts';
import type { FactName } from '../memory/facts.ts';
import { shownByEnd, shownByLog } from '../memory/shown-by-log.ts';

/** Whether a saved log alone is enough: it shows all that the rule needs; no more than the words about an end, or a platform's, tell it; or nothing does. */
export type FromLog = 'yes' | 'likely' | 'no';

/** `needed`: what the rule needs, without that for which it has a stand-in where only a log is judged. */
export function fromLog(code: string, needed: readonly FactName[]): FromLog {
  const isAmong = (shown: readonly FactName[]): boolean => needed.every((fact) => shown.includes(fact));
  const isOfLog = needed.includes('log') || needed.includes('pool');
  if (isOfLog && isAmong(shownByLog)) return 'yes';
  const isTold = verdictCodes.some((each) => each === code);
  return isTold || (isOfLog && isAmong([...shownByLog, ...shownByEnd])) ? 'likely' : 'no';
}
