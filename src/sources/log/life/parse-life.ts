import { commandWords } from './parse-command-words.ts';
import { killWords } from './parse-kill-words.ts';
import type { LifeDialect, LifeWords } from './parse-life-words.ts';
import { platformWords } from './parse-platform-words.ts';
import { runnerWords } from './parse-runner-words.ts';
import { runtimeWords } from './parse-runtime-words.ts';

/** Every dialect in which somebody tells that an app starts or ends. */
const dialects: readonly LifeDialect[] = [...platformWords, runtimeWords, runnerWords, commandWords, killWords];

/** What to search a saved log for, beside what its lines say themselves. */
export const lifeNeedles: readonly RegExp[] = dialects.map(({ needles }) => needles);

/** What the first dialect that understands the line says; `line` is readable. */
export function parseLife(line: string): LifeWords | undefined {
  for (const { needles, parse } of dialects) {
    const words = needles.test(`\n${line}`) ? parse(line.trimEnd()) : undefined;
    if (words !== undefined) return words;
  }
  return undefined;
}
