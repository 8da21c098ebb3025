import type { Fault } from '../scenario.ts';

/** Faults of which no test has what the remedy needs. */
const BY_CODE: Readonly<Record<string, string>> = {
  'dependency-unreachable': 'the service that it needs is not there',
  'upstream-down': 'the app behind it is not there',
};

/** Why no remedy of this fault can be tried; undefined where one can. */
export const whyUntried = ({ code, fixWorks, cannotFix }: Fault): string | undefined =>
  cannotFix ?? (fixWorks === true ? undefined : BY_CODE[code]);
