import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tokenReader } from '../../src/cli/token-reader.ts';
import { scratch } from '../support/scratch.ts';

test('gives what the file holds now, or held last, and tells each time once that it holds no token', () => {
  const path = join(scratch('token-reader'), 'token');
  let troubles = 0;
  const read = tokenReader({ path, token: 'first' }, () => {
    troubles += 1;
  });
  const after = (change: () => void): readonly [string | undefined, string | undefined, number] => {
    change();
    return [read(), read(), troubles];
  };
  expect(after(() => undefined)).toEqual(['first', 'first', 1]);
  expect(after(() => writeFileSync(path, 'second\n'))).toEqual(['second', 'second', 1]);
  expect(after(() => writeFileSync(path, 'two words'))).toEqual(['second', 'second', 2]);
  expect(after(() => writeFileSync(path, 'third'))).toEqual(['third', 'third', 2]);
  expect(after(() => rmSync(path))).toEqual(['third', 'third', 3]);
});

test('gives none where the file held none from the start, which is no news, and the first one that comes', () => {
  const path = join(scratch('token-reader'), 'token');
  let troubles = 0;
  const read = tokenReader({ path }, () => {
    troubles += 1;
  });
  expect([read(), troubles]).toEqual([undefined, 0]);
  writeFileSync(path, 'first\n');
  expect([read(), troubles]).toEqual(['first', 0]);
  writeFileSync(path, '');
  expect([read(), troubles]).toEqual(['first', 1]);
});
