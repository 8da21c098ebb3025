import { globSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { cTexts } from './c-texts.ts';
import { catalogueTexts } from './catalogue-texts.ts';
import { hashComments, paragraphs } from './comment-texts.ts';
import { markdownTexts } from './markdown-texts.ts';
import { isOurs, isTitle } from './our-strings.ts';
import { lineNumbers, type Text, textOf } from './text.ts';
import { scanTypescript, textOfString } from './typescript-texts.ts';

const FILES = [
  '*.{md,ts,json}',
  'Dockerfile*',
  '{src,scripts,test,examples,deploy,docs}/**/*.{ts,c,h,md,html,css,mjs,cjs,json,yaml,yml,sh,conf,cfg,hcl,py}',
];
/** Captures of other programs; the catalogue, which is judged as the rules render it; what is made from src/page. */
const LEFT_OUT =
  /(?:^|\/)(?:node_modules|fixtures|dist)\/|^docs\/(?:diagnoses|scoreboard)\.md$|page-html\.ts$|^scripts\/prose\/habits\.ts$|^package-lock\.json$/;

/** Every text of our own in a tree, or in the files and folders of it that are named. */
export async function repositoryTexts(root: string, paths: readonly string[] = []): Promise<readonly Text[]> {
  const wanted = paths.map((path) => relative(root, resolve(root, path)));
  const isWanted = (file: string): boolean =>
    wanted.length === 0 || wanted.some((path) => path === '' || file === path || file.startsWith(`${path}/`));
  const files = [...new Set(FILES.flatMap((pattern) => globSync(pattern, { cwd: root })))].sort();
  const written = files
    .filter((file) => !LEFT_OUT.test(file) && isWanted(file))
    .flatMap((file) => textsOf(file, readFileSync(join(root, file), 'utf8')));
  const rendered = await catalogueTexts(root);
  return [...written, ...rendered.filter(({ file }) => isWanted(file))];
}

/** The texts of a file, by the ending of its name. */
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
  const ours = strings
    .filter((found) => (isTest ? isTitle(found) : isOurs(file, found)))
    .map((found) => textOfString(file, isTest ? 'title' : 'string', found));
  return [...comments, ...ours];
}

function htmlTexts(file: string, source: string): readonly Text[] {
  const blank = (text: string): string => text.replace(/[^\n]/g, ' ');
  const shown = source.replace(/<(script|style)\b[\s\S]*?<\/\1>/g, blank);
  const numberOf = lineNumbers(source);
  return [...shown.matchAll(/(?<=>)[^<>]*[a-z][^<>]*(?=<)/gi)].map(({ 0: text, index }) =>
    textOf(file, 'string', [{ line: numberOf(index), text: text.trim() }]),
  );
}

/** The descriptions and titles of a JSON file, on whatever level. */
function descriptions(file: string, source: string): readonly Text[] {
  const numberOf = lineNumbers(source);
  return [...source.matchAll(/"(?:description|summary)": ("(?:\\.|[^"\\])*")/g)].flatMap(
    ({ 1: literal = '""', index }) =>
      paragraphs(file, [{ line: numberOf(index), text: String(JSON.parse(literal)) }]).map((text) => ({
        ...text,
        kind: 'string' as const,
      })),
  );
}
