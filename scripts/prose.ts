// node scripts/prose.ts [--root DIR] [--summary] [PATH...] finds bad habits in the texts that we write for people.
// Without PATH it reads the whole tree except test/. --summary prints counts per habit and per folder.
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Finding, findingsIn } from './prose/findings.ts';
import { isJudged, repositoryTexts } from './prose/repository-texts.ts';

const { values, positionals } = parseArgs({
  options: {
    root: { type: 'string', default: join(import.meta.dirname, '..') },
    summary: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const texts = (await repositoryTexts(resolve(values.root), positionals)).filter(
  (text) => positionals.length > 0 || isJudged(text),
);
const findings = texts.flatMap(findingsIn);
for (const line of values.summary ? summary() : findings.map(lineOf)) console.log(line);
if (findings.length > 0) process.exitCode = 1;

function lineOf({ file, line, habit, instead, words }: Finding): string {
  return `${file}:${line}  ${habit}: ${words}… → ${instead}`;
}

function summary(): readonly string[] {
  return [
    ...counts(findings.map(({ habit }) => habit)),
    '',
    ...counts(findings.map(({ file }) => folderOf(file))),
    '',
    `${findings.length} findings in ${texts.length} texts`,
  ];
}

/** Two levels of folders, or three below src. */
function folderOf(file: string): string {
  const levels = file.startsWith('src/') ? 3 : 2;
  return file.split('/').slice(0, levels).join('/');
}

function counts(names: readonly string[]): readonly string[] {
  return [...Map.groupBy(names, (name) => name)]
    .map(([name, { length }]) => ({ name, length }))
    .sort((a, b) => b.length - a.length)
    .map(({ name, length }) => `${String(length).padStart(6)}  ${name}`);
}
