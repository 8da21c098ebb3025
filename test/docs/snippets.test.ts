import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readCommandLine } from '../../src/cli/command-line.ts';
import { splitWords } from '../../src/remedies/shell/shell-words.ts';
import { validate } from '../deploy/manifests.ts';
import { type Fence, fencesOf, pagesIn, textOf } from './pages.ts';

/** Pages that a script writes, or whose code blocks other tests check. */
const CHECKED_ELSEWHERE =
  /^docs\/(?:api|commands|diagnoses|fleet|log-files|performance|reports|scoreboard|settings)\.md$/;

const fences = pagesIn('docs/**/*.md')
  .filter((page) => !CHECKED_ELSEWHERE.test(page))
  .flatMap(fencesOf);
const unrun = fences.filter(({ notRun }) => notRun !== undefined);
console.log(`${unrun.length} of ${fences.length} code blocks in docs/ are not run: each says why in its source`);

const of = (language: string): readonly (readonly [string, Fence])[] =>
  fences
    .filter((fence) => fence.language === language && fence.notRun === undefined)
    .map((fence) => [`${fence.page}:${fence.line}`, fence]);

test('every code block is of a kind that a test checks, or says why none does', () => {
  const checked = ['dockerfile', 'json', 'log', 'sh', 'yaml'];
  const others = fences.filter(({ language, notRun }) => !checked.includes(language) && notRun === undefined);
  expect(others.map(({ page, line, language }) => `${page}:${line} ${language}`)).toEqual([]);
});

describe('a Dockerfile has instructions that exist, and repeats CMD after a new ENTRYPOINT', () => {
  const all = fences.filter(({ language }) => language === 'dockerfile');
  test.each(all.map((fence) => [`${fence.page}:${fence.line}`, fence.text]))('%s', (_place, text) => {
    const lines = text.replaceAll('\\\n', ' ').split('\n');
    const instructions = lines.filter((line) => /^[^#\s]/.test(line)).map((line) => line.split(' ')[0] ?? '');
    const known = [
      'FROM',
      'COPY',
      'ADD',
      'RUN',
      'ENV',
      'EXPOSE',
      'USER',
      'WORKDIR',
      'HEALTHCHECK',
      'ENTRYPOINT',
      'CMD',
    ];
    expect(instructions.filter((name) => !known.includes(name))).toEqual([]);
    expect(lines.flatMap(listForm).filter((words) => words === undefined)).toEqual([]);
    const entry = lines.findIndex((line) => line.startsWith('ENTRYPOINT'));
    const command = lines.findIndex((line) => line.startsWith('CMD'));
    if (entry >= 0 && /--"\]$/.test(lines[entry] ?? '')) expect(command).toBeGreaterThan(entry);
  });
});

/** The words of an instruction in its list form; undefined if they are not JSON. */
function listForm(line: string): readonly (readonly string[] | undefined)[] {
  const [, list] = /^(?:ENTRYPOINT|CMD|HEALTHCHECK.* CMD) (\[.*)$/.exec(line) ?? [];
  if (list === undefined) return [];
  try {
    return [JSON.parse(list)];
  } catch {
    return [undefined];
  }
}

describe('a shell command exists, with the flags that it is given', () => {
  test.each(of('sh'))('%s', (_place, { text }) => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const faults = text
      .split('\n')
      .map((line) => line.replace(/(?:^| )#.*$/, '').trim())
      .filter((line) => line !== '')
      .flatMap((line) => line.split(/ (?:\||&&) /))
      .filter((part) => faultIn(part, scripts));
    expect(faults).toEqual([]);
  });
});

const OURS = /^(?:sidewatch|\/sidewatch\/sidewatch|node src\/main\.ts|npm run sidewatch --) /;

function faultIn(part: string, scripts: Record<string, string>): boolean {
  const script = /^npm run ([\w:]+)/.exec(part)?.[1];
  if (OURS.test(part)) {
    const line = readCommandLine(splitWords(part.replace(OURS, '')));
    return line === undefined || line.fault !== undefined;
  }
  return !(part === 'npm ci' || /^npm test(?: -- \S+)?$/.test(part) || (script !== undefined && script in scripts));
}

test.each(of('json'))('%s is JSON', (_place, { text }) => {
  expect(() => JSON.parse(text)).not.toThrow();
});

describe('a message of sidewatch is in its sources', () => {
  test.each(of('log').filter(([, { page }]) => !page.startsWith('docs/servers/')))('%s', (_place, { text }) => {
    expect(textOf('src/cli/wrong-usage.ts')).toContain(text.trim().replace(/^sidewatch: /, ''));
  });
});

describe('a piece of a Kubernetes object is what the published schema accepts', () => {
  const pods = of('yaml').filter(([, { text }]) => /^spec:/m.test(text));

  test.each(pods)('%s', (_place, { text }) => {
    const { spec } = parse(text) as { spec: object };
    validate({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec });
  });

  test('every other YAML block is a Compose file, which docker-compose checks', () => {
    const others = of('yaml').filter(([, { text }]) => !/^spec:/m.test(text));
    expect(others.filter(([, { text }]) => !/^services:/m.test(text)).map(([place]) => place)).toEqual([]);
  });
});
