import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitepress';
import { githubSlug } from '../github-slug.ts';
import { sidebarOf } from '../sidebar.ts';
import { INDEX, root, sitePageOf, summaryOf, textOf, titleOf, WITHOUT_PAGES } from '../site-pages.ts';
import { correctedTheme } from './corrected-theme.ts';
import { addRules } from './markdown-rules.ts';

const { description } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly description: string;
};
const linkedFiles = new Set<string>();

/** The pages are outside this package, where Node does not find Vue. It is imported when they are rendered, from a folder of this package. */
const vueOfThisPackage: Plugin = {
  name: 'vue-of-this-package',
  enforce: 'pre',
  resolveId: (id, _importer, { ssr }) => (ssr && /^vue(?:\/|$)/.test(id) ? { id, external: true } : undefined),
};

export default defineConfig({
  title: 'sidewatch',
  description,
  srcDir: root,
  srcExclude: WITHOUT_PAGES,
  rewrites: sitePageOf,
  outDir: join(root, 'dist/docs'),
  cacheDir: join(root, 'scripts/docs/node_modules/.vitepress'),
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: {
    // The pages must look as they do on GitHub, so what only VitePress understands is off.
    attrs: { disable: true },
    emoji: { enabled: [] },
    // An address in a log or a command is not a link: no link leads to another host.
    linkify: false,
    anchor: { slugify: githubSlug },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: (markdown) => addRules(markdown, linkedFiles),
  },
  transformPageData: ({ filePath }) => {
    const summary = summaryOf(textOf(filePath));
    return summary === undefined ? {} : { description: summary };
  },
  buildEnd: ({ outDir }) => {
    for (const file of linkedFiles) cpSync(join(root, file), join(outDir, file));
  },
  vite: { plugins: [correctedTheme(), vueOfThisPackage] },
  themeConfig: {
    nav: [{ text: 'Documentation', link: '/documentation' }],
    sidebar: sidebarOf(textOf(INDEX), (file) => titleOf(textOf(file))).map(({ text, items }) => ({
      text,
      items: [...items],
    })),
    outline: { level: [2, 3] },
    docFooter: { prev: false, next: false },
    search: { provider: 'local', options: { detailedView: false } },
    notFound: {
      code: '404',
      title: 'This page does not exist',
      quote: 'It may have moved. Search for it, or open the index of the documentation.',
      linkText: 'Go to the start page',
      linkLabel: 'Go to the start page',
    },
  },
});
