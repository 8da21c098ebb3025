import { neutralLine } from './neutralise.ts';
import { hideAssigned, hideElements } from './redaction/assignments.ts';
import { HIDDEN } from './redaction/hidden.ts';
import { hideKeyBlocks } from './redaction/key-blocks.ts';
import { hideMarked } from './redaction/marks.ts';
import { hideSchemes, hideSpoken, hideStatements, hideTuples } from './redaction/schemes.ts';
import { createSwitchReader, hideSwitched } from './redaction/switches.ts';
import { hideOtherLogins, hideUserinfo } from './redaction/urls.ts';

// URLs come first: their passwords may hold any sign. Names come last: what is hidden already is no value any more.
const steps: readonly ((text: string) => string)[] = [
  hideKeyBlocks,
  hideUserinfo,
  hideOtherLogins,
  hideMarked,
  hideElements,
  hideAssigned,
  hideSchemes,
  hideSwitched,
  hideStatements,
  hideTuples,
  hideSpoken,
];

/** Hides what looks like a secret: passwords in URLs, tokens, keys, values behind telling names. The rest is unchanged. */
export function redact(text: string): string {
  return steps.reduce((shown, step) => step(shown), text);
}

/** Hides secrets in a command line, also where a switch and its value are two words. */
export function redactCommand(command: readonly string[]): readonly string[] {
  const reader = createSwitchReader();
  return command.map((word, index) => {
    const cut = reader.next(word, index === command.length - 1, true);
    return cut === undefined ? redactWord(word) : word.slice(0, cut.from) + HIDDEN;
  });
}

const ASSIGNED_WORD = /^([A-Za-z_-][\w.:-]{0,120}=)([\s\S]+)$/;

/** One word of a command line: blanks in it belong to its value. */
function redactWord(word: string): string {
  const shown = redact(word);
  if (!/\s/.test(word)) return shown;
  const [, name = '', value = ''] = ASSIGNED_WORD.exec(word) ?? [];
  return name !== '' && redact(`${name}${value.replace(/\s/g, '')}`) === `${name}${HIDDEN}`
    ? `${name}${HIDDEN}`
    : shown;
}

/** One line of text without what a terminal would obey or a log reader would stumble over, redacted, and cut to `limit` characters. */
export function quotable(text: string, limit: number): string {
  const plain = neutralLine(text.slice(0, limit * 4));
  // Redacted before it is cut: half a secret is still a secret, and its pattern may be gone.
  const hidden = redact(plain);
  return hidden.length > limit ? `${hidden.slice(0, limit - 1).toWellFormed()}…` : hidden;
}
