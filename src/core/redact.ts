const HIDDEN = '[redacted]';

const SECRET_WORD =
  '(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|auth(?:orization)?(?![a-z])|credentials?|cookie|signature)';

const patterns: readonly (readonly [RegExp, string])[] = [
  // scheme://user:password@host, and the password alone: postgres://:pw@db
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@:'"]*:[^\s/@'"]+@/gi, `$1${HIDDEN}@`],
  [/\b(bearer|basic)\s+[A-Za-z0-9+/_.~=-]{6,}/gi, `$1 ${HIDDEN}`],
  // JSON Web Tokens and the key ids of large clouds carry their own mark.
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?/g, HIDDEN],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, HIDDEN],
  [/\b(?:gh[pousr]_|sk[-_](?:live[-_]|test[-_])?|xox[abprs]-)[A-Za-z0-9_-]{10,}/g, HIDDEN],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, HIDDEN],
  // NAME_WITH_A_SECRET_WORD=value, "secret": "value", --token=value
  [
    new RegExp(
      `((?:[A-Za-z0-9_.-]*${SECRET_WORD}[A-Za-z0-9_.-]*)["']?\\s*[=:]\\s*)("[^"]*"|'[^']*'|[^\\s&,;"']+)`,
      'gi',
    ),
    `$1${HIDDEN}`,
  ],
  // --password value
  [new RegExp(`(--?[A-Za-z0-9-]*${SECRET_WORD}[A-Za-z0-9-]*\\s+)(?!-)\\S+`, 'gi'), `$1${HIDDEN}`],
];

const SECRET_FLAG = new RegExp(`^--?[A-Za-z0-9-]*${SECRET_WORD}[A-Za-z0-9-]*$`, 'i');

/** Hides what looks like a secret: passwords in URLs, tokens, keys, values behind telling names. The rest is unchanged. */
export function redact(text: string): string {
  return patterns.reduce((hidden, [pattern, replacement]) => hidden.replace(pattern, replacement), text);
}

/** Hides secrets in a command line, also where a flag and its value are two words. */
export function redactCommand(command: readonly string[]): readonly string[] {
  return command.map((word, index) => {
    const flag = command[index - 1];
    return flag !== undefined && SECRET_FLAG.test(flag) && !word.startsWith('-') ? HIDDEN : redact(word);
  });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal escape sequences are what is removed
const ESCAPE_SEQUENCES = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: all control characters but the tab are what is removed
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;

/** One line of text without what a terminal would obey or a log reader would stumble over, redacted, and cut to `limit` characters. */
export function quotable(text: string, limit: number): string {
  const plain = text
    .slice(0, limit * 4)
    .replace(ESCAPE_SEQUENCES, '')
    .replace(CONTROL_CHARACTERS, '\ufffd');
  // Redacted before it is cut: half a secret is still a secret, and its pattern may be gone.
  const hidden = redact(plain);
  return hidden.length > limit ? `${hidden.slice(0, limit - 1)}…` : hidden;
}
