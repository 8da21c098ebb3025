import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** A folder of src, or a file at its top: what its files may import besides each other. Folders below it that are rooms of their own count apart. */
interface Room {
  /** Other rooms of this project. */
  readonly uses: readonly string[];
  /** Packages, those of Node included; none unless said. */
  readonly packages?: RegExp;
  /** A pure room must not reach for the clock, chance, timers or the process. */
  readonly isPure?: true;
}

const node = /^node:/;
const pure = { isPure: true } as const;

/** What every room may stand on: clock, errors, observed values, bounded lists. */
const nouns = ['core', 'core/facts'];
const judged = [...nouns, 'core/diagnosis', 'core/memory', 'core/checks'];
const family = {
  uses: [...judged, 'core/redaction', 'remedies', 'remedies/servers', 'rules/advice', 'rules/lines', 'rules/shared'],
  ...pure,
};
const source = [...nouns, 'core/checks', 'core/memory', 'core/ports', 'core/redaction'];

const rooms: Readonly<Record<string, Room>> = {
  core: { uses: [], ...pure },
  'core/redaction': { uses: ['core'], ...pure },
  'core/facts': { uses: ['core', 'core/redaction'], ...pure },
  'core/checks': { uses: nouns, ...pure },
  'core/memory': { uses: [...nouns, 'core/checks', 'core/redaction'], ...pure },
  'core/diagnosis': { uses: [...nouns, 'core/checks', 'core/memory'], ...pure },
  'core/report': { uses: [...judged, 'core/redaction'], ...pure },
  'core/ports': { uses: [...nouns, 'core/memory', 'core/report'], ...pure },

  'remedies/shell': { uses: [], ...pure },
  'remedies/command-line': { uses: ['core/facts', 'remedies/shell'], ...pure },
  'remedies/servers': { uses: ['remedies/command-line', 'remedies/shell'], ...pure },
  'remedies/frameworks': { uses: ['remedies/command-line', 'remedies/servers'], ...pure },
  'remedies/gunicorn': {
    uses: ['core/facts', 'core/redaction', 'remedies/command-line', 'remedies/servers', 'remedies/shell'],
    ...pure,
  },
  remedies: {
    uses: [
      'core/facts',
      'remedies/command-line',
      'remedies/frameworks',
      'remedies/gunicorn',
      'remedies/servers',
      'remedies/shell',
    ],
    ...pure,
  },

  // A family imports no other: what two of them need is in these three.
  'rules/lines': { uses: [...judged, 'core/redaction', 'remedies', 'remedies/servers'], ...pure },
  'rules/advice': { uses: [...judged, 'core/redaction', 'remedies', 'remedies/servers', 'rules/lines'], ...pure },
  'rules/shared': {
    uses: [...judged, 'core/redaction', 'remedies', 'remedies/servers', 'rules/advice', 'rules/lines'],
    ...pure,
  },
  'rules/agent': family,
  'rules/answer': family,
  'rules/dependencies': family,
  'rules/exit': family,
  'rules/limits': family,
  'rules/listening': family,
  'rules/start': family,
  'rules/strict': family,
  'rules/workers': { ...family, uses: [...family.uses, 'remedies/gunicorn'] },
  rules: {
    uses: [
      'core/diagnosis',
      ...['agent', 'answer', 'dependencies', 'exit', 'limits', 'listening', 'start', 'strict', 'workers'].map(
        (name) => `rules/${name}`,
      ),
    ],
    ...pure,
  },

  // What a line says is core code that lives beside its reader.
  'sources/log/search': { uses: ['core'], ...pure },
  'sources/log/dialects': { uses: ['core/facts', 'core/redaction', 'sources/log/search'], ...pure },
  'sources/log/dependencies': {
    uses: ['core/facts', 'core/redaction', 'sources/log/dialects', 'sources/log/search'],
    ...pure,
  },
  'sources/log/traces': {
    uses: ['core/facts', 'core/redaction', 'sources/log/dialects', 'sources/log/dependencies'],
    ...pure,
  },
  'sources/log/read': {
    uses: [...source, ...['dependencies', 'dialects', 'search', 'traces'].map((name) => `sources/log/${name}`)],
    packages: node,
  },
  'sources/log/replay/decode': { uses: ['core'], packages: node },
  'sources/log/life': { uses: [...nouns, 'core/redaction'], ...pure },
  'sources/log/replay': {
    uses: [...source, ...['dialects', 'life', 'read', 'search', 'traces'].map((name) => `sources/log/${name}`)],
    packages: node,
  },
  'sources/log/follow': { uses: [...source, 'sources/log/read', 'sources/log/replay'], packages: node },
  'sources/procfs/files': { uses: [...nouns, 'core/redaction'], packages: node },
  'sources/procfs/processes': { uses: [...source, 'sources/procfs/files'], packages: node },
  'sources/procfs/sockets': {
    uses: [...nouns, 'sources/procfs/files', 'sources/procfs/processes'],
    packages: node,
  },
  'sources/procfs/blocked': {
    uses: [...source, 'sources/procfs/files', 'sources/procfs/sockets'],
    packages: node,
  },
  'sources/procfs/attach': {
    uses: [...source, 'sources/procfs/files', 'sources/procfs/processes', 'sources/procfs/sockets'],
    packages: node,
  },
  'sources/procfs': {
    uses: [...source, ...['blocked', 'files', 'processes', 'sockets'].map((name) => `sources/procfs/${name}`)],
    packages: node,
  },
  'sources/app': { uses: source, packages: node },
  'sources/cgroup': { uses: source, packages: node },
  'sources/controller': { uses: source, packages: node },
  'sources/probe': { uses: source, packages: node },

  'sinks/log': {
    uses: [...nouns, 'core/diagnosis', 'core/ports', 'core/redaction', 'core/report', 'logger.ts'],
    packages: node,
  },
  'sinks/controller': {
    uses: [...nouns, 'core/ports', 'core/redaction', 'core/report', 'logger.ts'],
    packages: /^(node:|undici)/,
  },
  'sinks/controller/spool': { uses: ['core', 'logger.ts', 'sinks/controller'], packages: node },
  'sinks/api': {
    uses: [
      ...[...nouns, 'core/diagnosis', 'core/memory', 'core/ports', 'core/redaction', 'core/report'],
      ...['logger.ts', 'monotonic.ts'],
      ...['sinks/api/http', 'sinks/api/metrics', 'sinks/api/openapi', 'sinks/api/routes'],
    ],
    packages: node,
  },
  'sinks/api/http': { uses: ['core/facts', 'core/redaction', 'monotonic.ts', 'sinks/api'], packages: node },
  'sinks/api/metrics': { uses: [...nouns, 'core/memory', 'core/report', 'monotonic.ts', 'sinks/api'], packages: node },
  'sinks/api/openapi': {
    uses: [
      ...['core/facts', 'core/checks', 'core/diagnosis', 'core/report'],
      ...['sinks/api', 'sinks/api/http', 'sinks/api/routes'],
    ],
  },
  'sinks/api/routes': {
    uses: [
      ...[...nouns, 'core/checks', 'core/memory', 'core/ports', 'core/redaction', 'core/report'],
      ...['sinks/api', 'sinks/api/http'],
    ],
    packages: node,
  },

  agent: { uses: [...nouns, 'core/diagnosis', 'core/memory', 'core/ports', 'core/report'] },
  terminal: {
    uses: ['catalogue.ts', 'core/facts', 'core/redaction', 'core/report'],
    packages: /^(node:|get-east-asian-width$)/,
  },
  settings: { uses: [...nouns, 'core/checks', 'core/redaction', 'monotonic.ts'], packages: node },
  // Bundled for browsers: it takes types alone.
  page: { uses: ['core', 'core/report'] },
  'catalogue.ts': { uses: ['core/diagnosis'] },
  'logger.ts': { uses: ['core/redaction', 'terminal'], packages: /^pino$/ },
  'monotonic.ts': { uses: [] },
  'system-clock.ts': { uses: ['core', 'monotonic.ts'], packages: node },
  'version.ts': { uses: [] },
  // The commands put everything together.
  cli: {
    uses: [
      // Of `rules/shared`: for how long a single look must last.
      ...['agent', 'catalogue.ts', 'logger.ts', 'rules', 'rules/shared', 'settings'],
      ...['system-clock.ts', 'terminal', 'version.ts', ...judged, 'core/ports', 'core/redaction', 'core/report'],
      ...['sinks/api', 'sinks/controller', 'sinks/controller/spool', 'sinks/log'],
      ...['sources/app', 'sources/cgroup', 'sources/controller', 'sources/probe'],
      ...['sources/log/follow', 'sources/log/read', 'sources/log/replay', 'sources/log/replay/decode'],
      ...['sources/procfs', 'sources/procfs/attach', 'sources/procfs/files'],
    ],
    packages: /^(node:|yargs)/,
  },
  'main.ts': { uses: ['cli'] },
};

const names = Object.keys(rooms).sort((a, b) => b.length - a.length);

/** The innermost room that holds the file. */
const roomOf = (file: string): string | undefined =>
  names.find((name) => file === `src/${name}` || file.startsWith(`src/${name}/`));

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
      .filter((target) => target.startsWith('.'))
      .map((target) => resolved(file, target))
      .filter((path) => path.startsWith('src/')),
  ]),
);

/** The arrows that there are between places, as `from -> to`. */
function arrowsBetween(placeOf: (file: string) => string | undefined): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [file, targets] of graph) {
    const from = placeOf(file);
    for (const to of targets.map(placeOf)) if (from && to && from !== to) found.add(`${from} -> ${to}`);
  }
  return found;
}

const topOf = (file: string): string | undefined => file.split('/')[1];
const among = (folder: string) => (file: string) =>
  file.startsWith(`src/${folder}/`) ? file.slice(`src/${folder}/`.length).split('/')[0] : undefined;

describe('the layers', () => {
  test.each(files)('%s imports nothing that its layer may not', (file) => {
    const name = roomOf(file) ?? expect.fail(`no room in this test holds ${file}`);
    const { uses, packages } = rooms[name] ?? expect.fail(name);
    const forbidden = importsOf(file).filter((target) => {
      if (!target.startsWith('.')) return !packages?.test(target);
      const path = resolved(file, target);
      const other = roomOf(path);
      return path.startsWith('src/') && other !== name && !uses.includes(other ?? path);
    });
    expect(forbidden).toEqual([]);
  });

  test.each(files.filter((file) => rooms[roomOf(file) ?? '']?.isPure))('%s is pure', (file) => {
    expect(bareCode(file)).not.toMatch(
      /Date\.now|new Date\(\)|Math\.random|setTimeout|setInterval|setImmediate|\bprocess\.(env|hrtime|on\(|cwd|argv|exit|nextTick)/,
    );
  });

  test('what parses is pure wherever it lives, and imports core and other parsers alone', () => {
    const parsers = files.filter((file) => /^src\/sources\/.*\/parse-/.test(file));
    const wrong = parsers.filter(
      (file) =>
        importsOf(file).some((target) => !target.startsWith('.')) ||
        graph.get(file)?.some((path) => !/^src\/core\/|^src\/sources\/log\/search\/|\/parse-/.test(path)),
    );
    expect(wrong).toEqual([]);
    for (const file of parsers) expect(bareCode(file)).not.toMatch(/Date\.now|new Date\(\)|\bprocess\./);
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

  test('no two places at the top of src, or in one of its folders, import each other', () => {
    for (const placeOf of [topOf, ...['core', 'rules', 'remedies', 'sources', 'sinks'].map(among)]) {
      const arrows = arrowsBetween(placeOf);
      expect([...arrows].filter((arrow) => arrows.has(arrow.split(' -> ').reverse().join(' -> ')))).toEqual([]);
    }
  });

  test('nothing is allowed that nobody needs any more', () => {
    const arrows = arrowsBetween(roomOf);
    const families = /^rules\/(?!shared)/;
    const unused = Object.entries(rooms).flatMap(([from, { uses }]) =>
      families.test(from) || from.startsWith('sources/')
        ? []
        : uses.map((to) => `${from} -> ${to}`).filter((arrow) => !arrows.has(arrow)),
    );
    expect(unused).toEqual([]);
  });

  test('says how many places and arrows there are', () => {
    const counts = ['', 'core', 'rules', 'remedies', 'sources/log', 'sources/procfs', 'sinks'].map((folder) => {
      const placeOf = folder === '' ? topOf : among(folder);
      const places = new Set(files.flatMap((file) => placeOf(file) ?? []));
      return `src/${folder}: ${places.size} places, ${arrowsBetween(placeOf).size} arrows`;
    });
    console.log([`${files.length} files`, ...counts].join('\n'));
    expect(new Set(files.flatMap((file) => topOf(file) ?? [])).size).toBeLessThanOrEqual(17);
    expect(arrowsBetween(topOf).size).toBeLessThanOrEqual(35);
  });

  test('the page, the metrics and the OpenAPI document are loaded when they are asked for, not with the API', () => {
    const loaded = new Set(['src/sinks/api/api-sink.ts']);
    for (const file of loaded) for (const next of loadedWith(file)) loaded.add(next);
    expect([...loaded].filter((file) => /page-html|\/metrics\/|\/openapi\//.test(file))).toEqual([]);
    expect(loaded).toContain('src/sinks/api/lazy-answers.ts');
  });
});
