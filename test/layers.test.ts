import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

interface Layer {
  readonly name: string;
  readonly files: RegExp;
  /** Files that it may import, besides those of its own folder where `ownFolder` is set. */
  readonly imports: RegExp;
  readonly packages: RegExp;
  readonly ownFolder?: boolean;
  /** A pure layer must not reach for the clock, chance, timers or the process. */
  readonly isPure?: boolean;
}

const none = /^$/;

// The first layer that a file fits is its own.
const layers: readonly Layer[] = [
  // The nouns and the wheel know nothing of what the rules work out from them.
  {
    name: 'facts',
    files: /^src\/core\/(facts\/|[^/]*$)/,
    imports: /^src\/core\/(?!findings)/,
    packages: none,
    isPure: true,
  },
  { name: 'findings', files: /^src\/core\//, imports: /^src\/core\//, packages: none, isPure: true },
  {
    name: 'rules',
    files: /^src\/rules\/(?!index)/,
    imports: /^src\/(core|remedies|rules\/shared)\//,
    packages: none,
    ownFolder: true,
    isPure: true,
  },
  { name: 'rules index', files: /^src\/rules\/index/, imports: /^src\/(core|rules)\//, packages: none },
  { name: 'remedies', files: /^src\/remedies\//, imports: /^src\/(core|remedies)\//, packages: none, isPure: true },
  {
    name: 'parsers',
    files: /^src\/sources\/.*\/parse-/,
    imports: /^src\/core\/|\/parse-/,
    packages: none,
    isPure: true,
  },
  { name: 'sources', files: /^src\/sources\//, imports: /^src\/core\//, packages: /^node:/, ownFolder: true },
  {
    name: 'sinks',
    files: /^src\/sinks\//,
    imports: /^src\/(core\/|logger|monotonic)/,
    packages: /^(node:|undici)/,
    ownFolder: true,
  },
  { name: 'agent', files: /^src\/agent\//, imports: /^src\/(core|agent)\//, packages: none },
];

const IMPORT = /^(?:import|export)\b[^;'`]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;

const importsOf = (file: string): readonly string[] => {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(IMPORT)].map(([, a, b, c]) => a ?? b ?? c ?? '');
};

/** The code without its comments and the texts that it holds: those may name what the code may not use. */
const bareCode = (file: string): string =>
  readFileSync(join(root, file), 'utf8')
    .replace(/^\s*(\/\/|\/?\*).*$/gm, '')
    .replace(/`(?:\\.|[^`\\])*`|'(?:\\.|[^'\\\n])*'/g, "''");

const resolved = (file: string, target: string): string => relative(root, join(root, dirname(file), target));

/** What is loaded as soon as the file is: types are not, nor what it imports late. */
const loadedWith = (file: string): readonly string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/^import (?!type\b)[^;'`]*?\bfrom '(\.[^']+)'/gm)].map(
    ([, target = '']) => resolved(file, target),
  );

const files = globSync('src/**/*.ts', { cwd: root });
const graph = new Map(
  files.map((file) => [
    file,
    importsOf(file)
      .filter((t) => t.startsWith('.'))
      .map((t) => resolved(file, t)),
  ]),
);

describe('the layers', () => {
  test.each(files)('%s imports nothing that its layer may not', (file) => {
    const layer = layers.find((each) => each.files.test(file));
    if (layer === undefined) return;
    const own = `${layer.files.source.includes('sinks') ? 'src/sinks' : file.split('/').slice(0, 3).join('/')}/`;
    const forbidden = importsOf(file).filter((target) => {
      if (!target.startsWith('.')) return !layer.packages.test(target);
      const path = resolved(file, target);
      return !layer.imports.test(path) && !(layer.ownFolder && path.startsWith(own));
    });
    expect(forbidden).toEqual([]);
  });

  test.each(files.filter((file) => layers.find((each) => each.files.test(file))?.isPure))('%s is pure', (file) => {
    expect(bareCode(file)).not.toMatch(
      /Date\.now|new Date\(\)|Math\.random|setTimeout|setInterval|setImmediate|\bprocess\.(env|hrtime|on\(|cwd|argv|exit|nextTick)/,
    );
  });

  test('no file reaches itself through its imports', () => {
    const reaches = (from: string, target: string, seen: Set<string>): boolean =>
      (graph.get(from) ?? []).some((next) => {
        if (next === target) return true;
        if (seen.has(next)) return false;
        seen.add(next);
        return reaches(next, target, seen);
      });
    expect(files.filter((file) => reaches(file, file, new Set()))).toEqual([]);
  });

  test('the page, the metrics and the OpenAPI document are loaded when they are asked for, not with the API', () => {
    const loaded = new Set(['src/sinks/api/api-sink.ts']);
    for (const file of loaded) for (const next of loadedWith(file)) loaded.add(next);
    expect([...loaded].filter((file) => /page-html|\/metrics\/|\/openapi\//.test(file))).toEqual([]);
    expect(loaded).toContain('src/sinks/api/page-answer.ts');
  });
});
