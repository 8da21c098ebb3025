import { expect, test } from 'vitest';
import { failureLine, isFailure, withoutLabel } from '../../../src/rules/lines/failure-line.ts';

test.each([
  "Error: '' is not a valid port number.",
  "Error: Already running on PID 7 (or pid file 'web.pid' is stale)",
  'fatal: STRIPE_KEY missing',
  'config: DB_PASSWORD is not set',
  'panic: no license',
  'Sorry: quota reached',
  'config.yml: line 3: unexpected token',
  'bind: Permission denied',
  '[web] TypeError: x is undefined',
  '2026-11-29 22:33:12 ERROR cannot open the database',
  'the license has expired',
  "TypeError: Cannot read properties of undefined (reading 'info')",
  'Error: failed to fetch user info',
  'Error: DEBUG must be a boolean',
  '(node:7) UnhandledPromiseRejectionWarning: Error: no key',
  'error page missing',
  'Error handler failed to load',
  'required extension not loaded',
  'Error: 12 of 40 checks failed',
])('a program gives up with: %s', (line) => {
  expect(isFailure(line)).toBe(true);
});

test.each([
  'Compiled with 0 errors',
  'Finished without errors.',
  'warm-up: 40 pages, 0 failed',
  'passed: 12, failed: 0',
  'error count: 0',
  'removed 12 expired sessions',
  'INFO loaded error-handler middleware',
  'GET /errors/missing-pages 200',
  'listening on 8000',
  'usage: server [--port N]',
  'Usage of ./server:',
  'tick',
  'Server ready in 40 ms',
  'warning: cache missing, building it',
  'robots.txt missing, wrote the default',
  'locale de_AT not found, using default',
  'Loaded error pages',
  'rate limit was not exceeded',
  'exception handlers registered',
  'error handler installed',
  'Denied list loaded',
  'Missing indexes created',
  'Expired sessions purged',
  'no known errors',
  'retry succeeded',
  'checks: errors=0 warnings=1',
  '0 of 40 checks failed',
  "(node:12) [DEP0128] DeprecationWarning: Invalid 'main' field in '/app/package.json'",
  'PHP Warning:  Undefined variable, invalid',
  '2026-11-21T08:54:09Z warn lookup failed',
  "tail: cannot open 'app.log' for reading: No such file or directory",
])('a program is well with: %s', (line) => {
  expect(isFailure(line)).toBe(false);
});

test('takes the last line that tells, without the name of its program', () => {
  const tail = ['[web] Error: no key', '[web] node web.js ended', '12:00:01 jobs.1 | tick', '[12] [jobs] tick'];
  expect(failureLine(tail.map((text) => ({ origin: 'stdout', text })))).toBe('Error: no key');
  expect(failureLine([])).toBeUndefined();
  expect(withoutLabel('[jobs   ]  tick')).toBe('tick');
});
