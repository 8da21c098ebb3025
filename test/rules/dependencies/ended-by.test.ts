import { expect, test } from 'vitest';
import { endedBy } from '../../../src/rules/dependencies/ended-by.ts';
import { dependencyFailures } from '../../../src/sources/log/dependencies/parse-dependency.ts';
import { NOW } from '../../support/builders.ts';
import { log } from '../../support/rule-builders.ts';

/** How sure it is that another host ended an app that wrote these lines. */
function sureOf(...lines: readonly string[]): string | undefined {
  const told = lines.flatMap((line) => dependencyFailures.parse(line) ?? []);
  const failures = told.map((each) => ({ ...each, at: NOW, firstAt: NOW, count: 1 }));
  return endedBy(log(lines, { dependencyFailures: failures }), NOW)?.confidence;
}

const REFUSED = 'connect ECONNREFUSED 10.0.0.5:5432';
const WARNED = 'WARN could not connect to redis:6379: Connection refused, going on without a cache';

test.each([
  ['certain', [REFUSED]],
  ['certain', [REFUSED, 'giving up after 3 tries']],
  ['certain', [WARNED, 'giving up after 3 tries']],
  ['likely', [REFUSED, 'Loaded 20 plugins', 'panic: plugin x has no name']],
  [undefined, [REFUSED, 'LICENSE_KEY is not set']],
  [undefined, [WARNED, 'LICENSE_KEY is not set']],
  [undefined, [WARNED, 'Loaded 20 plugins', 'panic: plugin x has no name']],
])('%s: %j', (confidence, lines) => {
  expect(sureOf(...lines)).toBe(confidence);
});
