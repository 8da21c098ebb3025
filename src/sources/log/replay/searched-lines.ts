import type { Instant } from '../../../core/clock.ts';
import { isAnswer } from '../../../core/facts/serving-words.ts';
import { type Passage, passageIn, passageOf } from '../read/passage.ts';
import { isSeen } from '../search/line-search.ts';
import { textLines } from '../search/text-lines.ts';
import { isHead } from './life.ts';
import { type Interest, linesToRead } from './replay-needles.ts';

/** A whole line, and its time according to its wrapper. */
export interface Line {
  readonly text: string;
  readonly at: Instant | undefined;
  /** A platform wrote it. */
  readonly isPlatform: boolean;
}

/** The lines of interest among others. Undefined stands for the place before the first line, and after the last. */
export interface SearchedLines<L extends Line> {
  readonly found: readonly Interest[];
  /** Their wrapper may have timestamps. */
  readonly areTimed: boolean;
  line(found: Interest): L;
  /** The app's own lines between two lines. */
  between(after: Interest | undefined, before: Interest | undefined): Passage<L>;
  /** The number of those that are heads. */
  headsBetween(after: Interest | undefined, before: Interest | undefined): number;
}

/** Searches whole lines of UTF-8, each with its newline, without escape sequences or wrappers. `lineOf` makes a line from its text. */
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

/** Searches lines that were unwrapped one by one. */
export function searchedLines<L extends Line>(lines: readonly L[]): SearchedLines<L> {
  const { lines: found } = linesToRead(textLines(searchable(lines)));
  const start = (after: Interest | undefined): number => (after === undefined ? 0 : after.index + 1);
  // A platform's message about serving is not the app's own.
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

/** For each index, the number of the app's own lines before it that are heads. */
function headsBefore(lines: readonly Line[]): readonly number[] {
  const heads = [0];
  let count = 0;
  for (const { text, isPlatform } of lines) {
    if (!isPlatform && isHead(text)) count += 1;
    heads.push(count);
  }
  return heads;
}

/** A text in a JSON record may contain newlines, but is one line. */
const searchable = (lines: readonly Line[]): Buffer =>
  Buffer.from(`${lines.map(({ text }) => (text.includes('\n') ? text.replaceAll('\n', ' ') : text)).join('\n')}\n`);

/** The lines about serving that matter: before the last successful answer, other answers add nothing. */
export function tellingOf<L extends Line>(services: readonly Interest[], lines: SearchedLines<L>): readonly Interest[] {
  const last = services.findLastIndex((each) => each.kind.isMereAnswer && isAnswer(lines.line(each).text));
  return services.filter((each, index) => index >= last || !each.kind.isMereAnswer);
}
