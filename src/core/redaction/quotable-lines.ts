import { hideKeyLines } from './key-blocks.ts';
import { quotable, type Safe } from './redact.ts';
import { hideValueBelow, LINES_ABOVE } from './value-below.ts';

/**
 * The lines of one stream in order, each made `quotable`. The first `from` lines only give context and are left out.
 * A private key over several lines is replaced, and only the number of lines is left.
 */
export const quotableLines = (texts: readonly string[], limit: number, from = 0): readonly Safe[] =>
  hideKeyLines(texts.map((text) => ({ origin: '', text })))
    .map(({ text }, index) => hideValueBelow(texts.slice(Math.max(0, index - LINES_ABOVE), index), text))
    .slice(from)
    .map((text) => quotable(text, limit));
