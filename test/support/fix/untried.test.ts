import { expect, test } from 'vitest';
import { whyUntried } from './untried.ts';

const fault = { name: 'a fault', code: 'dependency-unreachable', remedy: /./, command: ['serve'] };

test('a reason is the own one of the case, else that of its code, and none where the fix is known to work', () => {
  expect(whyUntried({ ...fault, cannotFix: 'it needs another image' })).toBe('it needs another image');
  expect(whyUntried(fault)).toBe('the service that it needs is not there');
  expect(whyUntried({ ...fault, fixWorks: true })).toBeUndefined();
  expect(whyUntried({ ...fault, code: 'wrong-port' })).toBeUndefined();
});
