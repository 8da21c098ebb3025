// npm test runs everything in parts, and prints the time of each part at the end. All parts run even if one fails.
// npm test -- FILE... installs what these files need and runs only them. All arguments go to vitest.
import { spawnSync } from 'node:child_process';
import { type Part, runLanes, summary } from './test/parts.ts';

const SETUP = ['node', 'scripts/test-setup.ts'] as const;
const setup: Part = { name: 'setup', commands: [SETUP] };
const vitest = (project: string, ...flags: readonly string[]): Part => ({
  name: project,
  commands: [['vitest', 'run', '--project', project, ...flags]],
});

/** Only the scenarios of test/support/always-played.ts, because all of them would take too long. */
const scenarios: Part = {
  name: 'scenario',
  commands: [['env', 'SCENARIOS=always', 'vitest', 'run', '--project', 'scenario']],
};

/** Two lanes for two cores. */
const lanes: readonly (readonly Part[])[] = [
  [setup, vitest('container')],
  [
    { name: 'types', commands: [['tsc'], ['tsc', '-p', 'src/page']] },
    {
      name: 'lint',
      commands: [
        ['biome', 'check', '.'],
        ['node', 'scripts/prose.ts'],
      ],
    },
    { name: 'generated', commands: [['node', 'scripts/generate.ts', '--check']] },
    vitest('unit'),
    { ...vitest('integration'), after: setup },
  ],
];

/** These run alone on the machine: apps that must meet deadlines, and the launcher's tests, which compare times. */
const alone: readonly Part[] = [scenarios, vitest('native')];

async function testAll(): Promise<boolean> {
  const results = [...(await runLanes(lanes)), ...(await runLanes([alone]))];
  console.log(`\n${summary(results, performance.now())}`);
  return results.every(({ isPassed }) => isPassed);
}

function testSome(args: readonly string[]): boolean {
  const { stdout } = spawnSync('vitest', ['list', '--filesOnly', ...args], { encoding: 'utf8' });
  const files = [...(stdout ?? '').matchAll(/test\/\S+\.test\.ts$/gm)].map(([file]) => file);
  if (files.length === 0) {
    console.error(`no test file matches ${args.join(' ')}`);
    return false;
  }
  const [node, script] = SETUP;
  spawnSync(node, [script, ...files], { stdio: 'inherit' });
  return spawnSync('vitest', ['run', ...args], { stdio: 'inherit' }).status === 0;
}

const args = process.argv.slice(2);
const isPassed = args.length > 0 ? testSome(args) : await testAll();
process.exitCode = isPassed ? 0 : 1;
