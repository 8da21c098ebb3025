import type { Fault } from '../scenario.ts';

/** Why no remedy of this fault can be tried; undefined where one can. */
export const whyUntried = ({ fixWorks, cannotFix }: Fault): string | undefined =>
  fixWorks === true ? undefined : cannotFix;
