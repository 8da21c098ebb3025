import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: root })];

test.each(pages)('every link of %s to a file of this repository leads to one', (page) => {
  const text = readFileSync(join(root, page), 'utf8').replace(/```[\s\S]*?```/g, '');
  const targets = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)\s#]+)/g)].map(([, target = '']) => target);
  expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
});

test('the README and the index of docs lead to every page of the documentation', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const index = readFileSync(join(root, 'docs/README.md'), 'utf8');
  const isLinked = (page: string): boolean => readme.includes(page) || index.includes(`(${page.replace('docs/', '')})`);
  expect(pages.slice(1).filter((page) => page !== 'docs/README.md' && !isLinked(page))).toEqual([]);
});

/** Whether a path holds a name that the reader chooses: `src/rules/FAMILY/CODE.ts`. */
const isPattern = (path: string): boolean => /[A-Z]{2,}/.test(path);

test.each(['CONTRIBUTING.md', 'docs/architecture.md', 'docs/recipes.md'])(
  'every file and folder of the code that %s names exists',
  (page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const named = [...text.matchAll(/\b(?:src|test|scripts)\/[\w./-]*\w/g)].map(([path]) => path);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((path) => !isPattern(path) && !existsSync(join(root, path)))).toEqual([]);
  },
);

test('the map of docs/architecture.md has every folder at the top of src, and of core, sources and sinks', () => {
  const map = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const folders = globSync(['src/*/', 'src/{core,sources,sinks}/*/'], { cwd: root }).map((path) =>
    path.replace(/^src\/|\/$/g, ''),
  );
  const isParted = (folder: string): boolean => ['rules', 'sources', 'sinks'].includes(folder);
  expect(folders.filter((folder) => !isParted(folder) && !map.includes(`| \`${folder}\``))).toEqual([]);
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
