import { SyntaxKind } from 'typescript/unstable/ast';
import { createScanner } from 'typescript/unstable/ast/scanner';
import { blockLines, paragraphs } from './comment-texts.ts';
import { lineNumbers, type Piece, type Text } from './text.ts';

/** A string of a source file, and where it is. */
export interface FoundString {
  readonly pieces: readonly Piece[];
  /** The names of the calls, properties and constants around it, the nearest first; empty for a bare bracket. */
  readonly around: readonly string[];
  /** The name of the property or constant that it is the value of; empty if it is not. */
  readonly property: string;
  /** The token in front of it. */
  readonly before: string;
  /** The token behind it; empty where another string follows, or a hole ends. */
  readonly after: string;
}

/** The comments and strings of a TypeScript file. */
export interface Found {
  readonly comments: readonly Text[];
  readonly strings: readonly FoundString[];
}

/** The word that replaces a value in a text. */
export const VALUE = 'VALUE';

/** Scans a file with the compiler's scanner. Strings joined by `+` are one text, and each hole of a template becomes VALUE. */
export function scanTypescript(file: string, source: string): Found {
  const reader = new Reader(file, source);
  reader.readLevel();
  return { comments: reader.comments, strings: reader.strings };
}

/** Keywords that no value ends with: a slash behind one starts a regular expression, and a bracket behind one has no name. */
const KEYWORDS = new Set(
  'as await case delete do else in instanceof new of readonly return satisfies throw typeof void yield'.split(' '),
);
const OPENING = ['(', '[', '{'];
const CLOSING = [')', ']', '}'];

interface OpenString extends Omit<FoundString, 'pieces' | 'after'> {
  readonly pieces: Piece[];
}

class Reader {
  readonly comments: Text[] = [];
  readonly strings: FoundString[] = [];
  readonly #file: string;
  readonly #scanner: ReturnType<typeof createScanner>;
  readonly #lineOf: (index: number) => number;
  readonly #around: string[] = [];
  /** The line comments right above this token. */
  #lineComment: Piece[] = [];
  /** The last token except comments and blanks. */
  #last = '';
  /** The name that a bracket after the last token would have. */
  #name = '';

  constructor(file: string, source: string) {
    this.#file = file;
    this.#scanner = createScanner(false, undefined, source);
    this.#lineOf = lineNumbers(source);
  }

  /** Reads to the end of the file, or to the brace that closes a template's hole. */
  readLevel(): void {
    const depth = this.#around.length;
    let open: OpenString | undefined;
    for (let kind = this.#next(); kind !== SyntaxKind.EndOfFile; kind = this.#next()) {
      if (kind === SyntaxKind.CloseBraceToken && this.#around.length === depth) break;
      const before = this.#last;
      const property = this.#property();
      const pieces = this.#string(kind);
      if (pieces === undefined) {
        if (kind !== SyntaxKind.PlusToken) open = this.#close(open, this.#scanner.getTokenText());
        this.#pass(kind);
      } else {
        if (before !== '+') open = this.#close(open, '');
        open ??= { before, property, around: this.#around.toReversed(), pieces: [] };
        open.pieces.push(...pieces);
      }
    }
    this.#close(open, '');
  }

  /** The name that the last token gives a value behind it. */
  #property(): string {
    return this.#last === ':' || this.#last === '=' ? this.#name : '';
  }

  #close(open: OpenString | undefined, after: string): undefined {
    if (open !== undefined) this.strings.push({ ...open, after });
  }

  /** The next token that is code. Keeps the comments before it. */
  #next(): SyntaxKind {
    for (;;) {
      const kind = this.#scanner.scan();
      const line = this.#lineOf(this.#scanner.getTokenStart());
      const text = this.#scanner.getTokenText();
      const isLine = kind === SyntaxKind.SingleLineCommentTrivia;
      if (kind === SyntaxKind.WhitespaceTrivia || kind === SyntaxKind.NewLineTrivia) continue;
      if (!isLine || this.#lineComment.at(-1)?.line !== line - 1) this.#closeComment();
      if (isLine) this.#lineComment.push({ line, text: text.replace(/^\/\/+\s?/, '') });
      else if (kind === SyntaxKind.MultiLineCommentTrivia)
        this.comments.push(...paragraphs(this.#file, blockLines(text, line)));
      else return kind;
    }
  }

  #closeComment(): void {
    if (this.#lineComment.length > 0) this.comments.push(...paragraphs(this.#file, this.#lineComment));
    this.#lineComment = [];
  }

  /** The pieces of the string or template that begins with this token; undefined for any other token. */
  #string(kind: SyntaxKind): readonly Piece[] | undefined {
    const isWhole = kind === SyntaxKind.StringLiteral || kind === SyntaxKind.NoSubstitutionTemplateLiteral;
    if (!isWhole && kind !== SyntaxKind.TemplateHead) return undefined;
    const pieces = [this.#piece('')];
    let isOpen = !isWhole;
    while (isOpen) {
      this.#last = '${';
      this.readLevel();
      isOpen = this.#scanner.reScanTemplateToken(false) === SyntaxKind.TemplateMiddle;
      pieces.push(this.#piece(VALUE));
    }
    this.#last = "''";
    return pieces;
  }

  #piece(before: string): Piece {
    return { line: this.#lineOf(this.#scanner.getTokenStart()), text: before + this.#scanner.getTokenValue() };
  }

  #pass(kind: SyntaxKind): void {
    const isSlash = kind === SyntaxKind.SlashToken || kind === SyntaxKind.SlashEqualsToken;
    if (isSlash && !this.#isAfterValue()) {
      this.#scanner.reScanSlashToken();
      this.#last = "''";
      return;
    }
    const text = this.#scanner.getTokenText();
    if (OPENING.includes(text)) this.#around.push(this.#name);
    if (CLOSING.includes(text)) this.#around.pop();
    if (/^[\w$#]/.test(text)) this.#name = KEYWORDS.has(text) ? '' : text;
    else if (text !== ':' && text !== '=') this.#name = '';
    this.#last = text;
  }

  /** Whether a slash means division here, because it follows a value. */
  #isAfterValue(): boolean {
    return CLOSING.includes(this.#last) || (/^['\w$#]/.test(this.#last) && !KEYWORDS.has(this.#last));
  }
}
