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

test.each(['docs/reliability.md', 'docs/security.md'])('every test that %s names exists, by its path', (page) => {
  const names = [...readFileSync(join(root, page), 'utf8').matchAll(/[\w./-]*\.test\.ts/g)].map(([name]) => name);
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !name.startsWith('test/') || !existsSync(join(root, name)))).toEqual([]);
});

test('every promise in a table of docs/reliability.md and every limit of docs/security.md names a test', () => {
  const rows = ['docs/reliability.md', 'docs/security.md'].flatMap((page) =>
    readFileSync(join(root, page), 'utf8')
      .split('\n\n')
      .filter((block) => /^\|.*\| tested in \|$/m.test(block))
      .flatMap((block) => block.trimEnd().split('\n').slice(2)),
  );
  expect(rows.length).toBeGreaterThan(30);
  expect(rows.filter((row) => !/`test\/\S+\.test\.ts` \|$/.test(row))).toEqual([]);
});
