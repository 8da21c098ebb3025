import { SyntaxKind } from 'typescript/unstable/ast';
import { createScanner } from 'typescript/unstable/ast/scanner';
import { blockLines, paragraphs } from './comment-texts.ts';
import { lineNumbers, type Piece, type Text, textOf } from './text.ts';

/** A string as the source has it: its pieces without holes, and the names of the brackets and calls around it, inner first. */
export interface FoundString {
  readonly pieces: readonly Piece[];
  readonly around: readonly string[];
  /** The token before it: `===`, `case`, `(` */
  readonly before: string;
  readonly after: string;
}

/** What a TypeScript file says. */
export interface Found {
  readonly comments: readonly Text[];
  readonly strings: readonly FoundString[];
}

/** What stands for a value in a text. */
export const VALUE = 'VALUE';

/** Finds comments and strings with the scanner of the compiler; strings joined by `+` are one, and a template's holes are VALUE. */
export function scanTypescript(file: string, source: string): Found {
  const reader = new Reader(file, source);
  reader.level(false);
  reader.closeComment();
  return { comments: reader.comments, strings: reader.strings };
}

class Reader {
  readonly comments: Text[] = [];
  readonly strings: FoundString[] = [];
  readonly #scanner: ReturnType<typeof createScanner>;
  readonly #lineAt: (index: number) => number;
  readonly #file: string;
  readonly #around: string[] = [];
  #lineComment: Piece[] = [];
  /** The significant tokens before this one: the last, and the one before it. */
  #last = '';
  #isOperand = false;
  #name = '';

  constructor(file: string, source: string) {
    this.#file = file;
    this.#scanner = createScanner(false, undefined, source);
    this.#lineAt = lineNumbers(source);
  }

  /** Reads to the end of the file, or to the brace that closes a template's hole. */
  level(isHole: boolean): void {
    let open: { pieces: Piece[]; before: string; around: readonly string[] } | undefined;
    let isAfterPlus = false;
    const close = (after: string): void => {
      if (open !== undefined) this.strings.push({ ...open, after });
      open = undefined;
      isAfterPlus = false;
    };
    const depth = this.#around.length;
    for (let kind = this.#scanner.scan(); kind !== SyntaxKind.EndOfFile; kind = this.#scanner.scan()) {
      if (this.#isTrivia(kind)) continue;
      this.closeComment();
      if (kind === SyntaxKind.CloseBraceToken && isHole && this.#around.length === depth) break;
      const before = this.#last;
      const pieces = this.#string(kind);
      if (pieces !== undefined) {
        if (open !== undefined && isAfterPlus) open.pieces.push(...pieces);
        else {
          close('');
          open = { pieces: [...pieces], before, around: this.#around.toReversed() };
        }
        isAfterPlus = false;
        this.#note("''", true);
      } else if (kind === SyntaxKind.PlusToken && open !== undefined && !isAfterPlus) {
        isAfterPlus = true;
        this.#note('+', false);
      } else {
        close(this.#scanner.getTokenText());
        this.#other(kind);
      }
    }
    close('');
  }

  #isTrivia(kind: SyntaxKind): boolean {
    const line = this.#lineAt(this.#scanner.getTokenStart());
    const text = this.#scanner.getTokenText();
    switch (kind) {
      case SyntaxKind.SingleLineCommentTrivia:
        if ((this.#lineComment.at(-1)?.line ?? line - 1) !== line - 1) this.closeComment();
        this.#lineComment.push({ line, text: text.replace(/^\/\/+\s?/, '') });
        return true;
      case SyntaxKind.MultiLineCommentTrivia:
        this.closeComment();
        this.comments.push(...paragraphs(this.#file, blockLines(text, line)));
        return true;
      case SyntaxKind.WhitespaceTrivia:
      case SyntaxKind.NewLineTrivia:
        return true;
      default:
        return false;
    }
  }

  closeComment(): void {
    if (this.#lineComment.length > 0) this.comments.push(...paragraphs(this.#file, this.#lineComment));
    this.#lineComment = [];
  }

  /** The pieces of a string or template that begins with this token. */
  #string(kind: SyntaxKind): readonly Piece[] | undefined {
    const line = this.#lineAt(this.#scanner.getTokenStart());
    if (kind === SyntaxKind.StringLiteral || kind === SyntaxKind.NoSubstitutionTemplateLiteral)
      return [{ line, text: this.#scanner.getTokenValue() }];
    if (kind !== SyntaxKind.TemplateHead) return undefined;
    const pieces = [{ line, text: this.#scanner.getTokenValue() }];
    for (;;) {
      this.#note('${', false);
      this.level(true);
      const next = this.#scanner.reScanTemplateToken(false);
      pieces.push({
        line: this.#lineAt(this.#scanner.getTokenStart()),
        text: VALUE + this.#scanner.getTokenValue(),
      });
      if (next !== SyntaxKind.TemplateMiddle) return pieces;
    }
  }

  #other(kind: SyntaxKind): void {
    const isSlash = kind === SyntaxKind.SlashToken || kind === SyntaxKind.SlashEqualsToken;
    if (isSlash && !this.#isOperand) {
      this.#scanner.reScanSlashToken();
      this.#note('//', true);
      return;
    }
    const text = this.#scanner.getTokenText();
    if (text === '(' || text === '[' || text === '{') this.#around.push(this.#name);
    if (text === ')' || text === ']' || text === '}') this.#around.pop();
    const isName = /^[\w$#]/.test(text);
    if (isName && !KEYWORDS.has(text)) this.#name = text;
    else if (text !== ':' && text !== '=' && text !== '(' && text !== '[' && text !== '{') this.#name = '';
    if (text === '(' || text === '[' || text === '{') this.#name = '';
    this.#note(text, (isName && !KEYWORDS.has(text)) || text === ')' || text === ']' || text === '}');
  }

  #note(text: string, isOperand: boolean): void {
    this.#last = text;
    this.#isOperand = isOperand;
  }
}

/** Words after which a slash begins a regular expression. */
const KEYWORDS = new Set([
  'return',
  'case',
  'typeof',
  'in',
  'of',
  'do',
  'else',
  'void',
  'await',
  'yield',
  'new',
  'delete',
  'throw',
  'instanceof',
  'readonly',
  'as',
  'satisfies',
]);

/** Strings of a kind that holds other people's words. */
export const textOfString = (file: string, kind: 'string' | 'title', { pieces }: FoundString): Text =>
  textOf(file, kind, pieces, '');
