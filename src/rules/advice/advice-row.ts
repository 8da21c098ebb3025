/** The step for an error whose text matches. It gets the groups, and the place in the app's own code that raised it. */
export type AdviceRow = readonly [
  pattern: RegExp,
  advise: (first: string, second: string, where: string | undefined) => string,
];

/** The step that brings something into the image. */
export const install = (what: string, how: string): string =>
  `Install ${what} in the image: ${how}. Then rebuild the image.`;

/** " in app.js line 3" without the function; empty if the place is unknown. */
export const inPlace = (where: string | undefined): string =>
  where === undefined ? '' : ` in ${where.replace(/, in .*$/, '')}`;
