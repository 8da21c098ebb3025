/** A simple command of a shell script: its words without quotes, redirections and leading keywords. Leading assignments are words. */
export interface ShellCommand {
  readonly words: readonly string[];
  /** Whether it is started with `&`. */
  readonly background: boolean;
}

/** The words of a script up to one of its operators, keywords included. */
export interface ShellStep {
  readonly words: readonly string[];
  /** The operator after it: `&&`, `||`, `;`, `|`, `&`, a parenthesis or a line break. Empty at the end of the script. */
  readonly operator: string;
}

/** Values for a script's variables. */
export type Variables = Readonly<Partial<Record<string, string>>>;

/** The rest of a longer script is not read, in characters. */
const MAX_TEXT = 16_384;
const MAX_COMMANDS = 64;
const MAX_WORDS = 256;
/** The longest value of a variable, in characters: a hostile script could use a long one very often. */
const MAX_VALUE = 1_024;

/**
 * The simple commands of a shell script, in order: split at `&&`, `||`, `;`, `|`, `&`, parentheses and line breaks.
 * `variables` are expanded, other `$NAME`s stay as they are, and `$(…)` is never parsed.
 * Bounded: at most 16 KiB of text, 64 commands, 256 words each. Throws nothing.
 */
export const shellCommands = (text: string, variables: Variables = {}): readonly ShellCommand[] =>
  shellSteps(text, variables)
    .flatMap(({ words, operator }) => {
      const start = words.findIndex((each) => !KEYWORDS.has(each));
      return start < 0 ? [] : [{ words: words.slice(start), background: operator === '&' }];
    })
    .slice(0, MAX_COMMANDS);

/** The same with operators and keywords, which show loops, pipes and alternatives. Bounded likewise. */
export const shellSteps = (text: string, variables: Variables = {}): readonly ShellStep[] =>
  withoutEmpty(shellParts(text, variables));

/** The same with every operator, even without a word before it: parentheses show groups and functions. Bounded likewise. */
export function shellParts(text: string, variables: Variables = {}): readonly ShellStep[] {
  const script = withoutDocuments(text.slice(0, MAX_TEXT));
  const pieces = [...script.matchAll(SHELL_TOKEN)].flatMap(({ 0: token, groups = {} }) =>
    piecesOf(token, groups, variables),
  );
  return partsOf([...pieces, END]);
}

const DOCUMENT = /(?<!<)<<-?[ \t]*(?:'([^'\n]+)'|"([^"\n]+)"|\\?(\w+))/g;
const MAX_DOCUMENTS = 32;

/** The text without its here-documents, whose lines are not commands. One without an end stays. */
function withoutDocuments(text: string): string {
  if (!text.includes('<<')) return text;
  const lines = text.split('\n');
  const kept: string[] = [];
  let documents = 0;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    kept.push(line);
    for (const [, single, double, bare] of line.matchAll(DOCUMENT)) {
      documents += 1;
      const end =
        documents > MAX_DOCUMENTS ? -1 : lines.findIndex((each, i) => i > at && isEnd(each, single ?? double ?? bare));
      if (end > at) at = end;
    }
  }
  return kept.join('\n');
}

const isEnd = (line: string, word: string | undefined): boolean => line.replace(/^\t+/, '') === word;

/** The words of a line as Python's shlex.split reads them: quotes and escapes apply, operators and `$` are plain text. Bounded likewise. */
export function splitWords(text: string): readonly string[] {
  const pieces = [...text.slice(0, MAX_TEXT).matchAll(PLAIN_TOKEN)].map(({ 0: token, groups = {} }): Piece => {
    const { blank, single, double, escaped } = groups;
    if (blank !== undefined) return { kind: 'blank' };
    return { kind: 'text', text: single ?? double?.replace(/\\(["\\])/g, '$1') ?? escaped ?? token };
  });
  const [first] = withoutEmpty(partsOf([...pieces, END]));
  const start = first?.words.findIndex((each) => !KEYWORDS.has(each)) ?? -1;
  return first === undefined || start < 0 ? [] : first.words.slice(start);
}

/** The role of a token between words. */
type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'blank' }
  | { readonly kind: 'redirect' }
  | { readonly kind: 'end'; readonly operator: string };

const END: Piece = { kind: 'end', operator: '' };

type Groups = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$(?:\{(?<braced>[A-Za-z_]\w*)(?::?-(?<fallback>[^}]*))?\}|(?<bare>[A-Za-z_]\w*))/;
const QUOTED = [/'(?<single>[^']*)'/, /"(?<double>(?:[^"\\]|\\[\s\S])*)"/, /\\(?<escaped>[\s\S])/];

const anyOf = (patterns: readonly RegExp[], flags: string): RegExp =>
  new RegExp(patterns.map(({ source }) => source).join('|'), flags);

/** The tokens of the POSIX shell command language (2.2 to 2.10) that words and commands need. */
const SHELL_TOKEN = anyOf(
  [
    /(?<blank>(?:[ \t\r]|\\\n)+|(?<![^\s;&|()])#[^\n]*)/,
    /(?<redirect>(?:\d*(?:<<<|<<-?|<>|>>|>\||[<>]&|[<>])|&>>?))/,
    /(?<operator>&&|\|\||;;|\|&|[;&|()\n])/,
    ...QUOTED,
    REFERENCE,
    /\$\([^()]*(?:\([^()]*\)[^()]*)*\)|`[^`]*`|[^\s'"\\`$&|;()<>]+|[\s\S]/,
  ],
  'gy',
);
const PLAIN_TOKEN = anyOf([/(?<blank>\s+)/, ...QUOTED, /[^\s'"\\]+|[\s\S]/], 'gy');
const IN_DOUBLE_QUOTES = anyOf([/\\(?<escaped>["\\$`\n])/, REFERENCE], 'g');

function piecesOf(token: string, groups: Groups, variables: Variables): readonly Piece[] {
  const { single, double, escaped } = groups;
  if (groups['blank'] !== undefined) return [{ kind: 'blank' }];
  if (groups['redirect'] !== undefined) return [{ kind: 'redirect' }];
  if (groups['operator'] !== undefined) return [{ kind: 'end', operator: token }];
  if (double !== undefined) return [{ kind: 'text', text: expanded(double, variables) }];
  if ((groups['braced'] ?? groups['bare']) === undefined) return [{ kind: 'text', text: single ?? escaped ?? token }];
  // The value of an unquoted variable is split into words at its blanks.
  return valueIn(token, groups, variables)
    .split(/(\s+)/)
    .filter((text) => text !== '')
    .map((text) => (text.trim() === '' ? { kind: 'blank' } : { kind: 'text', text }));
}

const expanded = (text: string, variables: Variables): string =>
  text.replace(IN_DOUBLE_QUOTES, (token, ...rest: unknown[]) => {
    // The named groups are the last argument of a replacer (ECMA-262, 22.2.6.11).
    const groups = rest.at(-1) as Groups;
    const { escaped } = groups;
    if (escaped !== undefined) return escaped === '\n' ? '' : escaped;
    return valueIn(token, groups, variables);
  });

function valueIn(token: string, groups: Groups, variables: Variables): string {
  const name = groups['braced'] ?? groups['bare'];
  if (name === undefined) return token;
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  return (value ?? groups['fallback'] ?? token).slice(0, MAX_VALUE);
}

const KEYWORDS: ReadonlySet<string> = new Set(['if', 'then', 'elif', 'else', 'while', 'until', 'do', '!', '{']);

function partsOf(pieces: readonly Piece[]): readonly ShellStep[] {
  const parts: ShellStep[] = [];
  let words: string[] = [];
  let word: string | undefined;
  let isRedirected = false;
  for (const piece of pieces) {
    if (piece.kind === 'text') {
      word = (word ?? '') + piece.text;
      continue;
    }
    // The word after a redirection is a file, not an argument.
    if (word !== undefined && !isRedirected && words.length < MAX_WORDS) words.push(word);
    isRedirected = piece.kind === 'redirect' || (isRedirected && word === undefined && piece.kind === 'blank');
    word = undefined;
    if (piece.kind !== 'end') continue;
    parts.push({ words, operator: piece.operator });
    words = [];
  }
  return parts;
}

function withoutEmpty(parts: readonly ShellStep[]): readonly ShellStep[] {
  const steps: ShellStep[] = [];
  for (const part of parts) {
    const last = steps.at(-1);
    if (part.words.length > 0) steps.push(part);
    // After a parenthesis, the next operator counts: `(a; b) | c`.
    else if (last?.operator === ')') steps.splice(-1, 1, { ...last, operator: part.operator });
  }
  return steps;
}
