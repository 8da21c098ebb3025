/** A sentence, and where it begins in its text. */
export interface Sentence {
  readonly at: number;
  readonly text: string;
}

/**
 * The text with all quotes crossed out: code, quoted log lines, file names, URLs and the targets of links.
 * Its length stays the same, so an index into one text is an index into the other.
 */
export const withoutQuotes = (text: string): string =>
  text
    .replace(/(`+)[\s\S]*?\1/g, cross)
    .replace(/\]\([^)\s]*\)/g, blank)
    .replace(/<\/?[a-z][^>]*>/g, blank)
    .replace(/"[^"]{1,300}"/g, cross)
    .replace(/(?<=^|[\s(])'[^'\n]{1,200}'(?=[\s.,;:)]|$)/g, cross)
    .replace(/[\w./-]+\.(?:c|cjs|conf|css|h|html|json|log|md|mjs|py|sh|ts|ya?ml)\b/g, cross)
    .replace(/\bhttps?:\/\/[^\s)]*[^\s).,;:]/g, cross)
    .replace(/[*[\]]/g, ' ');

const cross = (text: string): string => 'X'.repeat(text.length);
const blank = (text: string): string => ' '.repeat(text.length);

/** The sentences of a text. A sentence ends at a full stop, question mark or exclamation mark before a blank. */
export function sentences(text: string): readonly Sentence[] {
  const found: Sentence[] = [];
  let at = 0;
  for (const { 0: mark, index } of text.matchAll(SENTENCE_END)) {
    found.push({ at, text: text.slice(at, index + mark.length) });
    at = index + mark.length;
  }
  found.push({ at, text: text.slice(at) });
  return found.filter((sentence) => sentence.text.trim() !== '');
}

const SENTENCE_END = /(?<!\b(?:cf|e\.g|etc|i\.e|vs))[.?!]["')]*\s+(?=\S)/g;

/** Longer parentheses are read word by word. */
const MOST_ASIDE = 6;

/** The sentence with one word for each exception with its message, and for each short parenthesis that holds a value or a quote. */
export const withoutValues = (sentence: string): string =>
  sentence
    .replace(/\b[A-Z]\w*(?:Error|Exception|Exit): [^:;]*(?=[:;.]|$)/g, 'X')
    .replace(/\([^()]*(?:\d|XX|\b[A-Z]+_[A-Z])[^()]*\)/g, (aside) => (wordCount(aside) <= MOST_ASIDE ? 'X' : aside));

/** How many words a sentence has; a quote or a piece of code is one. */
export const wordCount = (sentence: string): number =>
  sentence.split(/[\s]+|(?<=\w)[—–](?=\w)/).filter((word) => /[\p{L}\d]/u.test(word)).length;
