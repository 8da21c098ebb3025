import type { Played } from './play.ts';

/**
 * Whether the result is what the case promises. A healthy app has no diagnosis.
 * A broken app has the right cause first, with its remedy. A remedy that is marked as working works.
 */
export const isAsItShould = ({ score, isRemedyNamed, mustFix, fix }: Played): boolean => {
  if (score === 'quiet') return true;
  const doesFix = fix !== undefined && 'works' in fix && fix.works;
  return score === 'right first' && isRemedyNamed === true && (mustFix !== true || doesFix);
};
