import { expect, test } from 'vitest';
import { dependencyAdvice } from '../../../src/core/facts/dependency.ts';

test.each([
  [{ how: 'unreached', service: 'NATS' }, /^Check that NATS is up/],
  [{ how: 'unreached', service: 'database' }, /^Check that the database is up/],
  [{ how: 'unreached' }, /^Check that the host is up/],
  [{ how: 'no-such-name' }, /^Correct the host name that the app is given, or attach/],
  [{ how: 'no-such-name', service: 'Redis' }, /^Correct the host name of Redis in the app's configuration/],
] as const)('a product is called by its name alone: %j', (dependency, first) => {
  expect(dependencyAdvice(dependency)[0]).toMatch(first);
});
