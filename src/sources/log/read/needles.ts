import { withoutEscapes } from '../../../core/redaction/neutralise.ts';
import { dependencyFailures } from '../dependencies/parse-dependency.ts';
import { libpqNeedles } from '../dependencies/parse-libpq-message.ts';
import { dialects } from '../dialects/dialects.ts';
import { bindErrors } from '../dialects/parse-bind-error.ts';
import type { Dialect } from '../dialects/parse-dialect.ts';
import { createLineSearch, type FoundLine, type LineSearch } from '../search/line-search.ts';
import { type TextLines, textLines } from '../search/text-lines.ts';
import { exceptionNeedles } from '../traces/parse-exception.ts';

/** What any program may write, beside the dialects; each with its needles. */
const matters = {
  trace: exceptionNeedles,
  bind: bindErrors.needles,
  dependency: dependencyFailures.needles,
  libpq: libpqNeedles,
  // What a private key begins and ends with (key-blocks.ts): its lines are no evidence.
  key: /PRIVATE KEY|Private-/,
} as const;

export type Matter = keyof typeof matters;

/** Who may understand a line, by what it holds. */
export interface Needles {
  /** In the order in which they are asked. */
  readonly dialects: readonly Dialect[];
  readonly matters: readonly Matter[];
}

/** Nobody understands it; it may be part of a trace, or the head of one. */
export const noNeedles: Needles = { dialects: [], matters: [] };

/** Whether what the line says depends on lines before it, which must be remembered first. */
export const needsLinesBefore = ({ matters }: Needles): boolean =>
  matters.includes('trace') || matters.includes('libpq');

/** The lines that may say something. The text is without escape sequences. */
export function linesOfInterest(text: TextLines): readonly FoundLine<Needles>[] {
  search ??= createLineSearch(needlePatterns, needlesOf);
  return search(text).lines;
}

// Made when it is asked for: until there is output the start has no time for it.
let search: LineSearch<Needles> | undefined;

/** What one line holds. */
export const needlesIn = (line: string): Needles =>
  linesOfInterest(textLines(Buffer.from(`${withoutEscapes(line)}\n`)))[0]?.kind ?? noNeedles;

const names = Object.keys(matters) as readonly Matter[];

/** What is searched for: the needles of each dialect, and of each matter. */
export const needlePatterns: readonly RegExp[] = [...dialects.map(({ needles }) => needles), ...Object.values(matters)];

/** Who may understand a line in which those of the patterns match, by their places. */
export const needlesOf = (patterns: readonly number[]): Needles => ({
  dialects: dialects.filter((_, place) => patterns.includes(place)),
  matters: names.filter((_, place) => patterns.includes(dialects.length + place)),
});
