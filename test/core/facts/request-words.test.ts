import { expect, test } from 'vitest';
import { isOfRequest } from '../../../src/core/facts/request-words.ts';

test.each([
  ['Django', 'Internal Server Error: /orders/7'],
  ['Django, behind a logger', 'ERROR 2026-11-28 10:00:02 log Internal Server Error: /orders/7'],
  ['Flask', '[2026-11-28 10:00:02,100] ERROR in app: Exception on /orders [GET]'],
  ['Uvicorn', 'ERROR:    Exception in ASGI application'],
  ['Puma', '2026-11-28 10:00:02 +0000 Rack app ("GET /orders" - (127.0.0.1)): #<KeyError: key not found>'],
  ['Puma 4', '2026-11-28 10:00:02 +0000: Rack app error handling request { GET /orders }'],
  ['Gin', '2026/11/28 10:00:02 [Recovery] 2026/11/28 - 10:00:02 panic recovered:'],
  ["Go's net/http", '2026/11/28 10:00:02 http: panic serving 10.1.2.3:41234: no rates'],
  ['Kestrel', '      Connection id "0HN9": An unhandled exception was thrown by the application.'],
])('%s reports the error of a request: %s', (_, line) => {
  expect(isOfRequest(line)).toBe(true);
});

test.each([
  'Traceback (most recent call last):',
  'panic: no rates',
  'Unhandled exception. System.InvalidOperationException: no rates',
  'Exception in thread "main" java.lang.IllegalStateException: no rates',
  'Exception on startup',
  'Internal Server Error',
])('this is no report of a request: %s', (line) => {
  expect(isOfRequest(line)).toBe(false);
});
