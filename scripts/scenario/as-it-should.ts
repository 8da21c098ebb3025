import type { Played } from './play.ts';

/** Whether it went as the case promises: nothing said of a healthy app; of a broken one the right cause first, with its remedy, which works where it is marked so. */
export const isAsItShould = ({ score, isRemedyNamed, mustFix, fix }: Played): boolean => {
  if (score === 'quiet') return true;
  const doesFix = fix !== undefined && 'works' in fix && fix.works;
  return score === 'right first' && isRemedyNamed === true && (mustFix !== true || doesFix);
};
