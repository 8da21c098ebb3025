import { HIDDEN } from './hidden.ts';
import { vendorMarks } from './vendor-marks.ts';

// Not within a word: but what stands before may be an escape, `\n` or `%3D`, and no letter of the word.
const EDGE = '(?<![A-Za-z0-9](?<!\\\\[nrt]|%[0-9A-Fa-f]{2}))';

/** No mark and what follows it is shorter. */
const MAY_MARK = /(?<![\w.:+/=~$%-])[\w.:+/=~$%-]{16}/;

let marks: RegExp | undefined;

/** Hides the keys and tokens that carry their vendor's mark, wherever they stand. */
export function hideMarked(text: string): string {
  if (!MAY_MARK.test(text)) return text;
  marks ??= new RegExp(
    `${EDGE}(?:${vendorMarks()
      .map(({ prefix, rest }) => prefix + rest)
      .join('|')})`,
    'g',
  );
  return text.replace(marks, HIDDEN);
}
