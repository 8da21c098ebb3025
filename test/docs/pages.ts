import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** A code block of a page. */
export interface Fence {
  readonly page: string;
  readonly line: number;
  /** The heading of the second level above it. */
  readonly heading: string;
  /** The word after the opening marks; empty if there is none. */
  readonly language: string;
  readonly text: string;
  /** Why no test runs it, from a comment `<!-- not-run: REASON -->` on the line above. */
  readonly notRun?: string;
  /** What follows it, up to the next code block or heading of the second level. */
  readonly after: string;
}

export const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

export const pagesIn = (pattern: string): readonly string[] => globSync(pattern, { cwd: root }).sort();

const FENCE = /^(?:<!-- not-run: ([^\n]+) -->\n)?```(\S*)\n(.*?)^```$/gms;

/** Every code block of a page, in order. */
export function fencesOf(page: string): readonly Fence[] {
  const text = textOf(page);
  return [...text.matchAll(FENCE)].map((match) => {
    const [whole, notRun, language = '', code = ''] = match;
    return {
      page,
      line: text.slice(0, match.index).split('\n').length,
      heading: [...text.slice(0, match.index).matchAll(/^## (.+)$/gm)].at(-1)?.[1] ?? '',
      language,
      text: code,
      ...(notRun && { notRun }),
      after: text.slice(match.index + whole.length).split(/^(?:```|## )/m)[0] ?? '',
    };
  });
}

/** The code spans of a piece of Markdown. */
export const codesIn = (text: string): readonly string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
