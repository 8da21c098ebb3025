import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryTexts, textsOf } from '../../../scripts/prose/repository-texts.ts';
import { lineAt } from '../../../scripts/prose/text.ts';

const root = join(import.meta.dirname, '../../..');
const HOLE = '$' + '{port}';

/** The kind, first line and words of each text of a file. */
const read = (file: string, ...source: readonly string[]): readonly string[] =>
  textsOf(file, source.join('\n')).map((text) => `${text.kind} ${lineAt(text, 0)}: ${text.text}`);

test('joins line comments to a paragraph, and parts it at blank lines and list items', () => {
  expect(
    read(
      'src/a.ts',
      '// Reads one row',
      '// of the table.',
      '//',
      '// - the first item',
      '// - the second item',
      'const x = 1; // Behind code.',
      '',
      '// Another one.',
    ),
  ).toEqual([
    'comment 1: Reads one row of the table.',
    'comment 4: the first item',
    'comment 5: the second item',
    'comment 6: Behind code.',
    'comment 8: Another one.',
  ]);
});

test('reads JSDoc without its marks, and skips comments for tools', () => {
  expect(
    read(
      'src/a.ts',
      '// needs: openssl',
      '/**',
      ' * Reads one row.',
      ' * Throws nothing.',
      ' */',
      '// biome-ignore x: y',
    ),
  ).toEqual(['comment 3: Reads one row. Throws nothing.']);
});

test('knows the line of each part of a text', () => {
  const [text] = textsOf('src/a.ts', '\n// Reads one row\n// of the table.');
  expect(text && [lineAt(text, 0), lineAt(text, text.text.indexOf('of the'))]).toEqual([2, 3]);
});

test('joins strings that are added up, and puts VALUE for the holes of a template', () => {
  expect(
    read(
      'src/a.ts',
      "const one = 'The app listens on one port, ' +",
      `  \`and the endpoint is on ${HOLE}.\`;`,
      `const two = \`The port is \${isTaken ? 'held by another of the programs' : \`free at \${a / b}\`} now.\`;`,
    ),
  ).toEqual([
    'string 1: The app listens on one port, and the endpoint is on VALUE.',
    'string 3: held by another of the programs',
    'string 3: The port is VALUE now.',
  ]);
});

test.for([
  ['an import', "import { a } from './one of the many files.ts';"],
  ['a regular expression', 'const a = /the app is not there/; const b = c / d / e;'],
  ['a comparison', "if (line === 'the app is not there') return;"],
  ['a search', "line.includes('the app is not there');"],
  ['a made pattern', "new RegExp(['the app is not there', 'nor is it'].join('|'));"],
  ['the source of a pattern', "const WORDS = 'the (?:app|program) is not there';"],
  ['an example of a finding', "define({ example: { lines: ['the app is not there'] } });"],
  ['a few words', "const title = 'not there';"],
  ['a list of names', "const names = 'alpha beta gamma delta epsilon';"],
  ['a list of many words', `const words = '${'a list of such words '.repeat(10)}';`],
  ['a command', "const command = 'sh -c exec --user=1 /bin/x -- $0 $1 a';"],
])('takes no prose from %s', ([, source = '']) => {
  expect(read('src/a.ts', source)).toEqual([]);
});

test('takes the meaning of a diagnosis, and not its title', () => {
  const source = "defineRule({ title: 'The app is not there', meaning: 'The app has not started yet.' });";
  expect(read('src/rules/start/a.ts', source)).toEqual(['string 1: The app has not started yet.']);
});

test('skips the strings of log parsers, except verdicts and errors', () => {
  expect(
    read(
      'src/sources/log/dialects/a.ts',
      "const needles = ['the address is already in use'];",
      "verdict('the memory of the container ran out');",
      "throw new ParseError('this is not a line of a log');",
    ),
  ).toEqual(['string 2: the memory of the container ran out', 'string 3: this is not a line of a log']);
});

test('takes from a test its comments and titles', () => {
  expect(
    read(
      'test/a.test.ts',
      "test('stays silent beside a healthy app', () => {",
      "  expect(read('a log line that nobody wrote')).toEqual('it is not there'); // Held by nobody.",
      '});',
    ),
  ).toEqual(['comment 2: Held by nobody.', 'title 1: stays silent beside a healthy app']);
});

test('takes comments and strings from C, adjacent strings as one, and conversions as VALUE', () => {
  expect(
    read(
      'src/launcher/a.c',
      '/*',
      ' * Starts the app.',
      ' */',
      '#include "x.h"',
      'say("the app %s", // It',
      '    " exited with %d\\n");',
    ),
  ).toEqual([
    'comment 2: Starts the app.',
    'string 5: the app VALUE',
    'comment 5: It',
    'string 6:  exited with VALUE ',
  ]);
});

test('takes headings, paragraphs, items and cells from Markdown, without code and comments', () => {
  expect(
    read(
      'docs/a.md',
      '# The title',
      'A paragraph of',
      'two lines.',
      '',
      '> A quote.',
      '',
      '- one item',
      '  goes on',
      '1. another',
      '',
      '<!-- hidden -->',
      '| code | says |',
      '| --- | --- |',
      '| `x` | a cell |',
      '```sh',
      'curl nobody',
      '```',
      'The end.',
    ),
  ).toEqual([
    'markdown 1: The title',
    'markdown 2: A paragraph of two lines.',
    'markdown 5: A quote.',
    'markdown 7: one item goes on',
    'markdown 9: another',
    'markdown 12: code',
    'markdown 12: says',
    'markdown 14: `x`',
    'markdown 14: a cell',
    'markdown 18: The end.',
  ]);
});

test('takes comments from YAML, the shell and Dockerfiles', () => {
  expect(
    read('deploy/a.yaml', '# The agent runs', '# next to the app.', 'kind: Pod # one a node', "run: echo '# no'"),
  ).toEqual(['comment 1: The agent runs next to the app.', 'comment 3: one a node']);
});

test('takes what a page shows, and descriptions of JSON', () => {
  expect([
    ...read('src/page/a.html', '<p>Asking the <b>agent</b></p>', '<script>const a = 1;</script>'),
    ...read('package.json', '{ "name": "x",', '  "description": "Says why." }'),
  ]).toEqual(['string 1: Asking the', 'string 1: agent', 'string 2: Says why.']);
});

test('reads every diagnosis as the catalogue shows it, and no fixtures', async () => {
  const texts = await repositoryTexts(root);
  const catalogue = texts.filter(({ kind }) => kind === 'catalogue');
  expect(catalogue).toContainEqual(
    expect.objectContaining({
      file: 'src/rules/listening/bound-to-loopback.ts',
      text: expect.stringMatching(/^The app listens only on 127\.0\.0\.1/),
    }),
  );
  expect(new Set(catalogue.map(({ file }) => file)).size).toBeGreaterThan(40);
  expect(texts.filter(({ file }) => file.includes('/fixtures/'))).toEqual([]);
});

test('reads the named files and folders only', async () => {
  const texts = await repositoryTexts(root, ['README.md', 'src/rules/limits']);
  expect([...new Set(texts.map(({ file }) => file))]).toEqual([
    'README.md',
    'src/rules/limits/cpu-throttled.ts',
    'src/rules/limits/memory-pressure.ts',
    'src/rules/limits/out-of-memory.ts',
  ]);
});
