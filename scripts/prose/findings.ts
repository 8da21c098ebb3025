import { exceptions } from './exceptions.ts';
import type { Habit } from './habits/habit.ts';
import { habits } from './habits/habits.ts';
import { type Sentence, sentences, withoutQuotes, withoutValues, wordCount } from './sentences.ts';
import { lineAt, type Text } from './text.ts';

/** A bad habit, and where it was found. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly habit: string;
  readonly instead: string;
  /** The words that were found, with some of the text around them. */
  readonly words: string;
}

const MOST_WORDS = 25;
/** A shorter sentence with several colons is a list, such as "0: none; 1: one". */
const FEWEST_CHAINED = 10;
/** How many characters are shown around the words that were found, and of a sentence that is too long. */
const AROUND = 30;
const SHOWN = 60;
/** A list of members and their types, as docs/api.md has it, is not a sentence. */
const MEMBERS = /^\s*X+\??: /;

/** The bad habits in a text, in the order of its sentences. */
export function findingsIn(text: Text): readonly Finding[] {
  const plain = withoutQuotes(withoutExceptions(text.text));
  const found = sentences(plain).flatMap((sentence) => [...habitsIn(sentence), ...shapeOf(sentence)]);
  return found.map(({ name, instead, at, length }) => ({
    file: text.file,
    line: lineAt(text, at),
    habit: name,
    instead,
    words: text.text.slice(Math.max(0, at - AROUND), at + length + AROUND).replace(/\s+/g, ' '),
  }));
}

interface Place extends Pick<Habit, 'name' | 'instead'> {
  readonly at: number;
  readonly length: number;
}

function habitsIn({ text, at }: Sentence): readonly Place[] {
  return patterns.flatMap(({ name, instead, pattern }) =>
    [...text.matchAll(pattern)].map(({ 0: { length }, index }) => ({ name, instead, at: at + index, length })),
  );
}

function shapeOf({ text, at }: Sentence): readonly Place[] {
  if (MEMBERS.test(text)) return [];
  const shape = withoutValues(text);
  const words = wordCount(shape);
  const breaks = shape.match(/[:;](?=\s)/g)?.length ?? 0;
  const place = { at, length: SHOWN };
  return [
    ...(words > MOST_WORDS
      ? [{ ...place, name: 'long sentence', instead: `${words} words: at most ${MOST_WORDS}` }]
      : []),
    ...(breaks > 1 && words >= FEWEST_CHAINED
      ? [{ ...place, name: 'chain', instead: 'one colon or semicolon a sentence' }]
      : []),
  ];
}

const withoutExceptions = (text: string): string =>
  exceptions.reduce((rest, { quote }) => rest.replaceAll(quote, 'X'.repeat(quote.length)), text);

/** A blank in a pattern matches any white space, since a sentence may run over several lines. */
const patterns = habits.map((habit) => ({
  ...habit,
  pattern: new RegExp(habit.pattern.source.replaceAll(' ?', '\\s*').replaceAll(' ', '\\s+'), 'gisu'),
}));
