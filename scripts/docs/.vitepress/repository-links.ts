import { relative } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { root, targetOf } from '../site-pages.ts';

/** Makes the links between files of the repository lead to pages of the site. Files that are not pages are added to `linkedFiles`. */
export function repositoryLinks(markdown: MarkdownRenderer, linkedFiles: Set<string>): void {
  markdown.core.ruler.push('repository-links', ({ tokens, env }) => {
    // The page is at `path` when it is indexed for the search.
    const page = relative(root, String(env.realPath ?? env.path));
    for (const link of tokens.flatMap(({ children }) => children ?? []).filter(({ type }) => type === 'link_open')) {
      const target = targetOf(page, link.attrGet('href') ?? '');
      if (target.kind === 'as-written') continue;
      link.attrSet('href', target.href);
      if (target.kind === 'file') linkedFiles.add(target.file);
    }
  });
}
