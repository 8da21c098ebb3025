import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

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
