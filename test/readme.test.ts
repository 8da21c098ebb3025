import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rules } from '../src/rules/index.ts';

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

test('the Dockerfile of the README repeats the CMD after the ENTRYPOINT', () => {
  const dockerfile = /```dockerfile\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  expect([...dockerfile.matchAll(/^[A-Z]+/gm)].map(([word]) => word)).toEqual(['FROM', 'COPY', 'ENTRYPOINT', 'CMD']);
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
