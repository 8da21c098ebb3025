import { HIDDEN } from './hidden.ts';
import { vendorMarks } from './vendor-marks.ts';

// Not within a word. But an escape such as `\n` or `%3D` before it is not part of the word.
const EDGE = '(?<![A-Za-z0-9](?<!\\\\[nrt]|%[0-9A-Fa-f]{2}))';

/** No mark with its secret is shorter. */
const MAY_MARK = /(?<![\w.:+/=~$%-])[\w.:+/=~$%-]{16}/;

let marks: RegExp | undefined;

/** Hides keys and tokens with a vendor's mark, wherever they appear. */
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
