// npm test: types, lint, generated files, unit tests, then scenarios with real programs. Says what this machine cannot run, and why.
import { spawnSync } from 'node:child_process';
import { unpackNewerGunicorn } from './newer-gunicorn.ts';
import { fetchProcessManagers } from './process-managers.ts';
import { installMissing, testPackages } from './setup.ts';

const missing = installMissing(testPackages);
if (missing.length > 0) {
  console.log(
    `Not installed, and not installable by this user: ${missing.join(', ')}. Tests that need them are skipped.`,
  );
}
const obstacle = unpackNewerGunicorn();
if (obstacle !== undefined) {
  console.log(`A later Debian's Gunicorn is not here: ${obstacle}. Tests that need it are skipped.`);
}

const unfetched = fetchProcessManagers();
if (unfetched !== undefined)
  console.log(`PM2 and nodemon are not here: ${unfetched}. Tests that need them are skipped.`);

const steps: readonly (readonly [string, readonly string[]])[] = [
  ['tsc', []],
  ['tsc', ['-p', 'src/page']],
  ['biome', ['check', '.']],
  ['node', ['scripts/generate.ts', '--check']],
  ['vitest', ['run', ...process.argv.slice(2)]],
];

for (const [program, args] of steps) {
  console.log(`\n$ ${program} ${args.join(' ')}`);
  const { status, error } = spawnSync(program, args, { stdio: 'inherit' });
  if (error) console.error(`${program} could not be run (${error.message}); npm test puts it on the PATH`);
  if (status !== 0) process.exit(status ?? 1);
}
