import { eastAsianWidth } from 'get-east-asian-width';

/** Columns that a terminal needs for a text without escapes. */
export const displayWidth = (text: string): number =>
  ASCII.test(text) ? text.length : charactersOf(text).reduce((sum, character) => sum + characterWidth(character), 0);

/** The characters as a reader counts them: an emoji with its joiners, or a letter with its accents, is one. */
export const charactersOf = (text: string): readonly string[] =>
  ASCII.test(text) ? [...text] : Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);

const ASCII = /^[ -~]*$/;
const WIDE = /\ufe0f|^\p{Emoji_Presentation}|^\p{Regional_Indicator}{2}/u;
const NO_WIDTH = /^[\p{Mark}\p{Default_Ignorable_Code_Point}\p{Control}]/u;

// string-width, which yargs brings, costs 40 ms and 6 MB when it is loaded. The agent must not pay that at its start.
function characterWidth(character: string): number {
  if (WIDE.test(character)) return 2;
  return NO_WIDTH.test(character) ? 0 : eastAsianWidth(character.codePointAt(0) ?? 0);
}
