/** What to do about an error whose words fit: the groups go into the sentence, and where in the app's own code it was raised. */
export type AdviceRow = readonly [
  pattern: RegExp,
  advise: (first: string, second: string, where: string | undefined) => string,
];

/** How to bring something into the image, as one sentence. */
export const install = (what: string, how: string): string =>
  `Install ${what} in the image: ${how}, then build the image again.`;

/** " in app.js line 3", where the place is known; the function is left out. */
export const inPlace = (where: string | undefined): string =>
  where === undefined ? '' : ` in ${where.replace(/, in .*$/, '')}`;
