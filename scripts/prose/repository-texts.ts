import { globSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { cTexts } from './c-texts.ts';
import { catalogueTexts } from './catalogue-texts.ts';
import { hashComments } from './comment-texts.ts';
import { markdownTexts } from './markdown-texts.ts';
import { isOurs, isProse, isTitle } from './our-strings.ts';
import { lineAt, lineNumbers, type Text, textOf } from './text.ts';
import { scanTypescript } from './typescript-texts.ts';

const FILES = [
  '*.{md,ts}',
  'package.json',
  'Dockerfile*',
  'scripts/docs/.vitepress/**/*.{ts,css}',
  '{src,scripts,test,examples,deploy,docs}/**/*.{ts,c,h,md,html,css,mjs,cjs,json,yaml,yml,sh,conf,cfg,hcl,py}',
];
const LEFT_OUT = [
  // Captures of other programs, and what is installed or built.
  /(?:^|\/)(?:node_modules|fixtures|dist)\//,
  // Copies of texts that are read at their source.
  /^docs\/diagnoses\.md$/,
  /page-html\.ts$/,
  // Quotes scenarios and logs.
  /^docs\/scoreboard\.md$/,
  // Its planted sentences are bad on purpose.
  /^scripts\/prose\/habits\/(?:grammar|programs|words)\.ts$/,
];

/** Read only if they are named. */
const ONLY_IF_NAMED = [/^test\//];

/** Whether a text is judged when no paths are named. */
export const isJudged = ({ file }: Text): boolean => !ONLY_IF_NAMED.some((pattern) => pattern.test(file));

/** All prose of a tree, or of the files and folders that are named, relative to the tree's root. */
export async function repositoryTexts(root: string, paths: readonly string[] = []): Promise<readonly Text[]> {
  const wanted = paths.map((path) => relative(root, resolve(root, path)));
  const isWanted = (file: string): boolean =>
    wanted.length === 0 || wanted.some((path) => path === '' || file === path || file.startsWith(`${path}/`));
  const written = [...new Set(FILES.flatMap((pattern) => globSync(pattern, { cwd: root, exclude: isInstalled })))]
    .sort()
    .filter((file) => isWanted(file) && !LEFT_OUT.some((pattern) => pattern.test(file)))
    .flatMap((file) => textsOf(file, readFileSync(join(root, file), 'utf8')));
  const isCatalogueWanted = wanted.length === 0 || wanted.some((path) => /^(?:$|src$|src\/rules)/.test(path));
  const rendered = isCatalogueWanted ? await catalogueTexts(root) : [];
  return [...written, ...rendered.filter(({ file }) => isWanted(file))];
}

/** Whether a folder has packages of npm. A pattern would still read it. */
const isInstalled = (path: string): boolean => path.endsWith('node_modules');

/** The texts of a file, by the extension of its name. */
export function textsOf(file: string, source: string): readonly Text[] {
  switch (/\.(\w+)$/.exec(file)?.[1]) {
    case 'ts':
    case 'mjs':
    case 'cjs':
      return scriptTexts(file, source);
    case 'c':
    case 'h':
      return cTexts(file, source);
    case 'md':
      return markdownTexts(file, source);
    case 'html':
      return htmlTexts(file, source);
    case 'css':
      return cTexts(file, source).filter(({ kind }) => kind === 'comment');
    case 'json':
      return descriptions(file, source);
    default:
      return hashComments(file, source);
  }
}

function scriptTexts(file: string, source: string): readonly Text[] {
  const { comments, strings } = scanTypescript(file, source);
  const isTest = file.startsWith('test/');
  const ours = strings.filter((found) => (isTest ? isTitle(found) : isOurs(file, found)));
  const kind = isTest ? 'title' : 'string';
  return [...comments, ...ours.flatMap(({ pieces }) => linesOf(textOf(file, kind, pieces, '')))];
}

/** A string of several lines is a page, or a program that is written to a file. */
function linesOf(text: Text): readonly Text[] {
  if (!text.text.includes('\n')) return [text];
  const first = lineAt(text, 0) - 1;
  return markdownTexts(text.file, text.text)
    .filter((part) => isProse(part.text))
    .map((part) => ({
      ...part,
      kind: text.kind,
      lines: part.lines.map(({ at, line }) => ({ at, line: line + first })),
    }));
}

function htmlTexts(file: string, source: string): readonly Text[] {
  const shown = source.replace(/<(script|style)\b[\s\S]*?<\/\1>/g, (code) => code.replace(/[^\n]/g, ' '));
  const numberOf = lineNumbers(source);
  return [...shown.matchAll(/(?<=>)[^<>]*[a-z][^<>]*(?=<)/gi)].map(({ 0: text, index }) =>
    textOf(file, 'string', [{ line: numberOf(index), text: text.trim() }]),
  );
}

/** The descriptions in a JSON file, at any level. */
function descriptions(file: string, source: string): readonly Text[] {
  const numberOf = lineNumbers(source);
  return [...source.matchAll(/"(?:description|summary)": ("(?:\\.|[^"\\])*")/g)].map(({ 1: literal = '""', index }) =>
    textOf(file, 'string', [{ line: numberOf(index), text: String(JSON.parse(literal)) }]),
  );
}
