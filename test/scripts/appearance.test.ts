import { expect, test } from 'vitest';
import { unseen } from '../../scripts/scenario/appearance.ts';

test('a fault whose sign was not seen is told apart from an app that never began', () => {
  expect(unseen({ code: 'command-not-found' })).toBe('start');
  expect(unseen({ code: 'wrong-port' })).toBe('not seen');
  expect(unseen({ code: 'worker-boot-failed' })).toBe('not seen');
  expect(unseen({ code: 'worker-boot-timeout' })).toBe('not seen');
  expect(unseen({ code: 'crash-loop', meanwhile: async () => undefined })).toBe('not seen');
});
