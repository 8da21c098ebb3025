import { basename, relative } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { root, targetOf, textOf, titleOf } from '../site-pages.ts';

type Rule = Parameters<MarkdownRenderer['core']['ruler']['push']>[1];
type Token = Parameters<Rule>[0]['tokens'][number];

/** Adds what turns the Markdown of a repository into pages of a site. Files that links lead to and that are not pages are added to `linkedFiles`. */
export function addRules(markdown: MarkdownRenderer, linkedFiles: Set<string>): void {
  markdown.core.ruler.push('repository-links', repositoryLinks(linkedFiles));
  markdown.core.ruler.push('corner-cells', cornerCells);
  markdown.core.ruler.push('unbroken-names', unbrokenNames);
}

/** Links between files lead to pages of the site. A link that shows the name of a file shows the title of its page. */
const repositoryLinks =
  (linkedFiles: Set<string>): Rule =>
  ({ tokens, env }) => {
    // The page is at `path` when it is indexed for the search.
    const page = relative(root, String(env.realPath ?? env.path));
    const inline = tokens.flatMap(({ children }) => children ?? []);
    for (const [at, token] of inline.entries()) {
      const target = token.type === 'link_open' ? targetOf(page, token.attrGet('href') ?? '') : undefined;
      if (target === undefined || target.kind === 'as-written') continue;
      token.attrSet('href', target.href);
      if (target.kind === 'file') linkedFiles.add(target.file);
      else showTitle(inline[at + 1], target.file);
    }
  };

function showTitle(text: Token | undefined, file: string): void {
  if (text !== undefined && basename(text.content) === basename(file)) text.content = titleOf(textOf(file));
}

/** The empty cell above the first column heads nothing, so it is not a header cell. */
const cornerCells: Rule = ({ tokens }) => {
  for (const [at, cell] of tokens.entries()) {
    const close = tokens[at + 2];
    if (cell.type !== 'th_open' || tokens[at + 1]?.content !== '' || close === undefined) continue;
    cell.tag = 'td';
    close.tag = 'td';
  }
};

/** Names in code, such as --strict, do not break at a hyphen. */
const unbrokenNames: Rule = ({ tokens }) => {
  for (const code of tokens.flatMap(({ children }) => children ?? []))
    if (code.type === 'code_inline' && /^\S{1,24}$/.test(code.content)) code.attrJoin('class', 'unbroken');
};
