import { expect, test } from 'vitest';
import { preferred } from '../../../../src/sinks/api/http/accept.ts';

const offers = ['application/json', 'text/event-stream'] as const;

test.each([
  [undefined, 'application/json'],
  ['', 'application/json'],
  ['*/*', 'application/json'],
  ['text/event-stream', 'text/event-stream'],
  ['TEXT/Event-Stream', 'text/event-stream'],
  ['text/*', 'text/event-stream'],
  ['text/html,*/*;q=0.8', 'application/json'],
  ['application/json;q=0.1, text/event-stream;q=0.9', 'text/event-stream'],
  ['application/json;q=0, */*', 'text/event-stream'],
  ['image/png', undefined],
  ['*/*;q=0', undefined],
  ['application/json;q=x', undefined],
  [`${'a/b,'.repeat(10_000)}application/json`, undefined],
])('of JSON and events a caller that accepts "%.40s" gets %s', (accept, type) => {
  expect(preferred(accept, offers)).toBe(type);
});

test('the best of two is by what each is given, not by the order', () => {
  const types = ['text/plain; version=0.0.4', 'application/openmetrics-text; version=1.0.0'];
  const prometheus =
    'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
  expect(preferred(prometheus, types)).toBe(types[1]);
});
