import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { Scenario } from './scenario.ts';

const root = join(import.meta.dirname, '../..');

/** Every scenario of the files of test/scenario/cases, in the order of their names. */
export async function allCases(): Promise<readonly Scenario[]> {
  const files = globSync('test/scenario/cases/*.ts', { cwd: root }).sort();
  const modules: readonly Record<string, unknown>[] = await Promise.all(files.map((file) => import(join(root, file))));
  // Files in that folder export arrays of scenarios and nothing else.
  return modules.flatMap((each) => Object.values(each).flat() as Scenario[]);
}
