import type { FixTrial } from './try-fix.ts';

/** What a test says of a fix that does not work: the remedy as it was printed, what was applied of it, and what came of that. */
export const failureWords = (remedy: readonly string[], { tried, why }: FixTrial): string =>
  [
    `the fix does not work: ${why ?? 'no reason is known'}`,
    `applied: ${tried ?? 'nothing'}`,
    'of the remedy:',
    ...(remedy.length === 0 ? ['(none was printed)'] : remedy.map((step, at) => `${at + 1}. ${step}`)),
  ].join('\n');
