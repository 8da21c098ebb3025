import { quotable } from './redact.ts';

const HIDDEN = '[redacted]';
const KEY_BEGINS = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
const KEY_ENDS = /-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
/** Base64, or what old forms and PGP have before it. */
const KEY_LINE = /^(?:[A-Za-z0-9+/=]{0,200}|(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset): .{0,200})$/;

/**
 * The lines of one stream, in order, each as `quotable` makes it, without the first `from`, which only say what those after them are.
 * Of a private key over several lines only the number of lines is left.
 */
export function quotableLines(texts: readonly string[], limit: number, from = 0): readonly string[] {
  const keys = keyLines(texts);
  return texts.slice(from).map((text, index) => (keys.has(from + index) ? HIDDEN : quotable(text, limit)));
}

/** Which lines are a key's: those between its first and its last line, of which one may no longer be kept. */
function keyLines(texts: readonly string[]): ReadonlySet<number> {
  const found = new Set<number>();
  texts.forEach((text, index) => {
    if (KEY_BEGINS.test(text)) hideOn(1, index);
    if (KEY_ENDS.test(text) && !KEY_BEGINS.test(text)) hideOn(-1, index);
  });
  return found;

  function hideOn(step: 1 | -1, from: number): void {
    for (let at = from + step; isKeyLine(texts[at]); at += step) found.add(at);
  }
}

const isKeyLine = (text: string | undefined): boolean => text !== undefined && KEY_LINE.test(text.trim());
