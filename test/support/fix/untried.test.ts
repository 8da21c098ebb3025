import { expect, test } from 'vitest';
import { whyUntried } from './untried.ts';

const fault = { name: 'a fault', code: 'dependency-unreachable', remedy: /./, command: ['serve'] };

test('a reason is that of the case, and none where the fix is known to work', () => {
  expect(whyUntried({ ...fault, cannotFix: 'it needs another image' })).toBe('it needs another image');
  expect(whyUntried({ ...fault, fixWorks: true })).toBeUndefined();
  expect(whyUntried(fault)).toBeUndefined();
});
