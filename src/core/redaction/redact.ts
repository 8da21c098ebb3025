import { createMemo } from '../memo.ts';
import { hideAssigned, hideElements } from './assignments.ts';
import { HIDDEN } from './hidden.ts';
import { hideInPlace } from './in-place.ts';
import { hideKeyBlocks } from './key-blocks.ts';
import { hideListed } from './listed-words.ts';
import { hideMarked } from './marks.ts';
import { neutralLine } from './neutralise.ts';
import { hideSchemes, hideSpoken, hideStatements, hideTuples } from './schemes.ts';
import { hideSwitched } from './switched-text.ts';
import { createSwitchReader } from './switches.ts';
import { hideOtherLogins, hideUserinfo } from './urls.ts';

declare const safe: unique symbol;

/** A text that redaction made. What leaves the agent takes only this, so that nothing can be forgotten: it would not compile. */
export type Safe = string & { readonly [safe]: true };

// `as`: this file and safe-json.ts alone make it.
const asSafe = (text: string): Safe => text as Safe;

interface Step {
  hide(text: string): string;
  /** What it looks for holds a blank: a word alone need not be tried. */
  readonly needsBlank?: true;
}

// URLs come first: their passwords may hold any sign. Names come after marks: what is hidden already is no value any more.
const steps: readonly Step[] = [
  { hide: hideKeyBlocks },
  { hide: hideUserinfo },
  { hide: hideOtherLogins },
  { hide: hideMarked },
  { hide: hideElements },
  { hide: hideAssigned },
  { hide: hideSchemes },
  { hide: hideListed },
  { hide: hideSwitched, needsBlank: true },
  { hide: hideStatements, needsBlank: true },
  { hide: hideTuples },
  { hide: hideInPlace },
  { hide: hideSpoken, needsBlank: true },
];

/** A sign that parts a name from a value, a blank, or a length that a key may have: what has none of them holds no secret. */
const MAY_HOLD = /[=:@<,\s%]|[\w.+/=~-]{16}/;

/** Hides what looks like a secret: passwords in URLs, tokens, keys, values behind telling names. The rest is unchanged. */
export function redact(text: string): Safe {
  if (!MAY_HOLD.test(text)) return asSafe(text);
  const hasBlank = /\s/.test(text);
  return asSafe(steps.reduce((shown, { hide, needsBlank }) => (needsBlank && !hasBlank ? shown : hide(shown)), text));
}

/** Hides secrets in a command line, also where a switch and its value are two words. */
export function redactCommand(command: readonly string[]): readonly Safe[] {
  const reader = createSwitchReader();
  return command.map((word, index) => {
    const cut = reader.next(word, index === command.length - 1, true);
    return cut === undefined ? redactWord(word) : asSafe(word.slice(0, cut.from) + HIDDEN);
  });
}

const ASSIGNED_WORD = /^([A-Za-z_-][\w.:-]{0,120}=)([\s\S]+)$/;

/** One word of a command line: blanks in it belong to its value. */
function redactWord(word: string): Safe {
  const shown = redact(word);
  if (!/\s/.test(word)) return shown;
  const [, name = '', value = ''] = ASSIGNED_WORD.exec(word) ?? [];
  return name !== '' && redact(`${name}${value.replace(/\s/g, '')}`) === `${name}${HIDDEN}`
    ? asSafe(`${name}${HIDDEN}`)
    : shown;
}

/** What was cut, without its last word where that may be half of one; a text without blanks stays as long as it is. */
export function wholeWords(cut: string): string {
  const blank = cut.lastIndexOf(' ') + 1;
  return (blank > cut.length / 2 ? cut.slice(0, blank) : cut).toWellFormed();
}

/** One line of text without what a terminal would obey or a log reader would stumble over, redacted, and cut to `limit` characters. */
export const quotable = (text: string, limit: number): Safe => quoted(`${limit} ${text}`, () => quote(text, limit));

/** An app that fails writes the same again and again. */
const quoted = createMemo<Safe>();

function quote(text: string, limit: number): Safe {
  const plain = neutralLine(text.slice(0, limit * 4));
  // Redacted before it is cut: half a secret is still a secret, and its pattern may be gone.
  const hidden = redact(plain);
  if (hidden.length > limit) return asSafe(`${wholeWords(hidden.slice(0, limit - 1))}…`);
  // What the first cut left of a word may be half a secret.
  return text.length > limit * 4 ? asSafe(hidden.replace(/\S*$/, '…')) : hidden;
}
