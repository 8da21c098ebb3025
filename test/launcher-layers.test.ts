import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Each .c file by its name. */
type Sources = ReadonlyMap<string, string>;

/** The files that each file uses, by what they define. */
type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** The code without comments, texts and lines of the preprocessor. */
const bareCode = (source: string): string =>
  source
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, '""')
    .replace(/^#.*$/gm, '');

// At the start of a line, where no statement stands. What is static belongs to its file alone.
const FUNCTION = /^(?!static\b)\w[\w ]*[ *](\w+)\([^;{}]*\)\s*\{/gm;
const VARIABLES =
  /^(?!static\b|extern\b|typedef\b)(?:const |struct )*\w+ \*?(\w+(?:, \*?\w+)*)(?:\[[^;]*\])?(?: = [^;]*)?;/gm;

const functionsOf = (code: string): readonly string[] => [...code.matchAll(FUNCTION)].map(([, name = '']) => name);

const variablesOf = (code: string): readonly string[] =>
  [...code.matchAll(VARIABLES)].flatMap(([, names = '']) => names.split(/, \*?/));

/** A member of a struct is not the variable of that name; a local variable of that name is refused by the compiler (-Wshadow). */
const uses = (code: string, name: string, isFunction: boolean): boolean =>
  new RegExp(`(?<!\\w|\\.|->)${name}${isFunction ? '\\(' : '\\b'}`).test(code);

function usedFiles(sources: Sources): Graph {
  const codes = [...sources].map(([file, source]) => ({ file, code: bareCode(source) }));
  const definitions = codes.flatMap(({ file, code }) => [
    ...functionsOf(code).map((name) => ({ file, name, isFunction: true })),
    ...variablesOf(code).map((name) => ({ file, name, isFunction: false })),
  ]);
  const usedBy = (user: string, code: string): ReadonlySet<string> =>
    new Set(
      definitions
        .filter(({ file, name, isFunction }) => file !== user && uses(code, name, isFunction))
        .map(({ file }) => file),
    );
  return new Map(codes.map(({ file, code }) => [file, usedBy(file, code)]));
}

/** All that a file uses, also by way of others. */
function reachedFrom(graph: Graph, start: string): ReadonlySet<string> {
  const reached = new Set(graph.get(start));
  for (const file of reached) for (const next of graph.get(file) ?? []) reached.add(next);
  return reached;
}

/** The steps that lead from a file back to itself. */
const circles = (graph: Graph): readonly string[] =>
  [...graph].flatMap(([file, used]) =>
    [...used].filter((next) => reachedFrom(graph, next).has(file)).map((next) => `${file} uses ${next}`),
  );

const launcher = usedFiles(
  new Map(
    globSync('src/launcher/*.c', { cwd: root }).map((file) => [basename(file), readFileSync(join(root, file), 'utf8')]),
  ),
);

describe("the launcher's files", () => {
  test('use each other in one direction only', () => {
    expect(circles(launcher)).toEqual([]);
  });

  test('are all used from main.c, which no file uses', () => {
    expect([...reachedFrom(launcher, 'main.c')].sort()).toEqual(
      [...launcher.keys()].filter((file) => file !== 'main.c').sort(),
    );
  });

  test.each([
    ['calls', 'first(1)'],
    ['reads a variable of', 'limit'],
  ])('are in a circle where one %s another that uses it', (_, use) => {
    const first = 'int limit = 1;\n\nvoid first(int count)\n{\n    second(count);\n}\n';
    const second = (value: string): string => `/* first() */\nint second(int count)\n{\n    return ${value};\n}\n`;
    const graph = (value: string): Graph =>
      usedFiles(
        new Map([
          ['first.c', first],
          ['second.c', second(value)],
        ]),
      );
    expect(circles(graph('count->limit'))).toEqual([]);
    expect(circles(graph(use))).toEqual(['first.c uses second.c', 'second.c uses first.c']);
  });
});
