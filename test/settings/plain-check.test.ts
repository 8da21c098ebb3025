import { describe, expect, test } from 'vitest';
import { plainCheck } from '../../src/settings/plain-check.ts';

const read = (line: string) => plainCheck(line.split(' '));

describe('a plain check', () => {
  test('is read without the parser of all commands', () => {
    expect(read('check')).toEqual({ flags: {}, format: 'text' });
    expect(read('check --endpoint 80 --format json --strict')).toEqual({
      flags: { endpoint: ['80'], strict: ['true'] },
      format: 'json',
    });
  });

  test.each([
    'run -- x',
    'check --help',
    'check --format xml',
    'check --format',
    'check --format json --format text',
    'check --format=json',
    'check now',
    'check --intervall 5',
    'check -- x',
  ])('is not %s: that is for the parser to judge', (line) => {
    expect(read(line)).toBeUndefined();
  });
});
