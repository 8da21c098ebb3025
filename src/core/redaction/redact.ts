import { startOf } from '../cut-text.ts';
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

/** A redacted text. Outputs accept only this type, so unredacted text does not compile. */
export type Safe = string & { readonly [safe]: true };

// `as`: only this file and safe-json.ts create the type.
const asSafe = (text: string): Safe => text as Safe;

interface Step {
  hide(text: string): string;
  /** It only matches text with a blank, so a single word is skipped. */
  readonly needsBlank?: true;
}

// URLs come first, because their passwords may contain any character. Names come after marks, because hidden text is no longer a value.
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

/** A separator of name and value, a blank, or the length of a key. Text without any of these contains no secret. */
const MAY_HOLD = /[=:@<,\s%]|[\w.+/=~-]{16}/;

/** Hides what looks like a secret: passwords in URLs, tokens, keys, values of secret names. The rest is unchanged. */
export function redact(text: string): Safe {
  if (!MAY_HOLD.test(text)) return asSafe(text);
  const hasBlank = /\s/.test(text);
  return asSafe(steps.reduce((shown, { hide, needsBlank }) => (needsBlank && !hasBlank ? shown : hide(shown)), text));
}

/** Hides secrets in a command line, including values that are separate words after their options. */
export function redactCommand(command: readonly string[]): readonly Safe[] {
  const reader = createSwitchReader();
  return command.map((word, index) => {
    const cut = reader.next(word, index === command.length - 1, true);
    return cut === undefined ? redactWord(word) : asSafe(word.slice(0, cut.from) + HIDDEN);
  });
}

const ASSIGNED_WORD = /^([A-Za-z_-][\w.:-]{0,120}=)([\s\S]+)$/;

/** One word of a command line. Blanks in it belong to its value. */
function redactWord(word: string): Safe {
  const shown = redact(word);
  if (!/\s/.test(word)) return shown;
  const [, name = '', value = ''] = ASSIGNED_WORD.exec(word) ?? [];
  return name !== '' && redact(`${name}${value.replace(/\s/g, '')}`) === `${name}${HIDDEN}`
    ? asSafe(`${name}${HIDDEN}`)
    : shown;
}

/** A cut text without its last word, which may be incomplete. A text without blanks stays as it is. */
export function wholeWords(cut: string): string {
  const blank = cut.lastIndexOf(' ') + 1;
  return (blank > cut.length / 2 ? cut.slice(0, blank) : cut).toWellFormed();
}

/** One line of text that is safe for terminals and log readers, redacted and cut to `limit` characters. */
export const quotable = (text: string, limit: number): Safe => quoted(`${limit} ${text}`, () => quote(text, limit));

/** A failing app logs the same text again and again. */
const quoted = createMemo<Safe>();

function quote(text: string, limit: number): Safe {
  const plain = neutralLine(text.slice(0, limit * 4));
  // Redacted before it is cut: half a secret is still a secret, but may no longer match.
  const hidden = redact(plain);
  if (hidden.length > limit) return asSafe(`${wholeWords(startOf(hidden, limit - 1))}…`);
  // The first cut may have left half a secret.
  return text.length > limit * 4 ? asSafe(hidden.replace(/\S*$/, '…')) : hidden;
}
