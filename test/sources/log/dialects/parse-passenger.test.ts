import { expect, test } from 'vitest';
import { passenger } from '../../../../src/sources/log/dialects/parse-passenger.ts';

const WORDS = 'The application encountered the following error: KEYS_URL is not set (RuntimeError)';

test.each([
  `[ E 2026-11-29 10:54:23.8451 21/T5 age/Cor/App/Implementation.cpp:218 ]: Could not spawn process for application /srv/shop: ${WORDS}`,
  `App 48 output: Error: ${WORDS}`,
])('an app that cannot be loaded: %s', (line) => {
  expect(passenger.parse(line)).toEqual({
    kind: 'exception',
    language: 'ruby',
    text: 'RuntimeError: KEYS_URL is not set',
  });
});

test.each([WORDS, `the log says: App 48 output: Error: ${WORDS}`, `App 48 output: Error: ${WORDS} again`])(
  'no word of its own: %s',
  (line) => {
    expect(passenger.parse(line)).toBeUndefined();
  },
);
