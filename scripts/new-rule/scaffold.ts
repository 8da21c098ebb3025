// The files that `npm run new-rule` writes: a rule that is silent, and a test that fails until both are filled in.

/** A rule to create. */
export interface NewRule {
  readonly code: string;
  readonly family: string;
  /** The step toward a healthy response at which the fault is, from `stages` in src/core/diagnosis/rule.ts. */
  readonly stage: string;
}

/** Marks each place that only the author can fill in. */
export const MARK = 'FILL IN';

/** The path of the rule, from the project's directory. */
export const rulePath = ({ code, family }: NewRule): string => `src/rules/${family}/${code}.ts`;

/** The path of its test. */
export const testPath = ({ code, family }: NewRule): string => `test/rules/${family}/${code}.test.ts`;

/** The rule's file. */
export const ruleText = ({
  code,
  stage,
}: NewRule): string => `import { defineRule } from '../../core/diagnosis/rule.ts';

/** ${MARK}: what is wrong, with every value that the texts below quote. */
interface Finding {
  readonly port: number;
}

export default defineRule({
  code: '${code}',
  title: '${MARK}: a few words, without values',
  stage: '${stage}',
  needs: ['app', 'endpoints'],
  explains: [],
  meaning: '${MARK}: what it means, and why it makes the health check fail.',
  // ${MARK}: return the finding if the app has the fault, else undefined.
  when: (_facts): Finding | undefined => undefined,
  severity: 'error',
  summary: ({ port }) => \`${MARK}: one sentence with the values in it, such as port \${port}.\`,
  evidence: ({ port }) => [{ source: '${MARK}', expected: 'what a healthy app shows', observed: \`port \${port}\` }],
  remedy: () => ['${MARK}: a full sentence that says what to do for this server.'],
  example: { port: 8000 },
});
`;

/** The test's file. */
export const testText = ({ code, family }: NewRule): string => `import { describe, expect, test } from 'vitest';
import rule from '../../../src/rules/${family}/${code}.ts';
import { facts } from '../../support/builders.ts';
import { silent } from '../../support/rule-builders.ts';

describe('${code}', () => {
  test('is raised, and says in one sentence what offends', () => {
    const faulty = facts({});
    expect(rule.judge(faulty)).toEqual(
      '${MARK}: change a fact of the healthy app to the fault, and write the whole finding here',
    );
  });

  test('is silent on a healthy app', () => {
    expect(rule.judge(facts())).toEqual(silent);
  });

  test('is silent on the nearest innocent look-alike', () => {
    expect.fail('${MARK}: use facts({ … }) to build what looks most like the fault but is innocent, and expect silent');
  });

  // Remove this test when it passes.
  test('has all its texts', () => {
    expect(JSON.stringify([rule.title, rule.meaning, rule.example])).not.toContain('${MARK}');
  });
});
`;
