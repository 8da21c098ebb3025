import { expect, test } from 'vitest';
import { createMemo } from '../../src/core/memo.ts';

test('what a text gave is made once, also where it gave nothing', () => {
  const memo = createMemo<string | undefined>();
  const made: string[] = [];
  const make = (text: string, gives: string | undefined) => () => {
    made.push(text);
    return gives;
  };
  expect(memo('a', make('a', 'A'))).toBe('A');
  expect(memo('a', make('a', 'other'))).toBe('A');
  expect(memo('b', make('b', undefined))).toBeUndefined();
  expect(memo('b', make('b', 'other'))).toBeUndefined();
  expect(made).toEqual(['a', 'b']);
});

test('texts that are long, or come after many others, are made again', () => {
  const memo = createMemo<number>();
  let made = 0;
  const make = (): number => {
    made += 1;
    return made;
  };
  const long = 'x'.repeat(501);
  expect([memo(long, make), memo(long, make)]).toEqual([1, 2]);
  memo('first', make);
  for (let i = 0; i < 64; i += 1) memo(`text ${i}`, make);
  made = 0;
  memo('first', make);
  expect(made).toBe(1);
});
