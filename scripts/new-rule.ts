// npm run new-rule -- CODE --family FAMILY creates the rule's file and its test, ready to fill in, and registers the code.
// Without --family it asks for the family on a terminal.
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { MARK, type NewRule, rulePath, ruleText, testPath, testText } from './new-rule/scaffold.ts';

const root = join(import.meta.dirname, '..');
const CONTRACT = 'test/support/contract-codes.ts';
const WRONG_USAGE = 64;

/** An error in the arguments, described in one sentence. */
class UsageError extends Error {}

/** The folder of code that rules share. It holds no rules. */
const SHARED = ['advice', 'lines', 'shared'];

/** The folders of src/rules that hold rules. */
const families = globSync('src/rules/*/', { cwd: root })
  .map((path) => path.replace(/\/$/, '').split('/').at(-1) ?? '')
  .filter((name) => !SHARED.includes(name))
  .sort();

try {
  const { code, family } = await asked(process.argv.slice(2));
  make({ code, family, stage: usualStage(family) });
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}; usage: npm run new-rule -- CODE --family FAMILY`);
  process.exitCode = WRONG_USAGE;
}

async function asked(args: readonly string[]): Promise<Pick<NewRule, 'code' | 'family'>> {
  const { code, given } = read(args);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(code)) {
    throw new UsageError(`CODE must be lowercase letters and digits with dashes between the words, got "${code}"`);
  }
  const taken = globSync(`{src,test}/rules/*/${code}{,.test}.ts`, { cwd: root });
  if (taken.length > 0)
    throw new UsageError(`CODE must be new, got "${code}", which ${taken.sort().join(' and ')} already have`);
  const family = given ?? (await askFamily());
  if (!families.includes(family)) {
    throw new UsageError(`the family must be one of ${families.join(', ')}, got "${family}"`);
  }
  return { code, family };
}

function read(args: readonly string[]): { readonly code: string; readonly given: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { family: { type: 'string' } },
      allowPositionals: true,
    });
    return { code: positionals.join(' '), given: values.family };
  } catch (error) {
    // The first sentence names the option. The next one explains how to pass it as CODE.
    throw new UsageError(error instanceof Error ? error.message.replace(/\. .*|\.$/s, '') : String(error));
  }
}

async function askFamily(): Promise<string> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new UsageError(`--family is missing: give one of ${families.join(', ')}`);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Which family (${families.join(', ')})? `);
  terminal.close();
  return answer.trim();
}

/** The stage of most rules in the family, as a first guess. */
function usualStage(family: string): string {
  const texts = globSync(`src/rules/${family}/*.ts`, { cwd: root }).map((path) =>
    readFileSync(join(root, path), 'utf8'),
  );
  const stages = texts.flatMap((text) => /^ +stage: '(\w+)',$/m.exec(text)?.[1] ?? []);
  const count = (stage: string): number => stages.filter((each) => each === stage).length;
  return stages.toSorted((a, b) => count(b) - count(a))[0] ?? 'answer';
}

function make(rule: NewRule): void {
  put(rulePath(rule), ruleText(rule));
  put(testPath(rule), testText(rule));
  const codes = readFileSync(join(root, CONTRACT), 'utf8');
  if (!codes.includes(`'${rule.code}'`)) put(CONTRACT, codes.replace(/\n\];\n$/, `\n  '${rule.code}',\n];\n`));
  const { status } = spawnSync(process.execPath, ['scripts/generate.ts'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    process.exitCode = status ?? 1;
    return;
  }
  console.log(`\nNext, replace each ${MARK} in the two new files. The test fails until you do.`);
  console.log('Then run npm run generate and npm run check, and add a line to CHANGELOG.md.');
}

function put(path: string, text: string): void {
  writeFileSync(join(root, path), text);
  console.log(`wrote ${path}`);
}
