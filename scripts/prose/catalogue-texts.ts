import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Rule } from '../../src/core/diagnosis/rule.ts';
import { type Text, textOf } from './text.ts';

/** The meaning of each diagnosis of a tree, and the summary and steps of its example. Titles are names, and are not judged. */
export async function catalogueTexts(root: string): Promise<readonly Text[]> {
  const index: { readonly rules: readonly Rule[] } = await import(pathToFileURL(join(root, 'src/rules/index.ts')).href);
  const files = new Map(globSync('src/rules/*/*.ts', { cwd: root }).map((file) => [basename(file, '.ts'), file]));
  return index.rules.flatMap(({ code, meaning, example }) =>
    [meaning, example.summary, ...example.remedy].map((text) =>
      textOf(files.get(code) ?? code, 'catalogue', [{ line: 1, text }]),
    ),
  );
}
