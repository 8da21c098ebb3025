import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const pages = ['README.md', ...globSync('docs/*.md', { cwd: root })];

test.each(pages)('every link of %s to a file of this repository leads to one', (page) => {
  const text = readFileSync(join(root, page), 'utf8').replace(/```[\s\S]*?```/g, '');
  const targets = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)\s#]+)/g)].map(([, target = '']) => target);
  expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
});

test('the README leads to every page of the documentation', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  expect(pages.slice(1).filter((page) => !readme.includes(page))).toEqual([]);
});
