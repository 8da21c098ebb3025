import { HIDDEN } from './hidden.ts';
import type { SecretKind } from './secret-names.ts';
import { words } from './words.ts';

/** Placeholders for a missing value, for a value that is already hidden, or for a value that is filled in later. */
const STAND_INS: readonly RegExp[] = [
  /^\W{0,3}$/,
  /^(?:null|none|nil|undefined|true|false|yes|no|on|off|unset|empty|nan|n\/a|\(null\)|\(none\)|\(empty\)|\(not set\)|\(unset\)|\(hidden\))$/i,
  /^SIG[A-Z]{2,6}$/,
  // Words of a type, a schema or code.
  /^&?(?:string|str|number|integer|int|boolean|bool|bytes|object|varchar|char|any|Optional\[\w{1,20}\]?|[Ss]tring\)?)[;?]?$/i,
  /^(?:md5|sha-?\d{1,3}(?:-\d{1,3})?|hmac-?sha\d*|[hrep]s\d{3}|scram-\w+(?:-\d+)?|bcrypt|argon2\w*|pbkdf2\w*|scrypt|ed25519|rsa|aes-?\w*)$/i,
  /^[*•.\u2026x-]{3,}$/i,
  /^[[<({]{1,2}(?:redacted|filtered|hidden|masked|secret|removed|scrubbed|sensitive|protected|omitted|none|null|empty)[^\w]{0,3}$/i,
  /^<\/?[a-zA-Z][a-zA-Z _-]{0,40}>?$|^<\|[\w -]{1,40}\|>?$|^\[[A-Z]{2,5}\]$|^(?:TLS|SSL)v\d[\d.]*$/,
  // ${DB_PASSWORD}, $DB_PASSWORD, %(password)s, %s, {{ password }}, {password}, #{x}, $(cat x), <%= x %>, :password, ?
  /^\$\{[^}]{1,80}\}$|^\$\([^)]{1,80}\)?$|^\$[A-Z_][A-Z0-9_]{0,60}$|^\$\d$/,
  /^%\(?[a-z_]{0,40}\)?[sdr]$|^%[A-Z_]{2,60}%$|^\{\{.{1,80}$|^\{[\w.]{0,40}\}$|^#\{[^}]{1,80}\}$|^<%.{1,80}$|^:[a-z_]{3,40}$|^\(\([\w./-]{1,80}(?:\)\)?)?$|^@@\w{1,80}@@$|^!(?:Ref|Sub|GetAtt|ImportValue|reference|secret|env)\b/,
  // SECRET_KEY: a name, not its value.
  /^[A-Z]{2,20}(?:_[A-Z]{2,20}){1,5}$/,
];

/** Code that fetches the value from elsewhere, as a trace or a config shows it. */
const CODE =
  /^(?:os\.|env[[.(]|ENV[[.]|process\.env|getenv|System\.|settings\.|self\.|this\.|config[[.(]|req\.|request[[.]|ctx\.|args\.|options\.|opts\.|params[[.]|app\.config|(?:var|local|data|module|each)\.[a-z]|Rails\.|import\.meta|vault:|file:|secretKeyRef|valueFrom|new [A-Z]|await |function\b|lambda\b|\(\) ?=>|[A-Za-z_]\w{0,30}\(\)?$|get_\w{1,30}\(|fetch\()/;

/** A directory or a file with a known extension. A generated text with slashes has capitals and digits in one part. */
const PATH =
  /^(?:~|\.{0,2})\/[\w.@-]+(?:\/[\w.@-]+)*\/?$|^[\w./@-]{1,200}\.(?:pem|key|crt|cer|der|p12|pfx|jks|txt|json|ya?ml|conf|env|pub|cfg)$/;

const PROSE =
  words(`a an the is are was were be been being not no nor cannot can't can could must may might should shall will would has have had
  do does did don't doesn't didn't isn't wasn't in at of for from to with without by on onto as or and but if when while because than then too very
  must only least most more less per via this that these those it its your you we they there here how why what which who
  expired invalid missing required optional wrong bad incorrect unknown unexpected rejected denied failed failure fails error mismatch malformed revoked empty
  supplied provided given set unset found set-up loaded enabled disabled unsupported deprecated ignored accepted used using use unavailable
  ok okay success successful valid verified updated changed created deleted removed generated refreshed renewed rotated
  installed authentication authorization permission access user users file files directory line column position expected got
  characters character chars digits length long short weak strong please check see enter retry again after before until between
  loading parsing reading checking validating started starting stopped stopping skipped skipping none null undefined
  authenticated unauthenticated unauthorized forbidden anonymous secure insecure connection refused timeout timed closed open
  requires needs takes expects option flag argument value instead
  signature segments header payload endpoint server client request response plugin module version method support`);

const AUTH_WORDS = words(
  'basic bearer digest token password plain login md5 scram peer trust none session oauth oauth2 ldap jwt negotiate ntlm',
);

/** A word that starts a sentence about the secret instead of being the secret. */
export const isProseWord = (word: string): boolean => {
  const plain = word.toLowerCase().replace(/^[("'`]+|[)"'`.,;:!?]+$/g, '');
  return PROSE.has(plain) || /^[a-z]{4,20}(?:ed|ing|tion|able|ible)$/.test(plain);
};

/** Not a natural word: mixed digits and letters, symbols, or capitals in the middle. */
export function looksMadeUp(text: string): boolean {
  if (text.length < 5 || text.length > 4_096) return text.length >= 5;
  const hasLetter = /[A-Za-z]/.test(text);
  if (hasLetter && /\d/.test(text)) return true;
  if (hasLetter && /[!@#$%^&*+=~?|\\/<>]/.test(text)) return !PATH.test(text);
  return text.length >= 16 && /[a-z][A-Z]/.test(text) && /[A-Z][a-z]/.test(text);
}

/** At least 12 characters in one piece with mixed letters and digits, so hardly a name. */
export const looksRandom = (text: string): boolean =>
  text.length >= 12 &&
  /^[\w+/=.~%-]+$/.test(text) &&
  /[A-Za-z]/.test(text) &&
  /\d.*\d/.test(text.slice(0, 200)) &&
  !/^v?\d+(?:\.\d+)+/.test(text);

const SHORTEST_NUMBER: Readonly<Record<SecretKind, number>> = {
  password: 1,
  token: 6,
  key: 8,
  many: 40,
  weak: 40,
  authorization: 6,
  cookie: 6,
  dsn: 6,
};

/** Whether a complete value needs no hiding, whatever its name is. */
export function isNoSecret(kind: SecretKind, value: string): boolean {
  if (value === HIDDEN || value === '') return true;
  if (value.length > 200) return false;
  if (STAND_INS.some((standIn) => standIn.test(value)) || CODE.test(value)) return true;
  if (/^[-+]?\d+(?:\.\d+)?(?:ms|s|m|h|d|%|k|kb|mb)?$/i.test(value))
    // A token of Cassandra's ring can be negative.
    return value.length < SHORTEST_NUMBER[kind] || (kind === 'token' && value.startsWith('-'));
  if (kind !== 'password' && isWordyPath(value)) return true;
  if (/(?:^|[._/-])(?:pwd|cwd)$/i.test(value)) return false;
  return kind === 'weak' && !looksMadeUp(value);
}

/** Whether an unquoted word after a name says something about the secret. */
export const isStateWord = (kind: SecretKind, word: string): boolean =>
  isProseWord(word) ||
  (kind !== 'password' &&
    kind !== 'token' &&
    (AUTH_WORDS.has(word.toLowerCase()) || /^(?:scram|md5|sha)-?[\w-]{0,12}$/i.test(word)));

/** secret/data/db: a path in a store. */
const WORDY = /^[a-z][a-z_-]{1,30}(?:\/[a-z][a-z_-]{1,30}){1,6}:?$/;

/** /etc/ssl/server.key, but not a base64 key that starts with a slash. */
export const isWordyPath = (value: string): boolean =>
  (PATH.test(value) || WORDY.test(value)) &&
  value.split('/').every((part) => !(/[a-z]/.test(part) && /[A-Z]/.test(part) && /\d/.test(part)));
