import { type Piece, type Text, textOf } from './text.ts';

const FENCE = /^\s*(?:>\s*)*(`{3,}|~{3,})/;
const ITEM = /^\s*(?:[-*+]|\d+[.)])\s+/;

/** Headings, paragraphs, list items and table cells of a page; blocks of code and HTML comments are left out. */
export function markdownTexts(file: string, source: string): readonly Text[] {
  const texts: Text[] = [];
  let open: Piece[] = [];
  let fence: string | undefined;
  const close = (): void => {
    if (open.length > 0) texts.push(textOf(file, 'markdown', open));
    open = [];
  };
  for (const [i, raw] of withoutHtmlComments(source).split('\n').entries()) {
    const line = i + 1;
    const mark = FENCE.exec(raw)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined;
      continue;
    }
    const text = raw.replace(/^\s*(?:>\s?)+/, '');
    if (mark !== undefined || text.trim() === '' || ITEM.test(text) || /^\s*(?:#|\|)/.test(text)) close();
    if (mark !== undefined) fence = mark;
    else if (text.trimStart().startsWith('|')) texts.push(...cells(file, line, text));
    else if (text.trim() !== '')
      open.push({
        line,
        text: text
          .replace(ITEM, '')
          .replace(/^#+\s+/, '')
          .trim(),
      });
    if (/^\s*#/.test(text)) close();
  }
  close();
  return texts;
}

function cells(file: string, line: number, row: string): readonly Text[] {
  return row
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim())
    .filter((cell) => /[a-z]/i.test(cell))
    .map((cell) => textOf(file, 'markdown', [{ line, text: cell }]));
}

const withoutHtmlComments = (source: string): string =>
  source.replace(/<!--[\s\S]*?-->/g, (comment) => comment.replace(/[^\n]/g, ''));
