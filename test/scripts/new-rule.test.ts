// needs: time
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratch } from '../support/scratch.ts';

const root = join(import.meta.dirname, '../..');
const COPIED = [
  'src',
  'scripts',
  'docs',
  'test',
  'examples',
  'README.md',
  'package.json',
  'tsconfig.json',
  'biome.json',
];
const CONTRACT = 'test/support/contract-codes.ts';
const FAMILIES = 'agent, answer, dependencies, exit, limits, listening, start, strict, workers';

/** A copy of the project, in which rules may be made. */
function projectCopy(): string {
  const copy = scratch('new-rule');
  for (const name of [...COPIED, 'vitest.config.ts', '.gitignore']) {
    cpSync(join(root, name), join(copy, name), {
      recursive: true,
      filter: (path) => !['fixtures', 'node_modules'].includes(basename(path)),
    });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

const copy = projectCopy();
const textOf = (path: string): string => readFileSync(join(copy, path), 'utf8');

function runIn(program: string, ...args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(program, args, { cwd: copy, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
}

const newRule = (...args: readonly string[]) => runIn(process.execPath, 'scripts/new-rule.ts', ...args);
const bin = (name: string): string => join(root, 'node_modules/.bin', name);

describe('npm run new-rule -- CODE --family FAMILY', () => {
  const made = newRule('clock-skewed', '--family', 'strict');
  const files = ['src/rules/strict/clock-skewed.ts', 'test/rules/strict/clock-skewed.test.ts'] as const;

  test('writes the rule, with the usual stage of its family, and a test that uses the builders', () => {
    expect(made).toMatchObject({ status: 0, stderr: '' });
    expect(textOf(files[0])).toContain("stage: 'answer'");
    expect(textOf(files[1])).toContain('support/builders.ts');
  });

  test('registers the code where the tests expect it', () => {
    expect(textOf(CONTRACT)).toMatch(/ {2}'clock-skewed',\n\];\n$/);
    expect(textOf('src/rules/index.ts')).toContain('\n  clockSkewed,\n');
    expect(textOf('docs/diagnoses.md')).toContain('| [clock-skewed](#clock-skewed) |');
    expect(runIn(process.execPath, 'scripts/generate.ts', '--check')).toMatchObject({ status: 0, stderr: '' });
  });

  test('leaves nothing that the compiler or the linter refuses', () => {
    expect(runIn(bin('tsc'))).toMatchObject({ status: 0, stdout: '' });
    expect(runIn(bin('biome'), 'check', ...files, CONTRACT)).toMatchObject({ status: 0 });
  });

  test('has the new test fail at each place that must be filled in, and no other test', () => {
    const output = ['--reporter', 'json', '--outputFile', 'report.json'];
    runIn(bin('vitest'), 'run', '--project', 'unit', ...output, files[1], 'catalogue');
    // `as`: vitest wrote it a moment ago.
    const { testResults } = JSON.parse(textOf('report.json')) as VitestReport;
    const failed = testResults.flatMap(({ assertionResults }) => assertionResults.filter((e) => e.status === 'failed'));
    expect(failed.map(({ fullName }) => fullName)).toEqual([
      'clock-skewed is raised, and says in one sentence what offends',
      'clock-skewed is silent on the nearest innocent look-alike',
      'clock-skewed has all its texts',
    ]);
    for (const { failureMessages } of failed) expect(failureMessages.join()).toContain('FILL IN');
  });
});

/** What is read here of what vitest reports in JSON. */
interface VitestReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

describe('wrong usage exits with 64 and one sentence, and writes nothing', () => {
  const USAGE = 'usage: npm run new-rule -- CODE --family FAMILY\n';
  const SHAPE = 'CODE must be lowercase letters and digits with dashes between the words';

  test.each([
    ['without a family where nobody can be asked', ['a-b'], `--family is missing: give one of ${FAMILIES}`],
    ['with an unknown family', ['a-b', '--family', 'misc'], `the family must be one of ${FAMILIES}, got "misc"`],
    [
      'with the folder that families share',
      ['a-b', '--family', 'shared'],
      `the family must be one of ${FAMILIES}, got "shared"`,
    ],
    ['without a code', ['--family', 'exit'], `${SHAPE}, got ""`],
    ['with a code of capital letters', ['NoAnswer', '--family', 'exit'], `${SHAPE}, got "NoAnswer"`],
    ['with two codes', ['a-b', 'c-d', '--family', 'exit'], `${SHAPE}, got "a-b c-d"`],
    ['with an unknown option', ['a-b', '--stage', 'exit'], "Unknown option '--stage'"],
    [
      'with a code that another family has',
      ['flapping', '--family', 'exit'],
      'CODE must be new, got "flapping", which src/rules/answer/flapping.ts and test/rules/answer/flapping.test.ts already have',
    ],
  ])('%s', (_case, args, sentence) => {
    expect(newRule(...args)).toMatchObject({ status: 64, stdout: '', stderr: `${sentence}; ${USAGE}` });
    expect(existsSync(join(copy, 'src/rules/exit/a-b.ts'))).toBe(false);
  });
});

test('on a terminal the family is asked for', () => {
  // script(1) gives it a terminal; it is part of every Debian.
  const command = `${process.execPath} scripts/new-rule.ts moon-phase`;
  const { status, stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
    cwd: copy,
    encoding: 'utf8',
    input: 'exit\n',
  });
  expect(stdout).toContain(`Which family (${FAMILIES})? `);
  expect(status).toBe(0);
  expect(textOf('src/rules/exit/moon-phase.ts')).toContain("stage: 'exit'");
});
