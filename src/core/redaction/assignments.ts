import { type Assignment, secretSpan } from './assigned-value.ts';
import { HIDDEN } from './hidden.ts';
import { lineEnds } from './quotes.ts';
import { mayHoldTellingName, type SecretKind, secretKind } from './secret-names.ts';
import { isSettingName } from './setting-names.ts';
import { looksRandom } from './value-shape.ts';

/** A name, the end of its quote or bracket, and the sign after it. It starts at a word boundary, so it takes linear time on any text. */
const NAMED =
  /(?<![\w.$-])(\.?[\w$-][\w.$-]*)((?:\\{0,16}["'`]|%22|%27|&quot;|&#34;|&#39;|\\u0022)?(?:(?::(?:protected|"?[\w\\]{1,128}"?:private))?\]|%5[Dd]|\\{1,8}(?:u001b|x1b|e|033)\[[\d;]{0,12}m)?)([ \t]*(?:->[ \t]{0,4}(?=\\{0,8}["'])|:[ \t]{0,4}&?(?:'static )?(?:str|[Ss]tring\??)[ \t]{0,4}=[ \t]{0,4}(?=[@"'])|=>\s{0,8}|;s:\d{1,9}:|(?::=|==?|::?(?=[ \t])|:(?!:)|%3[DdAa])[ \t]*))/g;

const MAY_ASSIGN = /[=:]|%3[DdAa]|->/;
/** After these, even a name of one or two letters may announce a secret. */
const MAY_QUERY = /[?&#]/;

/** Hides the values of names that announce a secret: `password=X`, `"token": "X"`, `:secret=>"X"`, `Authorization: Token X`. */
export function hideAssigned(text: string): string {
  if (!MAY_ASSIGN.test(text) || !(MAY_QUERY.test(text) || mayHoldTellingName(text))) return text;
  const endOfLine = lineEnds(text);
  const paired = pairs();
  let shown = '';
  let from = 0;
  NAMED.lastIndex = 0;
  for (let found = NAMED.exec(text); found !== null; found = NAMED.exec(text)) {
    const named = assignmentOf(text, found, endOfLine, paired);
    const span = named && secretSpan(text, named);
    if (span === undefined || span.to <= span.from) continue;
    shown += text.slice(from, span.from) + HIDDEN;
    from = span.to;
    NAMED.lastIndex = span.to;
  }
  return shown + text.slice(from);
}

/** The kind of a value whose name is itself a value nearby: `{"name": "PASSWORD", "value": "X"}`. */
type Pairs = (text: string, name: string, at: number, valueAt: number) => SecretKind | undefined;

function assignmentOf(
  text: string,
  found: RegExpExecArray,
  endOfLine: (at: number) => number,
  paired: Pairs,
): Assignment | undefined {
  const [whole, name = '', closing = '', separator = ''] = found;
  const nameAt = found.index;
  const valueAt = afterTag(text, nameAt + whole.length, separator);
  const kind = paired(text, name, nameAt, valueAt) ?? kindInPlace(text, name, nameAt, valueAt);
  if (kind === undefined || isOfGrammar(text, name, nameAt, valueAt)) return undefined;
  if (isSettingName(text, name, nameAt, valueAt)) return undefined;
  // ${PASSWORD:?not set}: a shell's message for a variable that is not set.
  if (text[valueAt] === '?' && text.startsWith('${', nameAt - 2)) return undefined;
  const enclosing =
    closing === '' ? /\\{0,16}["'`]$/.exec(text.slice(Math.max(0, nameAt - 17), nameAt))?.[0] : undefined;
  // "password:", a whole quoted text that ends with the sign.
  if (enclosing !== undefined && /^:\s?$/.test(separator) && text.startsWith(enclosing, valueAt)) return undefined;
  const base = { name, kind, separator, nameAt, valueAt, lineEnd: endOfLine(valueAt) };
  return enclosing === undefined ? base : { ...base, enclosing };
}

/** YAML's tags and anchors: `!!str X`, `&name X`. */
const TAG = /(?:!{1,2}(?!Ref|Sub|GetAtt|ImportValue|reference|secret|env)[\w./-]{1,40}|&[\w-]{1,40}) {1,4}(?=\S)/y;

/** A color escape, as JSON and C write it. */
const COLOUR = /\\{1,8}(?:u001b|x1b|e|033)\[[\d;]{0,12}m/y;

function afterTag(text: string, at: number, separator: string): number {
  COLOUR.lastIndex = at;
  if (text[at] === '\\' && COLOUR.test(text)) return COLOUR.lastIndex;
  if (!/^: /.test(separator)) return at;
  TAG.lastIndex = at;
  return TAG.test(text) ? TAG.lastIndex : at;
}

const PAIR_NAMES = /^-{0,2}(?:name|key|id|property|param|option|field|header|variable|env)$/i;
const VALUE_NAMES = /^(?:value|val|content|secret|data|defaultvalue|stringvalue)$/i;
const PAIR_REACH = 120;

function pairs(): Pairs {
  let pending: { readonly kind: SecretKind; readonly until: number } | undefined;
  return (text, name, at, valueAt) => {
    if (PAIR_NAMES.test(name)) {
      const said = /^\\*["'`]?([\w.-]{2,80})/.exec(text.slice(valueAt, valueAt + 100))?.[1];
      const kind = said === undefined ? undefined : secretKind(said);
      pending = kind === undefined || kind === 'weak' ? undefined : { kind, until: valueAt + PAIR_REACH };
      return undefined;
    }
    if (pending === undefined || at > pending.until || !VALUE_NAMES.test(name)) return undefined;
    const { kind } = pending;
    pending = undefined;
    return kind;
  };
}

const KEY_BEFORE =
  /(?:api|access|secret|private|master|encryption|licen[cs]e|signing|auth|account|storage|shared|subscription|security|service|admin|pragma) $|\b(?:jwt|api|encryption|signing):$/i;
const IN_QUERY = /^(?:key|code|sid|k|t|p|hash|sas|apikey|s|st)$/i;

function kindInPlace(text: string, name: string, nameAt: number, valueAt: number): SecretKind | undefined {
  const kind = secretKind(name);
  if (kind !== undefined && kind !== 'weak') return kind;
  if (/^keys?$/i.test(name)) {
    if (KEY_BEFORE.test(text.slice(Math.max(0, nameAt - 14), nameAt))) return 'key';
  }
  return ofOpenName(text, name, nameAt, valueAt, kind);
}

/** A name that may announce a secret. Its place and its value decide. */
function ofOpenName(
  text: string,
  name: string,
  nameAt: number,
  valueAt: number,
  kind: SecretKind | undefined,
): SecretKind | undefined {
  const value = (): string => /^\\{0,8}["']?([^\s&;,"'<>)]{0,300})/.exec(text.slice(valueAt, valueAt + 300))?.[1] ?? '';
  const isQuery = MAY_QUERY.test(text[nameAt - 1] ?? '');
  if (isQuery && IN_QUERY.test(name)) return looksRandom(value()) || isMixed(value()) ? 'token' : undefined;
  if (/(?:^|\.)sid$/i.test(name)) return looksRandom(value()) ? 'token' : undefined;
  // 28P01, auth/invalid-api-key: error codes.
  return kind !== undefined && CODE_NAME.test(name) && !looksRandom(value()) ? undefined : kind;
}

const CODE_NAME = /^(?:[\w.]*\.)?(?:\w*err(?:or)?[_-]?|sql[_-]?|status[_-]?|exit[_-]?)?code$/i;

/** At least 16 characters with alternating upper and lower case, and a digit: a code that a server issued. */
const isMixed = (value: string): boolean =>
  /^[\w+/=.~%-]{16,}$/.test(value) && /\d/.test(value) && /[a-z][A-Z]/.test(value) && /[A-Z][a-z]/.test(value);

const GRAMMAR =
  /(?:unexpected|illegal|unknown|unrecogni[sz]ed|offending|mismatched|extraneous|missing|stray|next|expected|expecting|near|at|bad|parse|lexer)[ ](?:\w{1,16} )?["'`]?$/i;
/** `Unexpected token: }` is about a grammar, `POST /oauth/token: invalid_grant` about a path. */
function isOfGrammar(text: string, name: string, nameAt: number, valueAt: number): boolean {
  if (!/^(?:token|key|secret|cookie|session|auth|credentials)$/i.test(name)) return false;
  const before = text.slice(Math.max(0, nameAt - 80), nameAt);
  const isInPath = /[^/]\/$|\barn:\S{0,76}$/.test(before);
  if (!isInPath && !GRAMMAR.test(before)) return false;
  return !looksRandom(/^\S{0,200}/.exec(text.slice(valueAt, valueAt + 200))?.[0] ?? '');
}

const ELEMENT = /<((?:[\w.-]{1,64}:)?[\w.-]{1,64})(\s[^<>]{0,300})?>([^<]+)/g;
/** `<property name="password">X</property>`. */
const NAMED_BY = /\s(?:name|key|id)=["']([\w.:-]{1,100})["']/;

/** Hides the content of an XML element whose name announces a secret. */
export const hideElements = (text: string): string =>
  text.includes('<')
    ? text.replace(ELEMENT, (whole: string, name: string, attributes: string | undefined, value: string, at: number) =>
        isElementSecret(name, attributes ?? '', value, text.startsWith('</', at + whole.length))
          ? whole.slice(0, whole.length - value.length) + HIDDEN
          : whole,
      )
    : text;

function isElementSecret(name: string, attributes: string, value: string, isClosed: boolean): boolean {
  const kind = secretKind(name) ?? (isClosed ? secretKind(NAMED_BY.exec(attributes)?.[1] ?? '') : undefined);
  const text = value.trim();
  if (!isClosed && (/\s/.test(text) || !/\w/.test(text))) return false;
  return (
    kind !== undefined && kind !== 'weak' && text !== '' && !/^(?:null|none|true|false)$/i.test(text) && text !== HIDDEN
  );
}
