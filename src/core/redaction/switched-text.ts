import { HIDDEN } from './hidden.ts';
import { namesProgram } from './known-programs.ts';
import { createSwitchReader, isSwitchValue } from './switches.ts';

const MAY_SWITCH = /(?:^|\s|["'`])--?[A-Za-z]/;
/** A word of a shell line. Quoted parts may contain blanks, and an unclosed quote ends with the line. */
const WORD = /\n|(?:\\.|[^\s"'\\]|"(?:[^"\\\n]|\\.)*(?:"|$)|'[^'\n]*(?:'|$))+|\S/gm;

/** Hides the values of secret options in a text that may contain command lines. */
export function hideSwitched(text: string): string {
  if (namesProgram(text)) return inWords(text);
  return MAY_SWITCH.test(text) ? inFlags(text) : text;
}

function inWords(text: string): string {
  let reader = createSwitchReader();
  const found = [...text.matchAll(WORD)];
  let shown = '';
  let from = 0;
  for (const [index, { 0: raw, index: at }] of found.entries()) {
    if (raw === '\n') {
      reader = createSwitchReader();
      continue;
    }
    const inner = /^["'].*\s/.test(raw) ? innerCommand(raw) : raw;
    if (inner !== raw) {
      shown += text.slice(from, at) + inner;
      from = at + raw.length;
      continue;
    }
    const next = found[index + 1]?.[0];
    const cut = reader.next(unquoted(raw), next === undefined || /^[\n|;&]/.test(next), false);
    if (cut === undefined || raw.includes(HIDDEN)) continue;
    const start = at + (cut.from === 0 ? Number(/^["']/.test(raw)) : rawOffset(raw, cut.from));
    const end = at + raw.length - Number(/["']$/.test(raw));
    if (end <= start) continue;
    shown += text.slice(from, start) + HIDDEN;
    from = end;
  }
  return shown + text.slice(from);
}

/** `sh -c 'mysql -pX'`: the program is in the quotes. */
function innerCommand(raw: string): string {
  const end = raw.length > 1 && raw.endsWith(raw[0] ?? '') ? raw.length - 1 : raw.length;
  const inner = raw.slice(1, end);
  return namesProgram(inner) ? raw[0] + inWords(inner) + raw.slice(end) : raw;
}

const unquoted = (raw: string): string => raw.replace(/["']/g, '');

/** The index in the quoted word of character `count` of the unquoted word. */
function rawOffset(raw: string, count: number): number {
  let left = count;
  let at = 0;
  while (at < raw.length && (left > 0 || /["']/.test(raw[at] ?? ''))) {
    if (!/["']/.test(raw[at] ?? '')) left -= 1;
    at += 1;
  }
  return at;
}

const FLAG =
  /(?<![^\s"'`([])(--?[A-Za-z][\w.-]*)([ \t]{1,8})("(?:[^"\\\n]|\\.)*(?:"|$)|'[^'\n]*(?:'|$)|[^\s"'-][^\s"'`]*)/gm;

/** Handles --name value in any text. */
const inFlags = (text: string): string =>
  text.replace(FLAG, (whole: string, name: string, between: string, value: string) => {
    const quote = /^["']/.exec(value)?.[0] ?? '';
    const bare = quote === '' ? value : value.slice(1, value.endsWith(quote) && value.length > 1 ? -1 : undefined);
    const isHidden = !bare.includes(HIDDEN) && isSwitchValue(name, bare, quote !== '');
    return isHidden ? `${name}${between}${quote}${HIDDEN}${quote}` : whole;
  });
