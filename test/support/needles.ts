import { needlesIn, noNeedles } from '../../src/sources/log/read/needles.ts';

/** Whether a line may say something; if not, it needs no look, unless a trace goes on in it. */
export const holdsNeedle = (line: string): boolean => needlesIn(line) !== noNeedles;
