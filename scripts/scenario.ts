// npm run scenario [NAME] runs every broken and every healthy app under sidewatch, and writes docs/scoreboard.md.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allCases } from '../test/support/all-cases.ts';
import { sandboxObstacle } from '../test/support/sandbox.ts';
import { isFault, obstacleTo, type Scenario } from '../test/support/scenario.ts';
import { savedLogsTable } from './generate/saved-logs-table.ts';
import { isAsItShould } from './scenario/as-it-should.ts';
import { type Played, playFault, playHealthy, type Score } from './scenario/play.ts';
import { fixWords, scoreboard } from './scenario/scoreboard.ts';
import { installMissing, testPackages } from './setup.ts';

const root = join(import.meta.dirname, '..');
const wanted = process.argv[2] ?? '';

const marks: Readonly<Record<Score, string>> = {
  'right first': '✓',
  quiet: '✓',
  'present, not first': '~',
  missed: '✗',
  'false alarm': '✗',
};

/** How many apps run in parallel. They mostly wait, but more would slow down each other's boot. */
const ABREAST = 3;

async function main(): Promise<void> {
  const cases = (await allCases()).filter(({ name }) => name.includes(wanted));
  if (cases.length === 0) {
    console.error(`no scenario's name contains ${wanted}`);
    process.exitCode = 1;
    return;
  }
  installMissing(testPackages);
  const obstacle = sandboxObstacle();
  if (obstacle !== undefined) return console.log(`cannot run scenarios: ${obstacle}`);
  const played = await playAll(cases.filter((each) => obstacleTo(each) === undefined));
  const left = cases.flatMap((each) => {
    const why = obstacleTo(each);
    return why === undefined ? [] : [`${each.name}: ${why}`];
  });
  for (const each of left) console.log(`- did not run: ${each}`);
  if (wanted === '') {
    writeFileSync(join(root, 'docs/scoreboard.md'), scoreboard(played, left, await savedLogsTable()));
  }
  if (!played.every(isAsItShould)) process.exitCode = 1;
}

/** Runs all of them, and returns the results in their order. */
async function playAll(cases: readonly Scenario[]): Promise<readonly Played[]> {
  const results: (readonly [number, Played])[] = [];
  const waiting = cases.entries();
  const player = async (): Promise<void> => {
    for (const [place, scenario] of waiting) {
      const result = isFault(scenario) ? await playFault(scenario) : await playHealthy(scenario);
      results.push([place, result]);
      const after = result.afterMs === undefined ? '' : ` (${result.afterMs} ms, since: ${result.since})`;
      const remedy = result.isRemedyNamed === false ? ', without the remedy' : '';
      const fix = isFault(scenario) ? `; fix ${fixWords(result.fix)}` : '';
      const told = `${marks[result.score]} ${result.score.padEnd(18)} ${result.name}: ${result.said ?? 'nothing'}${remedy}${after}${fix}`;
      console.log(told);
    }
  };
  await Promise.all(Array.from({ length: ABREAST }, player));
  return results.sort(([a], [b]) => a - b).map(([, each]) => each);
}

await main();
