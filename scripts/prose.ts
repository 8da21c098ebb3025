// node scripts/prose.ts [--root DIR] [--summary] [PATH...]: finds our bad habits in all that we wrote for people to read.
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Finding, findingsIn } from './prose/findings.ts';
import { repositoryTexts } from './prose/repository-texts.ts';

const { values, positionals } = parseArgs({
  options: { root: { type: 'string', default: join(import.meta.dirname, '..') }, summary: { type: 'boolean' } },
  allowPositionals: true,
});
const texts = await repositoryTexts(resolve(values.root), positionals);
const findings = texts.flatMap(findingsIn);
console.log(values.summary ? summary(findings) : findings.map(lineOf).join('\n'));
process.exitCode = findings.length > 0 ? 1 : 0;

function lineOf({ file, line, habit, instead, words }: Finding): string {
  return `${file}:${line}  ${habit}: ${words}… → ${instead}`;
}

function summary(all: readonly Finding[]): string {
  return [
    ...counts(all.map(({ habit }) => habit)),
    '',
    ...counts(
      all.map(({ file }) =>
        file
          .split('/')
          .slice(0, file.startsWith('src/') ? 3 : 2)
          .join('/'),
      ),
    ),
    '',
    `${all.length} in ${texts.length} texts`,
  ].join('\n');
}

function counts(names: readonly string[]): readonly string[] {
  const byName = Map.groupBy(names, (name) => name);
  return [...byName]
    .map(([name, { length }]) => ({ name, length }))
    .sort((a, b) => b.length - a.length)
    .map(({ name, length }) => `${String(length).padStart(6)}  ${name}`);
}
