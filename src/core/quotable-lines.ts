import { quotable } from './redact.ts';
import { HIDDEN } from './redaction/hidden.ts';
import { createKeyBlockReader, KEY_NEEDLE } from './redaction/key-blocks.ts';

/**
 * The lines of one stream, in order, each as `quotable` makes it, without the first `from`, which only say what those after them are.
 * Of a private key over several lines only the number of lines is left.
 */
export function quotableLines(texts: readonly string[], limit: number, from = 0): readonly string[] {
  return withoutKeys(texts)
    .slice(from)
    .map((text) => quotable(text, limit));
}

function withoutKeys(texts: readonly string[]): readonly string[] {
  if (!texts.some((text) => text.includes(KEY_NEEDLE))) return texts;
  const reader = createKeyBlockReader();
  const shown = texts.map((text) => reader.next(text));
  // The beginning of a key may no longer be kept: what stands before its end is the rest of it.
  shown.forEach((text, index) => {
    if (!KEY_ENDS.test(text)) return;
    for (let at = index - 1; isKeyLine(shown[at], at === index - 1); at -= 1) shown[at] = HIDDEN;
  });
  return shown;
}

const KEY_ENDS = /-END [A-Z0-9 ]{0,40}PRIVATE KEY/;
const BASE64 = /^[A-Za-z0-9+/=]+$/;
/** The last line of a key may be of any length, those before it are of 64 characters or so. */
const SHORTEST = 32;

/** Whether it ends with base64; a log may have put something before it. */
function isKeyLine(text: string | undefined, isLast: boolean): boolean {
  const word =
    text
      ?.trim()
      .split(/[\s|]+/)
      .at(-1) ?? '';
  return BASE64.test(word) && (isLast || word.length >= SHORTEST);
}
