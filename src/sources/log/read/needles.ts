import { withoutEscapes } from '../../../core/redaction/neutralise.ts';
import { dependencyFailures } from '../dependencies/parse-dependency.ts';
import { libpqNeedles } from '../dependencies/parse-libpq-message.ts';
import { dialects } from '../dialects/dialects.ts';
import { bindErrors } from '../dialects/parse-bind-error.ts';
import type { Dialect } from '../dialects/parse-dialect.ts';
import { createLineSearch, type FoundLine, type LineSearch } from '../search/line-search.ts';
import { type TextLines, textLines } from '../search/text-lines.ts';
import { exceptionNeedles } from '../traces/parse-exception.ts';

/** What any program may write, in addition to the dialects; each with its needles. */
const matters = {
  trace: exceptionNeedles,
  bind: bindErrors.needles,
  dependency: dependencyFailures.needles,
  libpq: libpqNeedles,
  // The start and end of a private key (key-blocks.ts): its lines must not become evidence.
  key: /PRIVATE KEY|Private-/,
} as const;

export type Matter = keyof typeof matters;

/** The parsers that may understand a line, by its contents. */
export interface Needles {
  /** In the order in which they are tried. */
  readonly dialects: readonly Dialect[];
  readonly matters: readonly Matter[];
}

/** No parser understands the line; it may be part of a trace, or the head of one. */
export const noNeedles: Needles = { dialects: [], matters: [] };

/** Whether the meaning of the line depends on earlier lines, which must be remembered first. */
export const needsLinesBefore = ({ matters }: Needles): boolean =>
  matters.includes('trace') || matters.includes('libpq');

/** The lines that may mean something. The text is without escape sequences. */
export function linesOfInterest(text: TextLines): readonly FoundLine<Needles>[] {
  search ??= createLineSearch(needlePatterns, needlesOf);
  return search(text).lines;
}

// Built on first use: the start has no time for it, and needs it only once there is output.
let search: LineSearch<Needles> | undefined;

/** The needles of one line. */
export const needlesIn = (line: string): Needles =>
  linesOfInterest(textLines(Buffer.from(`${withoutEscapes(line)}\n`)))[0]?.kind ?? noNeedles;

const names = Object.keys(matters) as readonly Matter[];

/** The patterns to search for: the needles of each dialect, and of each matter. */
export const needlePatterns: readonly RegExp[] = [...dialects.map(({ needles }) => needles), ...Object.values(matters)];

/** The parsers for a line in which these patterns match, given by index. */
export const needlesOf = (patterns: readonly number[]): Needles => ({
  dialects: dialects.filter((_, place) => patterns.includes(place)),
  matters: names.filter((_, place) => patterns.includes(dialects.length + place)),
});
