import type { Instant } from '../../../core/clock.ts';
import { isAnswer } from '../../../core/facts/serving-words.ts';
import { type Passage, passageIn, passageOf } from '../read/passage.ts';
import { isSeen } from '../search/line-search.ts';
import { textLines } from '../search/text-lines.ts';
import { isHead } from './life.ts';
import { type Interest, linesToRead } from './replay-needles.ts';

/** A whole line, and when its wrapper says that it was written. */
export interface Line {
  readonly text: string;
  readonly at: Instant | undefined;
  /** A platform wrote it. */
  readonly isPlatform: boolean;
}

/** Lines among which those of interest were looked for. Undefined stands for what is before the first line, and behind the last. */
export interface SearchedLines<L extends Line> {
  readonly found: readonly Interest[];
  /** Their wrapper may say when they were written. */
  readonly areTimed: boolean;
  line(found: Interest): L;
  /** The app's own lines between two. */
  between(after: Interest | undefined, before: Interest | undefined): Passage<L>;
  /** How many of those are heads. */
  headsBetween(after: Interest | undefined, before: Interest | undefined): number;
}

/** The lines of a text of UTF-8, each with its newline, without escape sequences, that nothing wraps. `lineOf` makes a line of its text. */
export function searchedText<L extends Line>(bytes: Buffer, lineOf: (text: string) => L): SearchedLines<L> {
  const text = textLines(bytes);
  const { lines: found, heads } = linesToRead(text);
  const headsTo = ({ from, heads }: Interest): number => heads + (isSeen(bytes[from]) ? 1 : 0);
  return {
    found,
    areTimed: false,
    line: ({ from, to }) => lineOf(text.line(from, to)),
    between: (after, before) =>
      passageIn(text, after === undefined ? 0 : after.to + 1, before?.from ?? bytes.length, lineOf),
    headsBetween: (after, before) => (before?.heads ?? heads) - (after === undefined ? 0 : headsTo(after)),
  };
}

/** Lines that were unwrapped one by one. */
export function searchedLines<L extends Line>(lines: readonly L[]): SearchedLines<L> {
  const { lines: found } = linesToRead(textLines(searchable(lines)));
  const start = (after: Interest | undefined): number => (after === undefined ? 0 : after.index + 1);
  // What a platform says of serving is not the app's word.
  const isOwn = ({ index, kind }: Interest): boolean => !kind.isMereService || lines[index]?.isPlatform === false;
  const heads = headsBefore(lines);
  return {
    found: found.filter(isOwn),
    areTimed: true,
    // `as`: what was found is one of them.
    line: ({ index }) => lines[index] as L,
    between: (after, before) =>
      passageOf(lines.slice(start(after), before?.index).filter(({ isPlatform }) => !isPlatform)),
    headsBetween: (after, before) => (heads[before?.index ?? lines.length] ?? 0) - (heads[start(after)] ?? 0),
  };
}

/** For each place how many of the app's own lines before it are heads. */
function headsBefore(lines: readonly Line[]): readonly number[] {
  const heads = [0];
  let count = 0;
  for (const { text, isPlatform } of lines) {
    if (!isPlatform && isHead(text)) count += 1;
    heads.push(count);
  }
  return heads;
}

/** A text that a record of JSON carries may hold newlines, and is one line. */
const searchable = (lines: readonly Line[]): Buffer =>
  Buffer.from(`${lines.map(({ text }) => (text.includes('\n') ? text.replaceAll('\n', ' ') : text)).join('\n')}\n`);

/** Those of lines about service that tell something: before a request that was answered well others tell nothing more. */
export function tellingOf<L extends Line>(services: readonly Interest[], lines: SearchedLines<L>): readonly Interest[] {
  const last = services.findLastIndex((each) => each.kind.isMereAnswer && isAnswer(lines.line(each).text));
  return services.filter((each, index) => index >= last || !each.kind.isMereAnswer);
}
