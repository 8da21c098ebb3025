import type { FactName } from './facts.ts';

/** What of the facts a saved log shows. */
export const shownByLog: readonly FactName[] = ['log', 'pool', 'settingProblems'];

/** What it shows besides where it tells that the app ended. */
export const shownByEnd: readonly FactName[] = ['app', 'health', 'past'];
