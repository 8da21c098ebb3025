import { blockLines, paragraphs } from './comment-texts.ts';
import { lineNumbers, type Piece, type Text, textOf } from './text.ts';
import { VALUE } from './typescript-texts.ts';

const TOKEN =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\])*'|#\s*include[^\n]*|\s+|[^\s"'/#]+|[/#]/g;

/** Comments and strings of a C file. Strings side by side are one; a conversion such as %s is VALUE. */
export function cTexts(file: string, source: string): readonly Text[] {
  const numberOf = lineNumbers(source);
  const texts: Text[] = [];
  let string: Piece[] = [];
  let comment: Piece[] = [];
  const close = (): void => {
    if (string.length > 0) texts.push(textOf(file, 'string', string, ''));
    if (comment.length > 0) texts.push(...paragraphs(file, comment));
    string = [];
    comment = [];
  };
  for (const { 0: token, index } of source.matchAll(TOKEN)) {
    const line = numberOf(index);
    if (token.trim() === '') continue;
    if (token.startsWith('"')) string.push({ line, text: spoken(token) });
    else if (token.startsWith('//') && (comment.at(-1)?.line ?? line - 1) === line - 1)
      comment.push({ line, text: token.slice(2) });
    else {
      close();
      if (token.startsWith('//')) comment.push({ line, text: token.slice(2) });
      if (token.startsWith('/*')) texts.push(...paragraphs(file, blockLines(token, line)));
    }
  }
  close();
  return texts;
}

const spoken = (literal: string): string =>
  literal
    .slice(1, -1)
    .replace(/%[-\d.*]*[hlzjt]*[a-z]/g, VALUE)
    .replace(/\\[nrt]/g, ' ')
    .replace(/\\(.)/g, '$1');
