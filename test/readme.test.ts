import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCommandLine } from '../src/cli/command-line.ts';
import { profileNames } from '../src/core/checks/profiles/profiles.ts';
import { rules } from '../src/rules/index.ts';
import { fencesOf, pagesIn } from './docs/pages.ts';

const root = join(import.meta.dirname, '..');
const fileText = (path: string): string => readFileSync(join(root, path), 'utf8');
const readme = fileText('README.md');

test('the README has fewer than 200 lines', () => {
  expect(readme.split('\n').length).toBeLessThan(200);
});

test('the README names no command that an older Node cannot run, or that fetches a name which is not ours', () => {
  expect(readme).not.toMatch(/npx|node (?:src|scripts)\//);
});

test('every script that the README names exists', () => {
  const scripts = Object.keys(JSON.parse(fileText('package.json')).scripts);
  const named = [...readme.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
});

test('the README links every diagnosis to its section', () => {
  expect(
    rules.map(({ code }) => code).filter((code) => !readme.includes(`[${code}](docs/diagnoses.md#${code})`)),
  ).toEqual([]);
});

const firstDockerfile = (page: string): string => /```dockerfile\n([\s\S]*?)```/.exec(fileText(page))?.[1] ?? '';

test.each(['README.md', 'docs/getting-started.md'])(
  'the Dockerfile of %s adds four lines, as its text says, and repeats the CMD after the ENTRYPOINT',
  (page) => {
    const instructions = [...firstDockerfile(page).matchAll(/^[A-Z]+/gm)].map(([word]) => word);
    expect(instructions).toEqual(['FROM', 'COPY', 'ENV', 'ENTRYPOINT', 'CMD']);
    expect(fileText(page)).toMatch(/add four lines to (?:a|your) Dockerfile/);
    expect(fileText(page)).not.toMatch(/three lines|five lines/);
  },
);

test.each(['README.md', 'docs/getting-started.md'])(
  'the Dockerfile of %s names the port that the app binds and the container publishes',
  (page) => {
    const [, port] = /^ENV PORT=(\d+)$/m.exec(firstDockerfile(page)) ?? [];
    expect(port).toBeDefined();
    expect(firstDockerfile(page)).toContain(`"--bind", "0.0.0.0:${port}"`);
    expect(fileText(page)).toContain(`--publish ${port}:${port} `);
  },
);

/** What follows the program's name, in every code block of a page. */
const ownCommands = (page: string): readonly string[] =>
  fencesOf(page)
    .filter(({ language }) => language !== 'dockerfile')
    .flatMap(({ text }) => [...text.matchAll(/\/sidewatch\/?sidewatch (.+)$/gm)].map(([, words = '']) => words));

test.each(['README.md', 'docs/getting-started.md'])('every command of sidewatch in %s is right usage', (page) => {
  const commands = ownCommands(page);
  expect(commands.length).toBeGreaterThan(1);
  expect(commands.filter((words) => readCommandLine(words.split(' '))?.fault !== undefined)).toEqual([]);
});

test.each(['README.md', 'docs/getting-started.md'])(
  'whoever pastes the commands of %s waits for the release check before the check',
  (page) => {
    const block = fencesOf(page).find(({ text }) => text.includes('podman run'))?.text ?? '';
    expect(block).toMatch(/podman run [\s\S]*sidewatch wait [\s\S]*sidewatch check\n/);
  },
);

test('the README defines the words that the log and the help use', () => {
  const defined = [...readme.matchAll(/^- \*\*(.+?)\*\*: \S/gm)].map(([, word]) => word);
  expect(defined).toEqual(['endpoint', 'release check', 'runtime check', 'profile']);
});

test('every profile that the README and the pages of docs set exists', () => {
  const set = ['README.md', ...pagesIn('docs/**/*.md')].flatMap((page) =>
    [...fileText(page).matchAll(/SIDEWATCH_PROFILE=([\w-]+)/g)].map(([, name = '']) => name),
  );
  expect(set.length).toBeGreaterThan(2);
  expect(set.filter((name) => !profileNames.some((known) => known === name))).toEqual([]);
});

/** The cells of the first row that starts so. */
const cells = (page: string, start: string): readonly string[] => {
  const row =
    fileText(page)
      .split('\n')
      .find((line) => line.startsWith(`| ${start} |`)) ?? '';
  return row
    .split('|')
    .slice(2, -1)
    .map((cell) => cell.trim());
};

test('the figures of the README are those that were measured', () => {
  const [broken, right] = cells('docs/scoreboard.md', 'broken');
  const [healthy] = cells('docs/scoreboard.md', 'healthy');
  const [passedByCurl, failedByCurl] = cells(
    'docs/scoreboard.md',
    '`HEALTHCHECK CMD curl -fsS http://localhost:PORT/`',
  );
  const [passedFromOutside] = cells('docs/scoreboard.md', 'GET / from outside');
  const footprint = (what: string): string => cells('docs/performance.md', what)[1] ?? '';
  const peer = (name: string): string => cells('docs/performance.md', name)[0] ?? '';
  const size = (what: string): string => (cells('docs/performance.md', what)[0] ?? '').replaceAll('*', '');
  const figures = [
    `We broke ${broken} containers`,
    `first for ${right} of ${broken}`,
    `the ${healthy} healthy ones`,
    `passed ${passedByCurl} broken ones, and failed ${failedByCurl} healthy ones`,
    `passed ${passedFromOutside} broken ones`,
    size('**total**'),
    size('compressed with gzip -9, as the archive is'),
    `${footprint('anonymous memory')} anonymous`,
    footprint('memory with its share of shared pages (PSS)'),
    `${footprint('CPU of one core, over 30 s, from 15 s after the start')} of one core`,
    `sidewatch used ${peer('sidewatch')}`,
    peer('Monit'),
    peer('Blackbox exporter'),
  ];
  expect(figures.filter((figure) => !readme.includes(figure))).toEqual([]);
});
