// What test files need besides Node and what `npm ci` brings. Each file says it of itself, in a line such as `// needs: gunicorn openssl`.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Every file of tests, as a path from the project's directory. */
export const testFiles = (): readonly string[] => globSync('test/**/*.test.ts', { cwd: root }).sort();

/**
 * What a test file needs: what it and the files of test/ that it imports ask for.
 * Names of Debian packages (setup.ts), or `time`: the file takes many seconds, or measures time and wants the machine for itself.
 */
export const needsOf = (testFile: string): readonly string[] =>
  [...new Set(withImports(testFile).flatMap(askedBy))].sort();

/** The file, and those of test/ that it imports, directly or not. */
export function withImports(file: string, seen = new Set<string>()): readonly string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const imported = [...textOf(file).matchAll(IMPORT)].map(([, path = '']) =>
    relative(root, join(root, dirname(file), path)),
  );
  // A test may quote an import of a file that it is only about to make.
  for (const each of imported) if (each.startsWith('test/') && existsSync(join(root, each))) withImports(each, seen);
  return [...seen];
}

/** The text of a file of the project. */
export function textOf(file: string): string {
  const text = texts.get(file) ?? readFileSync(join(root, file), 'utf8');
  texts.set(file, text);
  return text;
}

const IMPORT = /\b(?:from|import)\b\s*\(?'(\.[^']+\.ts)'/g;
const texts = new Map<string, string>();

const askedBy = (file: string): readonly string[] => /^\/\/ needs: (.+)$/m.exec(textOf(file))?.[1]?.split(' ') ?? [];
