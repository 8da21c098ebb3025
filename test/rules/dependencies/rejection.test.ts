import { expect, test } from 'vitest';
import { rejectionOf } from '../../../src/rules/dependencies/rejection.ts';

const rejected = { how: 'rejected' } as const;

test.each([
  ['FATAL:  password authentication failed for user "shop"', 'does not accept the password of the user "shop"', 'shop'],
  [
    "(1045, \"Access denied for user 'shop'@'10.0.3.7' (using password: YES)\")",
    'does not accept the password of the user "shop"',
    'MYSQL_PASSWORD',
  ],
  [
    "Access denied for user 'shop'@'10.0.3.7' (using password: NO)",
    'lets the user "shop" in with a password only, and the app sent none',
    'Give the app the password',
  ],
  ['FATAL:  database "shop" does not exist', 'has no database "shop"', 'Create the database shop on X'],
])('says why a server turned the app away: %s', (text, words, step) => {
  const found = rejectionOf(rejected, [undefined, text]);
  expect(found?.words).toBe(words);
  expect(found?.step('X')).toContain(step);
});

test('says nothing of other words, nor of a server that never answered', () => {
  expect(rejectionOf(rejected, ['WRONGPASS invalid username-password pair'])).toBeUndefined();
  expect(rejectionOf({ how: 'refused' }, ['password authentication failed for user "shop"'])).toBeUndefined();
});
