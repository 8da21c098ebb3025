// node scripts/new-rule.ts CODE: makes the rule's file and its test, ready to be filled in, and lists it in the index.
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const code = process.argv[2] ?? '';

const ruleText = `import { defineRule } from '../core/diagnosis/rule.ts';

interface Finding {
  readonly port: number;
}

export default defineRule({
  code: '${code}',
  title: 'A few words without values',
  stage: 'answer',
  severity: 'error',
  needs: ['app', 'endpoints'],
  explains: [],
  meaning: 'What it means, and why the check fails because of it.',
  when: (_facts): Finding | undefined => undefined,
  summary: ({ port }) => \`One sentence with the values in it, such as port \${port}.\`,
  evidence: ({ port }) => [{ source: 'probe', expected: 'what a healthy app shows', observed: \`port \${port}\` }],
  remedy: () => ['A full sentence that says what to do, for the server at hand.'],
  example: { port: 8000 },
});
`;

const testText = `import { describe, expect, test } from 'vitest';
import rule from '../../src/rules/${code}.ts';
import { facts } from '../support/builders.ts';

describe('${code}', () => {
  test('fires', () => {
    expect(rule.judge(facts({}))).toMatchObject({ kind: 'raised' });
  });

  test('is silent on a healthy app', () => {
    expect(rule.judge(facts())).toEqual({ kind: 'silent' });
  });

  test('is silent on the nearest innocent look-alike', () => {
    expect(rule.judge(facts({}))).toEqual({ kind: 'silent' });
  });
});
`;

if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(code)) {
  console.error(`usage: node scripts/new-rule.ts CODE, with CODE in small letters and dashes, got "${code}"`);
  process.exit(64);
}
const files = { [`src/rules/${code}.ts`]: ruleText, [`test/rules/${code}.test.ts`]: testText };
const taken = Object.keys(files).find((file) => existsSync(join(root, file)));
if (taken !== undefined) {
  console.error(`${taken} exists already`);
  process.exit(1);
}
for (const [file, text] of Object.entries(files)) {
  writeFileSync(join(root, file), text);
  console.log(`wrote ${file}`);
}
spawnSync(process.execPath, ['scripts/generate.ts'], { cwd: root, stdio: 'inherit' });
