import { expect, test } from 'vitest';
import type { Rule } from '../../src/core/diagnosis/rule.ts';
import { rules } from '../../src/rules/index.ts';
import { facts } from '../support/builders.ts';
import { causesOf } from '../support/rule-builders.ts';

/** The rule of that code as it speaks in its example, as an error whatever is seen. */
function raised(code: string): Rule {
  const rule = rules.find((each) => each.code === code);
  if (rule === undefined) throw new Error(`no rule ${code}`);
  const finding = { ...rule.example, severity: 'error' } as const;
  return { ...rule, judge: () => ({ kind: 'raised', finding }) };
}

// None of these explains the other: each is wrong by itself, and one of them is to be put right first.
test.each([
  ['out-of-memory', 'dependency-unreachable', 'a kill for memory ends connections, too'],
  ['out-of-memory', 'exited-cleanly', 'who is killed does not end well'],
  ['out-of-memory', 'daemonized', 'who is killed did not choose to end'],
  ['dependency-unreachable', 'app-gone', 'the app ended over what it needs'],
  ['dependency-unreachable', 'daemonized', 'the app cannot serve without what it needs, wherever it runs'],
  ['unix-socket-only', 'port-not-exposed', 'no port helps an app that opens none'],
  ['udp-only', 'port-not-exposed', 'no TCP port helps an app that opens none'],
  ['memory-pressure', 'flapping', 'checks that come and go are what a full container looks like'],
  ['zombies', 'flapping', 'checks that come and go are what a full process table looks like'],
  ['zombies', 'runtime-check-failing', 'a failing check says no more than that it fails'],
])('%s is the root beside %s: %s', (root, other) => {
  expect(causesOf([raised(other), raised(root)], facts())).toEqual({ [root]: 'primary', [other]: 'unexplained' });
});
