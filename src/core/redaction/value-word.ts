import type { Span } from './quotes.ts';

/** The unquoted word at `at`. It ends at a blank or before the next name, and excludes brackets and periods that close something around it. */
export function wordAt(text: string, at: number, limit: number): Span {
  ENDS_WORD.lastIndex = at;
  let to = Math.min(limit, ENDS_WORD.exec(text)?.index ?? limit);
  while (to > at && isOutside(text, at, to)) to -= 1;
  return { from: at, to };
}

const ENDS_WORD =
  /[\s]|[;&](?=[\w .%-]{1,60}[=:]|\s|$)|,(?=\s|$|["']?[\w.-]{1,60}["']?[=:])|\\{0,8}["'`]{1,3}(?=[,;:)\]}>\s]|$)|<\/|$/g;

const OPENED_BY: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{', '>': '<' };

/** Whether the last character closes something that was opened before the word. */
function isOutside(text: string, from: number, to: number): boolean {
  const last = text[to - 1] ?? '';
  const opening = OPENED_BY[last];
  // def login(user, password=None):
  if (last === ':') return text[to - 2] === ')' && isOutside(text, from, to - 1);
  return opening === undefined ? /["'`,;]/.test(last) : !text.slice(from, Math.min(to, from + 200)).includes(opening);
}
