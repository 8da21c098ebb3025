import { type Piece, type Text, textOf } from './text.ts';

const FENCE = /^\s*(?:>\s*)*(`{3,}|~{3,})/;
const ITEM = /^\s*(?:[-*+]|\d+[.)])\s+/;
const HEADING = /^\s*#+\s+/;
const ROW = /^\s*\|/;

/** The headings, paragraphs, list items and table cells of a page. Code blocks and HTML comments are left out. */
export function markdownTexts(file: string, source: string): readonly Text[] {
  const texts: Text[] = [];
  let open: Piece[] = [];
  const close = (): void => {
    if (open.length > 0) texts.push(textOf(file, 'markdown', open));
    open = [];
  };
  for (const { line, text } of linesOutsideCode(source)) {
    if (text === '' || [ITEM, HEADING, ROW].some((start) => start.test(text))) close();
    if (ROW.test(text)) texts.push(...cells(file, line, text));
    else if (text !== '') open.push({ line, text: text.replace(ITEM, '').replace(HEADING, '').trim() });
    if (HEADING.test(text)) close();
  }
  close();
  return texts;
}

/** The lines of a page without the marks of a quote; a line of a code block is empty. */
function linesOutsideCode(source: string): readonly Piece[] {
  let fence: string | undefined;
  return withoutHtmlComments(source)
    .split('\n')
    .map((raw, i) => {
      const mark = FENCE.exec(raw)?.[1];
      const isCode = fence !== undefined || mark !== undefined;
      if (fence === undefined) fence = mark;
      else if (mark?.startsWith(fence)) fence = undefined;
      return { line: i + 1, text: isCode ? '' : raw.replace(/^\s*(?:>\s?)+/, '').trimEnd() };
    });
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
