// node scripts/prose/sample.ts NUMBER SEED [--root DIR]: prints texts drawn at random, for a reader who rates them without knowing where they are from.
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryTexts } from './repository-texts.ts';
import { withoutQuotes, wordCount } from './sentences.ts';
import type { Text } from './text.ts';

/** Where a reader meets a text. The same number is drawn of each. */
const PLACES: readonly ((text: Text) => boolean)[] = [
  ({ kind }) => kind === 'catalogue',
  ({ kind, file }) => kind === 'string' && /^src\/(?:agent|cli|core|launcher|page|settings|sinks)\//.test(file),
  ({ kind }) => kind === 'markdown',
  ({ kind, file }) => kind === 'comment' && !file.startsWith('test/'),
];
const FEWEST_WORDS = 6;

const { values, positionals } = parseArgs({
  options: { root: { type: 'string', default: join(import.meta.dirname, '../..') } },
  allowPositionals: true,
});
const [number, seed] = positionals.map(Number);
if (!number || seed === undefined) {
  console.error('usage: node scripts/prose/sample.ts NUMBER SEED [--root DIR]');
  process.exit(64);
}
const texts = (await repositoryTexts(resolve(values.root))).filter(isSentence);
const random = randomOf(seed);
const drawn = PLACES.flatMap((isThere) => pick(texts.filter(isThere), Math.ceil(number / PLACES.length)));
console.log(
  pick(drawn, number)
    .map((text, i) => `${i + 1}. ${text.replace(/\s+/g, ' ').trim()}\n`)
    .join('\n'),
);

/** Names, types and numbers in table cells are left out. */
function isSentence({ text }: Text): boolean {
  return wordCount(withoutQuotes(text).replace(/X{3,}/g, '')) >= FEWEST_WORDS;
}

/** So many different texts, in random order. */
function pick<T extends Text | string>(from: readonly T[], count: number): readonly string[] {
  const left = [...new Set(from.map((each) => (typeof each === 'string' ? each : each.text)))];
  for (let i = left.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [left[i], left[j]] = [left[j] ?? '', left[i] ?? ''];
  }
  return left.slice(0, count);
}

/** Numbers from 0 to 1, always the same for a seed (mulberry32). */
function randomOf(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
