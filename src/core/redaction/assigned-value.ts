import { HIDDEN } from './hidden.ts';
import { closingOf, quotedAt, type Span } from './quotes.ts';
import type { SecretKind } from './secret-names.ts';
import { isNoSecret, isProseWord, isStateWord, isWordyPath, looksMadeUp } from './value-shape.ts';
import { wordAt } from './value-word.ts';

/** A name, and where its value starts. */
export interface Assignment {
  readonly name: string;
  readonly kind: SecretKind;
  /** `=`, `:`, `=>`, … with the blanks around it. */
  readonly separator: string;
  readonly nameAt: number;
  readonly valueAt: number;
  readonly lineEnd: number;
  /** The quote around name and value together: `-H 'X-Api-Key: a b'`. */
  readonly enclosing?: string;
}

const NEAR = 160;

/** The part of the value that must be hidden; undefined if it is not a secret. */
export function secretSpan(text: string, assignment: Assignment): Span | undefined {
  const { valueAt, lineEnd, kind } = assignment;
  if (text.startsWith(HIDDEN, valueAt)) return undefined;
  const quoted = quotedAt(text, valueAt, lineEnd);
  if (quoted !== undefined)
    return isKept(assignment, text.slice(quoted.from, quoted.to))
      ? undefined
      : { ...quoted, to: changedTo(text, quoted, lineEnd) };
  const listed = listAt(text, assignment);
  if (listed !== undefined) return listed;
  const limit = limitOf(text, assignment);
  if (kind === 'dsn' && /^[a-z][\w+.-]*:\/\//i.test(text.slice(valueAt, valueAt + 40))) return undefined;
  if (kind === 'authorization') return authorizationSpan(text, assignment, limit);
  if (kind === 'cookie' && holdsPairs(text, valueAt, limit)) return { from: valueAt, to: limit };
  return assignment.separator.includes(':') && !assignment.separator.includes('=')
    ? afterColon(text, assignment, limit)
    : afterEquals(text, assignment, limit);
}

const CHANGED = /\\*["'] {1,4}-> {1,4}(\\*["'])/y;

/** Terraform's `"old" -> "new"`: where the new value ends. */
function changedTo(text: string, { to }: Span, lineEnd: number): number {
  CHANGED.lastIndex = to;
  const opening = CHANGED.exec(text)?.[1];
  return opening === undefined ? to : closingOf(text, opening, CHANGED.lastIndex, lineEnd);
}

const isKept = ({ kind, name }: Assignment, value: string): boolean =>
  isNoSecret(kind, value) ||
  isItself(name, value) ||
  HIDDEN_LOGIN.test(value) ||
  (/^pass$/i.test(name) && /^\d{1,5}$/.test(value)) ||
  (/^(?:OLD)?PWD$/i.test(name) && /^[/~.]/.test(value) && !/[^\w/.@~-]/.test(value));

/** `self.token = token`, `token: source.token`, `connect(password=password)`: a variable or a member of the same name. */
function isItself(name: string, value: string): boolean {
  if (value === name) return true;
  const member = /^(?:[a-z_$][\w$]*\.)*([a-z_]\w+)$/i.exec(value)?.[1];
  if (member === undefined) return false;
  return value === 'password' || name.endsWith(`.${value}`) || (member !== value && isLastOf(name, member));
}

const isLastOf = (name: string, member: string): boolean => name.toLowerCase().endsWith(member.toLowerCase());

/** The result of hiding the password in `user:X`. */
const HIDDEN_LOGIN = /^[\w.-]{1,64}[:%,]\[redacted\]$/;

/** Name and value in one pair of quotes end with the quote; others end with the line. */
const limitOf = (text: string, { enclosing, valueAt, lineEnd }: Assignment): number =>
  enclosing === undefined ? lineEnd : closingOf(text, enclosing, valueAt, lineEnd);

const CLOSING: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}' };

/** ["a", "b"], ('user', 'password'), and ODBC's {a;b}. */
function listAt(text: string, assignment: Assignment): Span | undefined {
  const { kind, separator, valueAt, lineEnd } = assignment;
  const opening = text[valueAt] ?? '';
  const closing = CLOSING[opening];
  if (MEMBERS.test(text.slice(valueAt, valueAt + NEAR))) return membersAt(text, assignment);
  if (closing === undefined || (opening === '{' && (kind !== 'password' || separator !== '='))) return undefined;
  const to = closedAt(text, closing, valueAt, lineEnd);
  // A password may start with a bracket. A bracket that closes inside a word is not a list.
  if (to - valueAt > 2 && /[\w!@#$%^&*+~-]/.test(text[to] ?? '')) return undefined;
  const value = text.slice(valueAt, Math.min(to, valueAt + SHORT_LIST));
  const isCode = /^(?:\{[\s\w"']*|\[\{\s?\w{1,40})[:=]/.test(value);
  const isKept =
    isCode || isSentences(value) || REMARK.test(value) || isNoSecret(kind, value) || /^.\s*[}\])]?$/.test(value);
  return { from: valueAt, to: isKept ? valueAt : to };
}

/** The position after the closing bracket. ODBC doubles a bracket inside `{…}`. */
function closedAt(text: string, closing: string, from: number, lineEnd: number): number {
  for (let at = text.indexOf(closing, from); at !== -1 && at < lineEnd; at = text.indexOf(closing, at + 2)) {
    if (closing !== '}' || text[at + 1] !== closing) return at + 1;
  }
  return lineEnd;
}

const SHORT_LIST = 300;

/** (known after apply), (sensitive value): not a value, but the reason why there is none. */
const REMARK = /^\([a-z]{2,20}(?: [a-z]{2,20}){1,5}\)$/;

const MEMBERS = /^\{\s{0,8}(\\*["'])[\w.-]{1,80}\1\s{0,4}(?::|=>)/;

/** In `{"secrets": {"db": "X"}}`, members with their own names are judged one by one, unless the outer name is enough. */
function membersAt(text: string, { name, valueAt, lineEnd }: Assignment): Span {
  const near = text.slice(valueAt, Math.min(lineEnd, valueAt + SHORT_LIST)).split('}', 1)[0] ?? '';
  const values = near.split(/\\*["']/);
  const isSecret =
    /(?:secret|password)s?$/i.test(name) && values.some((each) => !isWordyPath(each) && looksMadeUp(each));
  if (!isSecret) return { from: valueAt, to: valueAt };
  const end = text.indexOf('}', valueAt);
  return { from: valueAt, to: end === -1 ? lineEnd : Math.min(end, lineEnd) };
}

/** A form's complaints about a field: ["This field is required."]. */
const isSentences = (value: string): boolean =>
  value.length < SHORT_LIST && /^\[\s*["'][A-Za-z']{1,30} /.test(value) && value.split(/[\s"']+/).some(isProseWord);

const holdsPairs = (text: string, at: number, limit: number): boolean =>
  /^[^\s=;]{1,120}=/.test(text.slice(at, Math.min(limit, at + 130))) ||
  /^[^\s;]{1,120};\s/.test(text.slice(at, at + 130));

const STATES =
  /^(?:required|optional|missing|invalid|expired|enabled|disabled|unset|ignored|unsupported|unknown|hidden|unavailable|rejected|denied|failed|deprecated|supplied|provided|given|include|omit|same-origin|eof|eol)$/i;

/** `token = fileOf(values[0])`: a line of code. */
const CALL = /^[A-Za-z_][\w.]{0,60}[([](?=[A-Za-z_\d"')\]{]|$)/;

/** `pass = new PassThrough()`, `token = await tokenOf(user)`. */
const isStatement = (text: string, { from, to }: Span): boolean =>
  /^(?:new|await|yield|lambda) [A-Za-z_][\w.: ]{0,60}(?:\(|$)/.test(text.slice(from, to + 70));

function afterEquals(text: string, assignment: Assignment, limit: number): Span | undefined {
  const { valueAt, kind, name } = assignment;
  const word = wordAt(text, valueAt, limit);
  const value = text.slice(word.from, word.to);
  if (isKept(assignment, value) || STATES.test(value)) return undefined;
  if (/^[ \t]+=/.test(assignment.separator) && (CALL.test(value) || isStatement(text, word))) return undefined;
  if (kind !== 'password' && kind !== 'token' && isStateWord(kind, value)) return undefined;
  if (assignment.enclosing !== undefined) return { from: valueAt, to: limit };
  return {
    from: valueAt,
    to: isWholeLine(text, assignment, name) ? lineOf(text, word, limit) : clauseOf(text, word, limit),
  };
}

/** The value with the words after it, unless they continue a sentence: `PASSWORD=two words`. */
function clauseOf(text: string, word: Span, limit: number): number {
  const rest = text.slice(word.to, Math.min(limit, word.to + NEAR));
  if (!/^ [A-Za-z0-9]/.test(rest)) return word.to;
  const clause = rest.split(/[\n;|"'`,)\]}<]|\.\s/, 1)[0] ?? '';
  const words = clause.trim().split(/\s+/);
  const isPlain = words.length <= 5 && words.every((each) => /^[A-Za-z0-9!?.-]+$/.test(each) && !isProseWord(each));
  return isPlain ? word.to + clause.trimEnd().length : word.to;
}

/** Whether the line holds nothing else, as in the output of `env` and in ini files: `PASSWORD=two words`. */
function isWholeLine(text: string, { nameAt, separator }: Assignment, name: string): boolean {
  if (nameAt > 0 && !/(?:^|\n)[ \t]{0,16}(?:export )?$/.test(text.slice(Math.max(0, nameAt - 25), nameAt)))
    return false;
  return /^ ?= ?$/.test(separator) && !name.startsWith('-');
}

function lineOf(text: string, word: Span, limit: number): number {
  const rest = text.slice(word.to, Math.min(limit, word.to + NEAR));
  return /[=:#]|[,;)\]}"']/.test(rest) ? word.to : limit;
}

/** A colon may be followed by a sentence or by a value. */
function afterColon(text: string, assignment: Assignment, limit: number): Span | undefined {
  const { kind, valueAt, separator } = assignment;
  const word = wordAt(text, valueAt, limit);
  const value = text.slice(word.from, word.to);
  if (isKept(assignment, value)) return undefined;
  // Jwt:Key = X: a name with two parts, as in .NET.
  if (separator === ':' && /^[A-Z]\w{1,40}$/.test(value) && /^ ?=/.test(text.slice(word.to, word.to + 2)))
    return undefined;
  // auth: method=PLAIN: a list of other names and values.
  if (kind === 'weak' && /^[\w.-]{1,40}=(?!=|$)/.test(value)) return undefined;
  if (!separator.endsWith(':')) return spaced(text, assignment, word, limit);
  // auth:8080, token:443: a host and its port.
  if (kind !== 'password' && /^\d{1,5}\b/.test(value)) return undefined;
  // You should pass :tags: a Ruby symbol.
  if (/^\s/.test(separator) && /^[a-z_]+[?!,.]?$/.test(value)) return undefined;
  // credentials:edit, private_key:key: the name of a task or of a place in a library.
  const isName = kind !== 'password' && assignment.enclosing === undefined && /^[a-z]{2,12}[`.,;)]{0,3}$/.test(value);
  return isName ? undefined : word;
}

function spaced(text: string, { kind, valueAt }: Assignment, word: Span, limit: number): Span | undefined {
  const near = text.slice(valueAt, Math.min(limit, valueAt + NEAR));
  const clause = near.split(/[\n;|]|,\s|\.\s/, 1)[0] ?? '';
  const [first = '', ...others] = clause.trim().split(/\s+/);
  const value = text.slice(word.from, word.to);
  if (isStateWord(kind, value) || isStateWord(kind, first) || STATES.test(value)) return undefined;
  // A schema, `password: {type: string}`, and code, `signature: verify(token: str)`.
  if (/^\{(?:string|number|boolean|buffer|object|any)\b/i.test(first)) return undefined;
  if (/^(?:\{[\w"']{1,40}|[a-z_]\w{0,40}\(\w{1,40}):$/.test(first)) return undefined;
  if (others.length === 0 || looksMadeUp(value)) return word;
  const next = others.slice(0, 5);
  if (kind === 'weak' || next.some(isProseWord)) return undefined;
  if (/[=:({[]/.test(next.join(' '))) return word;
  return { from: valueAt, to: valueAt + clause.trimEnd().length };
}

const TOLD = /^(?:token|authentication|header|scheme|credentials|auth)$/i;
const SCHEME = /[A-Za-z][\w.-]{1,40}[ \t]{1,8}(?=\S)/y;

/** The credentials after an authentication scheme: one word, or a list of parameters. */
function authorizationSpan(text: string, assignment: Assignment, limit: number): Span | undefined {
  const { valueAt } = assignment;
  SCHEME.lastIndex = valueAt;
  const scheme = SCHEME.exec(text);
  if (scheme === null || SCHEME.lastIndex >= limit) return afterColon(text, assignment, limit);
  const at = SCHEME.lastIndex;
  const word = wordAt(text, at, limit);
  const value = text.slice(word.from, word.to);
  if (value === HIDDEN || value === HIDDEN.slice(0, -1) || isNoSecret('token', value)) return undefined;
  const isAlone = /^\s*$/.test(text.slice(word.to, Math.min(limit, word.to + 40)));
  const isSentence = isAlone ? STATES.test(value) || TOLD.test(value) : isStateWord('authorization', value);
  if (isProseWord(scheme[0].trim()) || isSentence) return undefined;
  return /^[\w-]{1,40}=./.test(value) && !/^[\w+/-]+={1,2}$/.test(value)
    ? { from: at, to: limit }
    : { from: at, to: word.to };
}
