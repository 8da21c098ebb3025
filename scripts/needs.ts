// What test files need besides Node and the npm packages. Each file declares it in a line such as `// needs: gunicorn openssl`.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');

/** All test files, as paths from the project's directory. */
export const testFiles = (): readonly string[] => globSync('test/**/*.test.ts', { cwd: root }).sort();

/**
 * The needs of a test file and of the files in test/ that it imports.
 * They are names of Debian packages (setup.ts), or `time` if the file takes many seconds or must not share the machine.
 */
export const needsOf = (testFile: string): readonly string[] =>
  [...new Set(withImports(testFile).flatMap(askedBy))].sort();

/** The file, and the files in test/ that it imports directly or indirectly. */
export function withImports(file: string, seen = new Set<string>()): readonly string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const imported = [...textOf(file).matchAll(IMPORT)].map(([, path = '']) =>
    relative(root, join(root, dirname(file), path)),
  );
  // A test may quote an import of a file that it creates only later.
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
