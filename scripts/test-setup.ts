// Installs what test files need, where it may: node scripts/test-setup.ts [FILE...], for all files without one. Says what is missing; never fails.
import { needsOf, testFiles } from './needs.ts';
import { unpackNewerGunicorn } from './newer-gunicorn.ts';
import { fetchNpmPrograms } from './npm-programs.ts';
import { installMissing, testPackages } from './setup.ts';

const named = process.argv.slice(2);
const needs = new Set((named.length > 0 ? named : testFiles()).flatMap(needsOf));

const packages = Object.entries(testPackages).filter(([, name]) => needs.has(name));
const missing = installMissing(Object.fromEntries(packages));
if (missing.length > 0) {
  console.log(
    `Not installed, and not installable by this user: ${missing.join(', ')}. Tests that need them are skipped.`,
  );
}

const obstacle = needs.has('newer-gunicorn') ? unpackNewerGunicorn() : undefined;
if (obstacle !== undefined) {
  console.log(`A later Debian's Gunicorn is not here: ${obstacle}. Tests that need it are skipped.`);
}

const unfetched = needs.has('npm-programs') ? fetchNpmPrograms() : undefined;
if (unfetched !== undefined)
  console.log(`The programs of npm are not here: ${unfetched}. Tests that need them are skipped.`);
