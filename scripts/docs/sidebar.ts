import { posix } from 'node:path';
import { INDEX, sitePageOf } from './site-pages.ts';

/** A group of the sidebar: a section of the index, with the pages that it links to. */
export interface SidebarGroup {
  readonly text: string;
  readonly items: readonly { readonly text: string; readonly link: string }[];
}

/**
 * The groups of the sidebar, from the text of docs/README.md. A page that several sections link to is only in the last of them.
 * The first section answers questions, and the later ones say more exactly what a page is.
 * `titleOf` gives the title of a file of the repository.
 */
export function sidebarOf(index: string, titleOf: (file: string) => string): readonly SidebarGroup[] {
  const sections = index.split(/^## /m).slice(1).map(sectionOf);
  return sections.map(({ text, files }, at) => ({
    text,
    items: files
      .filter((file) => !sections.slice(at + 1).some((later) => later.files.includes(file)))
      .map((file) => ({ text: titleOf(file), link: `/${sitePageOf(file)}` })),
  }));
}

function sectionOf(section: string): { readonly text: string; readonly files: readonly string[] } {
  const links = [...section.matchAll(/\]\(([^)#:]+\.md)\)/g)].map(([, path = '']) =>
    posix.join(posix.dirname(INDEX), path),
  );
  return { text: section.split('\n', 1)[0] ?? '', files: [...new Set(links)] };
}
