import { blockLines, paragraphs } from './comment-texts.ts';
import { lineNumbers, type Piece, type Text, textOf } from './text.ts';
import { VALUE } from './typescript-texts.ts';

/** A comment, a string, a character, an include, white space, or anything else. */
const TOKEN =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\])*'|#\s*include[^\n]*|\s+|[^\s"'/#]+|[/#]/g;

/** The comments and strings of a C file. Adjacent strings are one text; a conversion such as `%s` becomes VALUE. */
export function cTexts(file: string, source: string): readonly Text[] {
  const numberOf = lineNumbers(source);
  const texts: Text[] = [];
  let open: { readonly kind: string; readonly pieces: Piece[] } | undefined;
  const close = (): void => {
    if (open?.kind === 'string') texts.push(textOf(file, 'string', open.pieces, ''));
    else if (open !== undefined) texts.push(...paragraphs(file, open.pieces));
    open = undefined;
  };
  for (const { 0: token, index } of source.matchAll(TOKEN)) {
    if (token.trim() === '') continue;
    const { kind, pieces } = piecesOf(token, numberOf(index));
    if (kind !== open?.kind || kind === 'block') close();
    if (kind !== 'code') open = { kind, pieces: [...(open?.pieces ?? []), ...pieces] };
  }
  close();
  return texts;
}

function piecesOf(token: string, line: number): { readonly kind: string; readonly pieces: readonly Piece[] } {
  if (token.startsWith('"')) return { kind: 'string', pieces: [{ line, text: spoken(token) }] };
  if (token.startsWith('//')) return { kind: 'line', pieces: [{ line, text: token.slice(2) }] };
  return token.startsWith('/*') ? { kind: 'block', pieces: blockLines(token, line) } : { kind: 'code', pieces: [] };
}

const spoken = (literal: string): string =>
  literal
    .slice(1, -1)
    .replace(/%[-\d.*]*[hlzjt]*[a-z]/g, VALUE)
    .replace(/\\[nrt]/g, ' ')
    .replace(/\\(.)/g, '$1');
