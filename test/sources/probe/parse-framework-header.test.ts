import { expect, test } from 'vitest';
import { frameworkByHeaders } from '../../../src/sources/probe/parse-framework-header.ts';

test.each([
  [{ 'x-powered-by': 'Express' }, 'express'],
  [{ 'x-powered-by': 'Next.js' }, 'next'],
  [{ 'x-powered-by': 'PHP/8.2.29', 'set-cookie': ['XSRF-TOKEN=a', 'laravel_session=b; path=/'] }, 'laravel'],
  [{ 'x-runtime': '0.003', 'x-request-id': 'b1' }, 'rails'],
  [{ 'referrer-policy': 'same-origin', 'x-content-type-options': 'nosniff' }, 'django'],
])('%j come from %s', (headers, framework) => {
  expect(frameworkByHeaders(headers)).toBe(framework);
});

test.each([
  [{}],
  [{ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' }],
  [{ 'x-powered-by': 'PHP/8.2.29' }],
  [{ 'x-request-id': 'b1' }],
])('%j give away no framework', (headers) => {
  expect(frameworkByHeaders(headers)).toBeUndefined();
});
