import { expect, test } from 'vitest';
import { whyUnfixable } from './unfixable.ts';

const fault = { name: 'a fault', code: 'dependency-unreachable', remedy: /./, command: ['serve'] };

test('a reason is the own one of the case, else that of its code, and none where the fix is known to work', () => {
  expect(whyUnfixable({ ...fault, cannotFix: 'it needs another image' })).toBe('it needs another image');
  expect(whyUnfixable(fault)).toBe('the service that it needs is not there');
  expect(whyUnfixable({ ...fault, fixWorks: true })).toBeUndefined();
  expect(whyUnfixable({ ...fault, code: 'wrong-port' })).toBeUndefined();
});
