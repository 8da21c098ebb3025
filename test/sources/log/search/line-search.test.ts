import { expect, test } from 'vitest';
import { createLineSearch } from '../../../../src/sources/log/search/line-search.ts';
import { createPatternSearch } from '../../../../src/sources/log/search/pattern-search.ts';
import { textAutomaton } from '../../../../src/sources/log/search/text-automaton.ts';
import { textLines } from '../../../../src/sources/log/search/text-lines.ts';

const sorted = (places: readonly number[]) => places.toSorted();

const found = (patterns: readonly RegExp[], text: string) =>
  createLineSearch(patterns, sorted)(textLines(Buffer.from(text))).lines.map((line) => [line.index, line.kind]);

test('lines are found with all that matches in them', () => {
  const patterns = [/refused/, /port \d+ (?:is )?taken/, /\nStarted /];
  expect(found(patterns, 'Started x\nport 80 taken, refused\n\nport x taken\nwas Started y\nrefused\n')).toEqual([
    [0, [2]],
    [1, [0, 1]],
    [5, [0]],
  ]);
});

test('a line is found by its bytes, whatever stands before it', () => {
  const text = Buffer.from('grün €\n\u{1f600} refused\n');
  const [line] = createLineSearch([/refused/], sorted)(textLines(text)).lines;
  expect(text.toString('utf8', line?.from, line?.to)).toBe('\u{1f600} refused');
});

test('texts that overlap are all found', () => {
  const { table, start, textsAt } = textAutomaton(['he', 'she', 'hers', 'his', 'ushers']);
  const ends: (readonly number[])[] = [];
  let state = start;
  for (const character of Buffer.from('ushers')) {
    state = table[(state << 3) + (table[character] ?? 0)] ?? 0;
    ends.push(textsAt(state).toSorted());
  }
  expect(ends).toEqual([[], [], [], [0, 1], [], [2, 4]]);
});

test('a text is read in two halves, wherever its middle lies', () => {
  const search = createLineSearch([/refused/, /\nhe/], sorted);
  const kinds = [
    '',
    'refused',
    '  refused',
    'he',
    ' she',
    'a line that is much longer than all the others, and says nothing',
  ];
  for (let seed = 0; seed < 400; seed += 1) {
    const lines = Array.from({ length: seed % 7 }, (_, i) => kinds[(seed * (i + 3) + i * i) % kinds.length] ?? '');
    const heads = lines.map((_, i) => lines.slice(0, i).filter((line) => /^\S/.test(line)).length);
    const starts = lines.map((_, i) => lines.slice(0, i).join('').length + i);
    const expected = lines.flatMap((line, index) => {
      const kind = /refused/.test(line) ? [0] : line.startsWith('he') ? [1] : [];
      const from = starts[index] ?? 0;
      return kind.length === 0 ? [] : [{ index, heads: heads[index], from, to: from + line.length, kind }];
    });
    const found = search(textLines(Buffer.from(lines.map((line) => `${line}\n`).join(''))));
    expect(found).toEqual({ lines: expected, heads: lines.filter((line) => /^\S/.test(line)).length });
  }
});

test('a needle that needs no text is refused', () => {
  expect(() => createLineSearch([/\S+ \w+/], sorted)).toThrow(/names no text/);
});

test('patterns that may match come in their order, and those that tell no text always', () => {
  const search = createPatternSearch([/\d+/, /to the host (?<host>\w+)/, /refused/, /the/], (pattern) => pattern);
  expect(search('refused by the € host').map(({ source }) => source)).toEqual(['\\d+', 'refused', 'the']);
});
