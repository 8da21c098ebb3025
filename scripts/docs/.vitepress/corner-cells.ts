import type { MarkdownRenderer } from 'vitepress';

/** The empty cell above the first column heads nothing, so it must not be a header cell. */
export function cornerCells(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('corner-cells', ({ tokens }) => {
    for (const [at, cell] of tokens.entries()) {
      const close = tokens[at + 2];
      if (cell.type !== 'th_open' || tokens[at + 1]?.content !== '' || close === undefined) continue;
      cell.tag = 'td';
      close.tag = 'td';
    }
  });
}
