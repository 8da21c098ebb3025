import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sidebarOf } from '../../../scripts/docs/sidebar.ts';
import { INDEX, root, sitePageOf, textOf } from '../../../scripts/docs/site-pages.ts';

const index = `# Documentation

## By question

| How do I start? | [start.md](start.md), or [codes.md](codes.md#a-code) |

## Reference

| [codes.md](codes.md) | [CHANGELOG.md](../CHANGELOG.md) and [codes.md](codes.md) |
| [Gunicorn](servers/gunicorn.md) |
`;

test('has the sections of the index in order, with the titles of the pages that they link to', () => {
  expect(sidebarOf(index, (file) => `title of ${file}`)).toEqual([
    { text: 'By question', items: [{ text: 'title of docs/start.md', link: '/start.md' }] },
    {
      text: 'Reference',
      items: [
        { text: 'title of docs/codes.md', link: '/codes.md' },
        { text: 'title of CHANGELOG.md', link: '/changelog.md' },
        { text: 'title of docs/servers/gunicorn.md', link: '/servers/gunicorn.md' },
      ],
    },
  ]);
});

test('has every page of docs exactly once', () => {
  const links = sidebarOf(textOf(INDEX), () => '').flatMap(({ items }) => items.map(({ link }) => link));
  const pages = globSync('docs/**/*.md', { cwd: root }).filter((file) => file !== INDEX);
  expect(links.filter((link, at) => links.indexOf(link) !== at)).toEqual([]);
  expect(pages.filter((file) => !links.includes(`/${sitePageOf(file)}`))).toEqual([]);
});
