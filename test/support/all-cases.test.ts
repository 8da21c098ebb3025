import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { allCases } from './all-cases.ts';
import { isFault } from './scenario.ts';

const root = join(import.meta.dirname, '../..');
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');
const casesFiles = globSync('test/scenario/cases/*.ts', { cwd: root }).sort();
const tests = globSync('test/scenario/*.test.ts', { cwd: root }).map(textOf);

/** Whether one file of tests imports the array from this file of cases and hands it to describeFaults or describeHealthy. */
const isTested = (file: string, name: string): boolean =>
  tests.some(
    (text) =>
      new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from '\\./${file.slice('test/scenario/'.length)}'`).test(text) &&
      new RegExp(`\\bdescribe(?:Faults|Healthy)\\([^;]*[\\s(.]${name}\\b`).test(text),
  );

test.each(casesFiles)('every array of %s is played by a file of tests', (file) => {
  const names = [...textOf(file).matchAll(/^export (?:const|function|let) (\w+)/gm)].map(([, name = '']) => name);
  expect(names).not.toEqual([]);
  expect(names.filter((name) => !isTested(file, name))).toEqual([]);
});

test('every fault has a remedy that is known to work, or a reason why none can be tried', async () => {
  const cases = await allCases();
  const undecided = cases.filter(isFault).filter((each) => (each.fixWorks ?? each.cannotFix) === undefined);
  expect(undecided.map(({ name }) => name)).toEqual([]);
  const both = cases.filter(isFault).filter((each) => each.fixWorks && each.cannotFix !== undefined);
  expect(both.map(({ name }) => name)).toEqual([]);
});
