import type { FactName } from './facts.ts';

/** The facts that a saved log shows. */
export const shownByLog: readonly FactName[] = ['log', 'pool', 'settingProblems'];

/** The facts that it also shows if it reports the app's exit. */
export const shownByEnd: readonly FactName[] = ['app', 'health', 'past'];
