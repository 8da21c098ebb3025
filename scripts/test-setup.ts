// node scripts/test-setup.ts [FILE...] installs what these test files need, or all of them, if it has permission. Lists what is missing. Never fails.
import { needsOf, testFiles } from './needs.ts';
import { unpackNewerGunicorn } from './newer-gunicorn.ts';
import { fetchNpmPrograms } from './npm-programs.ts';
import { installMissing, testPackages } from './setup.ts';

const named = process.argv.slice(2);
const needs = new Set((named.length > 0 ? named : testFiles()).flatMap(needsOf));

const packages = Object.entries(testPackages).filter(([, name]) => needs.has(name));
const missing = installMissing(Object.fromEntries(packages));
if (missing.length > 0) {
  console.log(`This user cannot install ${missing.join(', ')}. Tests that need them are skipped.`);
}

const obstacle = needs.has('newer-gunicorn') ? unpackNewerGunicorn() : undefined;
if (obstacle !== undefined) {
  console.log(`The Gunicorn of a later Debian is missing: ${obstacle}. Tests that need it are skipped.`);
}

const unfetched = needs.has('npm-programs') ? fetchNpmPrograms() : undefined;
if (unfetched !== undefined)
  console.log(`The npm programs are missing: ${unfetched}. Tests that need them are skipped.`);
