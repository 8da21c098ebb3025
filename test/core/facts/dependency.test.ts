import { expect, test } from 'vitest';
import { dependencyAdvice, troubleWords } from '../../../src/core/facts/dependency.ts';

test.each([
  [{ how: 'unreached', service: 'NATS' }, /^Check that NATS is up/],
  [{ how: 'unreached', service: 'database' }, /^Check that the database is up/],
  [{ how: 'unreached' }, /^Check that the service is up/],
  [{ how: 'no-such-name' }, /^Correct the host name that the app is given, or attach/],
  [{ how: 'no-such-name', service: 'Redis' }, /^Correct the host name of Redis in the app's configuration/],
] as const)('a product is called by its name alone: %j', (dependency, first) => {
  expect(dependencyAdvice(dependency)[0]).toMatch(first);
});

test.each([
  [{ how: 'refused', target: '127.0.0.1:5432' }, 'nothing listens on 127.0.0.1:5432 (PostgreSQL) in this container'],
  [{ how: 'refused', target: '[::1]:7000' }, 'nothing listens on [::1]:7000 in this container'],
  [{ how: 'refused', target: 'localhost' }, 'localhost refuses the connection'],
  [{ how: 'refused', target: '10.0.0.5:5432' }, 'PostgreSQL at 10.0.0.5:5432 refuses the connection'],
  [{ how: 'rejected', target: '127.0.0.1:5432' }, 'PostgreSQL at 127.0.0.1:5432 turns it away'],
  [{ how: 'refused' }, 'a service that it depends on refuses the connection'],
] as const)('a loopback address is in the container itself: %j', (dependency, words) => {
  expect(troubleWords(dependency)).toBe(words);
});
