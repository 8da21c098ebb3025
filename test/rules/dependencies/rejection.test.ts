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
    'requires a password for the user "shop", and the app sent none',
    'Give the app the password',
  ],
  ['FATAL:  database "shop" does not exist', 'has no database "shop"', 'Create the database shop on X'],
  ['(1049, "Unknown database \'carts\'")', 'has no database "carts"', 'Create the database carts on X'],
  ['FATAL:  role "shop" does not exist', 'has no user "shop"', 'Create the user shop on X'],
  [
    'FATAL:  no pg_hba.conf entry for host "10.0.0.3", user "shop", database "carts", no encryption',
    'denies the user "shop" access to the database "carts" from this host',
    'pg_hba.conf of X',
  ],
  [
    "(1044, \"Access denied for user 'shop'@'%' to database 'carts'\")",
    'denies the user "shop" access to the database "carts"',
    'the database carts on X',
  ],
  ["Login failed for user 'sa'.", 'does not accept the password of the user "sa"', 'MSSQL_SA_PASSWORD'],
])('names why a server rejected the app: %s', (text, words, step) => {
  const found = rejectionOf(rejected, [undefined, text]);
  expect(found?.words).toBe(words);
  expect(found?.step('X')).toContain(step);
});

test('ignores other words, and a server that never answered', () => {
  expect(rejectionOf(rejected, ['WRONGPASS invalid username-password pair'])).toBeUndefined();
  expect(rejectionOf({ how: 'refused' }, ['password authentication failed for user "shop"'])).toBeUndefined();
});
