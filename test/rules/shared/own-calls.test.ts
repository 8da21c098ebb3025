import { expect, test } from 'vitest';
import { withoutOwnCalls } from '../../../src/rules/shared/own-calls.ts';
import { exception, log } from '../../support/rule-builders.ts';

const endpoints = [{ port: 8000, protocol: 'http', source: '--endpoint' }] as const;
const refused = (target: string) => ({ how: 'refused', target }) as const;
const told = (target: string) =>
  ({ kind: 'dependency-failed', ...refused(target), line: 'x', at: 1, firstAt: 1, count: 3 }) as const;

test.each([
  ['127.0.0.1:8000', true],
  ['localhost:8000', true],
  ['127.0.0.1:5432', false],
  ['10.0.0.7:8000', false],
  ['127.0.0.1:18000', false],
])('a call to %s is a call to itself: %s', (target, isOwn) => {
  const raised = exception('Error: refused', { dependency: refused(target) });
  const seen = withoutOwnCalls(log([], { exceptions: [raised], dependencyFailures: [told(target)] }), endpoints);
  expect(seen.exceptions.map(({ dependency }) => dependency?.target)).toEqual([isOwn ? undefined : target]);
  expect(seen.dependencyFailures).toHaveLength(isOwn ? 0 : 1);
});
