import { globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { needsOf, testFiles, textOf, withImports } from '../../scripts/needs.ts';
import { testPackages } from '../../scripts/setup.ts';

const root = join(import.meta.dirname, '../..');
const files = globSync('test/**/*.ts', { cwd: root }).sort();
/** Words that stand for no Debian package: scripts/needs.ts and scripts/test-setup.ts have their meaning. */
const OTHER_NEEDS = ['time', 'newer-gunicorn', 'npm-programs'];

/** A program in a command: a whole word at the start of a string, or of a shell's command, by its name or its path. */
const START = /(?:['"`]|exec |&& |\|\| |[;&|] |\$\()/.source;
const PLACE = /(?:(?:\/usr)?\/s?bin\/)?/.source;
const END = /(?=['"` ])/.source;

/** What tells that a file uses what is in a package, by the package's name. */
const signs = Object.entries(testPackages).map(([file, name]) => {
  const isProgram = /\/s?bin$/.test(dirname(file));
  return [name, new RegExp(isProgram ? `${START}${PLACE}${basename(file)}${END}` : file)] as const;
});

const codeOf = (file: string): string => textOf(file).replaceAll(/^\s*(\/\/|\/?\*).*$/gm, '');
/** Elsewhere the names of programs are data, and so they are in these. */
const startsPrograms = (file: string): boolean =>
  withImports(file).some((each) =>
    /^} from 'node:child_process'|^import .* from 'node:child_process'/m.test(textOf(each)),
  ) && !onlyData.includes(file);
const onlyData = ['hostile-text', 'sources/probe/http-probe', 'sources/procfs/gunicorn-conf'].map(
  (name) => `test/${name}.test.ts`,
);

test('what a file of tests imports is asked for by it, too', () => {
  expect(needsOf('test/scenario/bind.test.ts')).toEqual(expect.arrayContaining(['curl', 'gunicorn', 'nginx-light']));
  expect(needsOf('test/scripts/needs.test.ts')).toEqual([]);
});

test('a file that starts a program asks for its package', () => {
  const unasked = files.filter(startsPrograms).flatMap((file) => {
    const asked = needsOf(file);
    const used = new Set(signs.flatMap(([name, sign]) => (sign.test(codeOf(file)) ? [name] : [])));
    return [...used].filter((name) => !asked.includes(name)).map((name) => `${file} uses ${name}`);
  });
  expect(unasked).toEqual([]);
});

test('a file asks for nothing that npm test cannot install, and npm test installs nothing that no file asks for', () => {
  const asked = new Set(testFiles().flatMap(needsOf));
  expect([...asked].sort()).toEqual([...new Set([...Object.values(testPackages), ...OTHER_NEEDS])].sort());
});
