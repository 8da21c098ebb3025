/** The anchor that GitHub gives a heading. Links between pages therefore work there and on the site. It does not number repeated headings. */
export const githubSlug = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
