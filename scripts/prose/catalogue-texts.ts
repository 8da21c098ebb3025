import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Rule } from '../../src/core/diagnosis/rule.ts';
import { type Text, textOf } from './text.ts';

/** What each diagnosis of a tree says in its example: title, meaning, summary and the steps of the remedy, whole. */
export async function catalogueTexts(root: string): Promise<readonly Text[]> {
  const index: { readonly rules: readonly Rule[] } = await import(pathToFileURL(join(root, 'src/rules/index.ts')).href);
  const files = new Map(globSync('src/rules/*/*.ts', { cwd: root }).map((file) => [basename(file, '.ts'), file]));
  return index.rules.flatMap(({ code, title, meaning, example }) =>
    [title, meaning, example.summary, ...example.remedy].map((text) =>
      textOf(files.get(code) ?? code, 'catalogue', [{ line: 1, text }]),
    ),
  );
}
