/** A part of a text, without the character at `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Quotes that can open a value, also inside quoted text, in a shell, a URL or HTML. */
const OPENING = /"""|'''|'\\''|\\{0,16}["'`]|%22|%27|&quot;|&#34;|&#39;|\\u0022/y;
/** Text that can come before the quote: `b'`, `SecretStr('`, `Some("`, `string(7) "`, `(string) (len=7) "`, `[]string{"`, `<<"`. */
const BEFORE_OPENING =
  /(?:\(string\) ?\(len=\d{1,9}\) |\[\]string\{|(?!require|import|os\.|env|ENV|get|fetch|config(?!\.[A-Z])|[\w.]{0,40}\.(?:[gG]et|[rR]equire)\w{0,20}\()[A-Za-z_][\w.:]{0,40}\(\s?){0,2}(?:string\(\d{1,9}\)\s)?(?:<<|[bBuUrRfFlL@]{1,2})?(?=\\*["'`])/y;

/** The quoted text that starts at `at`, without its quotes; undefined if none starts there. Without a closing quote it ends with the line. */
export function quotedAt(text: string, at: number, lineEnd: number): Span | undefined {
  BEFORE_OPENING.lastIndex = at;
  OPENING.lastIndex = at + (BEFORE_OPENING.exec(text)?.[0].length ?? 0);
  const opening = OPENING.exec(text)?.[0];
  return opening === undefined
    ? undefined
    : { from: OPENING.lastIndex, to: closingOf(text, opening, OPENING.lastIndex, lineEnd) };
}

/** Where the quote `opening` closes: at the next one that is not escaped more deeply. */
export function closingOf(text: string, opening: string, from: number, lineEnd: number): number {
  const quote = opening.replace(/^\\+(?!u)/, '');
  const depth = opening.length - quote.length;
  for (let at = text.indexOf(quote, from); at !== -1 && at < lineEnd; at = text.indexOf(quote, at + 1)) {
    if (quote === "'" && at > from && text[at + 1] === quote) {
      // YAML and SQL double a quote inside quotes.
      at += 1;
      continue;
    }
    if (quote === "'" && text.startsWith("\\''", at + 1)) {
      // A shell's 'it'\''s': closed, an escaped quote, and opened again.
      at += 3;
      continue;
    }
    const escapes = escapesBefore(text, at, from);
    if (escapes <= depth || (depth === 0 && escapes % 2 === 0)) return at - Math.min(escapes, depth);
  }
  return lineEnd;
}

function escapesBefore(text: string, at: number, from: number): number {
  let count = 0;
  while (at - count > from && text[at - count - 1] === '\\') count += 1;
  return count;
}

/** Where the line with `at` ends. For ascending places, each character is read once. */
export function lineEnds(text: string): (at: number) => number {
  let end = -1;
  return (at) => {
    if (end < at) end = text.indexOf('\n', at);
    if (end === -1) end = text.length;
    return end;
  };
}
