import { type Habit, habits } from './habits.ts';
import { type Sentence, sentences, withoutQuotes, wordCount } from './sentences.ts';
import { lineAt, type Text } from './text.ts';

/** A bad habit, where it was found. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly habit: string;
  readonly instead: string;
  /** The words that were found, with some of those around them. */
  readonly words: string;
}

const MOST_WORDS = 25;
const AROUND = 30;
const patterns = habits.map((habit) => ({ habit, pattern: compiled(habit.pattern) }));

/** A blank of a pattern matches any white space, as text of several lines has it. */
export function compiled({ source }: RegExp): RegExp {
  return new RegExp(source.replaceAll(' ?', '\\s*').replaceAll(' ', '\\s+'), 'giu');
}

/** What is bad in a text. */
export function findingsIn(text: Text): readonly Finding[] {
  const plain = withoutQuotes(text.text);
  return sentences(plain).flatMap((sentence) => [...habitsIn(text, sentence), ...shapeOf(text, sentence)]);
}

function habitsIn(text: Text, sentence: Sentence): readonly Finding[] {
  return patterns.flatMap(({ habit, pattern }) =>
    [...sentence.text.matchAll(pattern)].map((match) => found(text, habit, sentence.at + match.index, match[0].length)),
  );
}

function shapeOf(text: Text, sentence: Sentence): readonly Finding[] {
  const count = wordCount(sentence.text);
  const breaks = sentence.text.match(/[:;](?=\s)/g)?.length ?? 0;
  return [
    ...(count > MOST_WORDS
      ? [found(text, { name: 'long sentence', instead: `${MOST_WORDS} words at most, not ${count}` }, sentence.at, 60)]
      : []),
    ...(breaks > 1
      ? [found(text, { name: 'chain', instead: 'one colon or semicolon a sentence' }, sentence.at, 60)]
      : []),
  ];
}

function found(text: Text, { name, instead }: Pick<Habit, 'name' | 'instead'>, at: number, length: number): Finding {
  const words = text.text.slice(Math.max(0, at - AROUND), at + length + AROUND).replace(/\s+/g, ' ');
  return { file: text.file, line: lineAt(text, at), habit: name, instead, words };
}
