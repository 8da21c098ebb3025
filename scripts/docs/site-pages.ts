import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** Folders without pages. The README.md of each example is a page because the docs link to it. */
export const WITHOUT_PAGES = ['!(docs|examples)/**/*'];

/** The place of a page on the site: README.md is the start page, and the files of docs are at the top. Both paths end with .md. */
export function sitePageOf(file: string): string {
  if (file === 'README.md') return 'index.md';
  if (file === INDEX) return 'documentation.md';
  if (file.startsWith('docs/')) return file.slice('docs/'.length);
  return file.toLowerCase().replace('/readme.md', '.md');
}

/** The index of the documentation, from which the sidebar is made. */
export const INDEX = 'docs/README.md';

/** What a link leads to: a page, a file that the site needs a copy of, or something that is not a path. `href` is its address on the site. */
export type Target =
  | { readonly kind: 'page'; readonly file: string; readonly href: string }
  | { readonly kind: 'file'; readonly file: string; readonly href: string }
  | { readonly kind: 'as-written' };

/** Resolves a link as GitHub does. A folder is shown by its README.md. Throws if the file does not exist. */
export function targetOf(page: string, href: string): Target {
  if (/^(?:[a-z]+:|#|\/)/i.test(href)) return { kind: 'as-written' };
  const { 0: path = '', 1: hash } = href.split('#');
  const file = posix.join(posix.dirname(page), path);
  const readme = posix.join(file, 'README.md');
  const shown = existsSync(join(root, readme)) ? readme : file;
  if (!existsSync(join(root, shown))) throw new Error(`${page} links to ${href}, which does not exist`);
  const anchor = hash === undefined ? '' : `#${hash}`;
  if (shown.endsWith('.md')) return { kind: 'page', file: shown, href: `/${sitePageOf(shown)}${anchor}` };
  return { kind: 'file', file: shown, href: `/${shown}` };
}

/** The text of the first heading, without marks of code. */
export const titleOf = (markdown: string): string => plainText(/^# (.+)$/m.exec(markdown)?.[1] ?? '');

/** The first paragraph, without marks; undefined if the page starts with a table, a list or code. */
export function summaryOf(markdown: string): string | undefined {
  const [, block = ''] = /^# .+\n+((?:.+\n)+)/m.exec(markdown) ?? [];
  return /^(?:[|>#<!]|[-*] |```|\d+\. )/.test(block) || block === '' ? undefined : plainText(block);
}

/** The text of a file of the repository. */
export const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

const plainText = (markdown: string): string =>
  markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
