/** A shorter text is too common. */
export const LEAST = 2;
/** A pattern's alternatives are expanded into at most this many texts. */
const MOST = 40;
const LONGEST = 24;
/** A class of more characters counts as any character. */
const MOST_OF_CLASS = 26;
/** Texts of this length are rare enough; among them, fewer texts are better. */
const LONG = 5;

/** A pattern's source, and how far it was read. */
interface Reading {
  readonly source: string;
  at: number;
}

/** What a part of a pattern matches. */
interface Part {
  /** Every text that it matches; undefined if there are too many. */
  readonly exact?: readonly string[];
  /** Texts of which each match contains one; empty if nothing is known. */
  readonly best: readonly string[];
}

const anything: Part = { best: [] };
const nothing: Part = { exact: [''], best: [] };

export const shortestOf = (texts: readonly string[]): number =>
  texts.length === 0 ? 0 : Math.min(...texts.map(({ length }) => length));

/** Reads up to the end of the source, or of the group. */
export function readAlternatives(reading: Reading): Part {
  const parts = [readSequence(reading)];
  while (reading.source[reading.at] === '|') {
    reading.at += 1;
    parts.push(readSequence(reading));
  }
  const exact = parts.every((part) => part.exact !== undefined) ? parts.flatMap((part) => part.exact ?? []) : undefined;
  const best = parts.some((part) => shortestOf(part.best) === 0) ? [] : parts.flatMap((part) => part.best);
  return exact !== undefined && exact.length <= MOST ? { exact, best } : { best };
}

export function readSequence(reading: Reading): Part {
  const run = createRun();
  while (reading.at < reading.source.length && !isEnd(reading.source[reading.at])) {
    const part = readPart(reading);
    run.add(part, readCount(reading));
  }
  return run.part();
}

const isEnd = (sign: string | undefined): boolean => sign === '|' || sign === ')';

/** Parts in sequence: their joined texts while they are all known, and the best texts seen before an unknown part. */
function createRun() {
  let best: readonly string[] = [];
  let texts: readonly string[] = [''];
  let isExact = true;
  const offer = (some: readonly string[]): void => {
    const more = worthOf(some) - worthOf(best);
    if (more > 0 || (more === 0 && some.length < best.length)) best = some;
  };
  const cut = (next: readonly string[]): void => {
    offer(texts);
    texts = next;
    isExact = false;
  };
  const addTexts = (some: readonly string[], { least, most }: Count): void => {
    const isOptional = least === 0 && most === 1;
    const { repeated, isWhole } = repeat(some, least);
    const next = isOptional ? ['', ...some] : repeated;
    const longer = product(texts, next);
    if (longer === undefined) cut(next.length > MOST ? [''] : next);
    texts = longer ?? texts;
    if (!isWhole || (most !== least && !isOptional)) cut(repeated);
  };
  return {
    add(part: Part, count: Count): void {
      if (count.least > 0) offer(part.best);
      if (part.exact === undefined) cut(['']);
      else addTexts(part.exact, count);
    },
    part(): Part {
      offer(texts);
      return isExact && texts.length <= MOST ? { exact: texts, best } : { best };
    },
  };
}

/** How many characters of each text are distinctive. */
const worthOf = (texts: readonly string[]): number => Math.min(LONG, shortestOf(texts.map(tellingPart)));

/** Blanks are everywhere, and so are the levels of loggers. */
function tellingPart(text: string): string {
  if (text.trim() === '') return text.slice(0, 1);
  return LEVEL.test(text) ? text.slice(0, LEAST) : text;
}

const LEVEL = /^[ [(]*(?:DEBUG|INFO|NOTICE|WARN|WARNING|ERROR)[\]): ]*$/;

function repeat(
  texts: readonly string[],
  count: number,
): { readonly repeated: readonly string[]; readonly isWhole: boolean } {
  let repeated: readonly string[] = [''];
  for (let i = 0; i < count; i += 1) {
    const longer = product(repeated, texts);
    if (longer === undefined) return { repeated, isWhole: false };
    repeated = longer;
  }
  return { repeated, isWhole: true };
}

function product(heads: readonly string[], tails: readonly string[]): readonly string[] | undefined {
  if (heads.length * tails.length > MOST) return undefined;
  const all = heads.flatMap((head) => tails.map((tail) => head + tail));
  return all.some(({ length }) => length > LONGEST) ? undefined : all;
}

/** Literal characters, except the last one before a quantifier. */
const PLAIN = /[^\\^$.*+?()[\]{}|]+(?![*+?{])/y;

/** Literal characters, or one class, group or assertion. */
function readPart(reading: Reading): Part {
  const { source } = reading;
  PLAIN.lastIndex = reading.at;
  const plain = PLAIN.exec(source)?.[0];
  if (plain !== undefined) {
    reading.at += plain.length;
    return textual(plain);
  }
  const sign = source[reading.at] ?? '';
  reading.at += 1;
  if (sign === '(') return readGroup(reading);
  if (sign === '[') return readClass(reading);
  if (sign === '\\') return readEscape(reading);
  if (sign === '^' || sign === '$') return nothing;
  return sign === '.' ? anything : textual(sign);
}

const textual = (text: string): Part => (BEYOND_ASCII.test(text) ? anything : { exact: [text], best: [text] });

const BEYOND_ASCII = /[^\0-\x7f]/;

function readGroup(reading: Reading): Part {
  const head = /^\?(?::|<?[=!]|<\w{1,40}>)/.exec(reading.source.slice(reading.at, reading.at + 44))?.[0] ?? '';
  reading.at += head.length;
  const inner = readAlternatives(reading);
  reading.at += 1;
  return /[=!]$/.test(head) ? nothing : inner;
}

const CLASS = /\[(\^?)((?:\\.|[^\]\\])*)\]/y;

function readClass(reading: Reading): Part {
  CLASS.lastIndex = reading.at - 1;
  const [whole = '', not, members = ''] = CLASS.exec(reading.source) ?? [];
  reading.at += whole.length - 1;
  return not === '' ? oneOf(members) : anything;
}

/** The members of a class as its source lists them; a range covers digits or letters. */
function oneOf(members: string): Part {
  const each = [...members.replaceAll('\\d', '0-9').matchAll(/([0-9A-Za-z])-([0-9A-Za-z])|[\s\S]/g)].flatMap(
    ([one, from = one, to = one]) => charactersOf(from, to),
  );
  const isList = each.length <= MOST_OF_CLASS && !/[\\-]/.test(each.join('')) && !BEYOND_ASCII.test(members);
  return isList ? { exact: each, best: each } : anything;
}

const charactersOf = (from: string, to: string): readonly string[] =>
  Array.from({ length: to.charCodeAt(0) - from.charCodeAt(0) + 1 }, (_, more) =>
    String.fromCharCode(from.charCodeAt(0) + more),
  );

const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function readEscape(reading: Reading): Part {
  const sign = reading.source[reading.at] ?? '';
  reading.at += 1;
  if (sign === 'b' || sign === 'B') return nothing;
  const control = CONTROLS[sign];
  if (control !== undefined) return textual(control);
  const digits = sign === 'x' ? 2 : sign === 'u' ? 4 : 0;
  if (sign === 'd') return oneOf('0-9');
  if (digits === 0) return /[A-Za-z0-9]/.test(sign) ? anything : textual(sign);
  const code = Number.parseInt(reading.source.slice(reading.at, reading.at + digits), 16);
  reading.at += digits;
  return textual(String.fromCharCode(code));
}

interface Count {
  readonly least: number;
  readonly most: number;
}

const COUNT = /(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/y;

function readCount(reading: Reading): Count {
  COUNT.lastIndex = reading.at;
  const found = COUNT.exec(reading.source);
  if (found === null) return { least: 1, most: 1 };
  const [whole, sign, least = '', comma, most] = found;
  reading.at += whole.length;
  if (sign !== undefined) return { least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Number.POSITIVE_INFINITY };
  const open = most === '' ? Number.POSITIVE_INFINITY : Number(most);
  return { least: Number(least), most: comma === '' ? Number(least) : open };
}
