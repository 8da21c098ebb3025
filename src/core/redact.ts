import { neutralLine } from './neutralise.ts';

const HIDDEN = '[redacted]';

const SECRET_WORD =
  /pass(?:word|wd|phrase)?|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|auth(?:orization)?(?![a-z])|credential|cookie|signature/i;

// Every pattern begins at the edge of a word and then runs on without a choice: linear time on any text.
const patterns: readonly (readonly [RegExp, string])[] = [
  // scheme://user:password@host, and the password alone: redis://:pw@cache
  [/(?<![a-z0-9+.-])([a-z][a-z0-9+.-]*:\/\/)[^\s/@:'"]*:[^\s/@'"]+@/gi, `$1${HIDDEN}@`],
  [/\b(bearer|basic)\s+[A-Za-z0-9+/_.~=-]{6,}/gi, `$1 ${HIDDEN}`],
  // JSON Web Tokens and the keys of large services carry their own mark.
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_.-]+/g, HIDDEN],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, HIDDEN],
  [/\b(?:gh[pousr]_|sk[-_](?:live[-_]|test[-_])?|xox[abprs]-)[A-Za-z0-9_-]{10,}/g, HIDDEN],
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*/g, HIDDEN],
];

/** name=value, "name": "value", --name=value */
const ASSIGNMENT = /(?<![A-Za-z0-9_.-])([A-Za-z0-9_.-]+)(["']?\s{0,2}[=:]\s{0,2})("[^"]*"|'[^']*'|[^\s&,;"']+)/g;
/** --name value */
const FLAG_AND_VALUE = /(?<!\S)(--?[A-Za-z0-9-]+)(\s{1,2})([^\s-]\S*)/g;

/** Hides what looks like a secret: passwords in URLs, tokens, keys, values behind telling names. The rest is unchanged. */
export function redact(text: string): string {
  const unmarked = patterns.reduce((hidden, [pattern, replacement]) => hidden.replace(pattern, replacement), text);
  return unmarked.replace(ASSIGNMENT, hideValue).replace(FLAG_AND_VALUE, hideValue);
}

const hideValue = (whole: string, name: string, between: string): string =>
  SECRET_WORD.test(name) ? `${name}${between}${HIDDEN}` : whole;

const isSecretFlag = (word: string | undefined): boolean =>
  word !== undefined && /^--?[A-Za-z0-9-]+$/.test(word) && SECRET_WORD.test(word);

/** Hides secrets in a command line, also where a flag and its value are two words. */
export function redactCommand(command: readonly string[]): readonly string[] {
  return command.map((word, index) =>
    isSecretFlag(command[index - 1]) && !word.startsWith('-') ? HIDDEN : redact(word),
  );
}

/** One line of text without what a terminal would obey or a log reader would stumble over, redacted, and cut to `limit` characters. */
export function quotable(text: string, limit: number): string {
  const plain = neutralLine(text.slice(0, limit * 4));
  // Redacted before it is cut: half a secret is still a secret, and its pattern may be gone.
  const hidden = redact(plain);
  return hidden.length > limit ? `${hidden.slice(0, limit - 1).toWellFormed()}…` : hidden;
}
