import { expect, test } from 'vitest';
import { keeperWords } from '../../../src/rules/shared/keepers.ts';
import { process } from '../../support/builders.ts';

test('a process whose command line could not be read is named by its short name', () => {
  expect(keeperWords([process({ pid: 9, name: 'web', command: [] })])).toBe(
    '`[web]` (pid 9) keeps the container alive',
  );
});
