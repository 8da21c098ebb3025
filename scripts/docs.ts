// npm run docs [-- --base /PATH/] [-- --check] builds the documentation as a static site in dist/docs.
// --base names the path at which a server will show it. --check opens every page in Chromium.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const root = join(import.meta.dirname, '..');
const generator = join(root, 'scripts/docs');
const site = join(root, 'dist/docs');

const { values } = parseArgs({
  options: { base: { type: 'string', default: '/' }, check: { type: 'boolean', default: false } },
});
if (!isInstalled()) {
  console.log('installing the generator in scripts/docs');
  run('npm', ['ci', '--loglevel=error'], generator);
}
run(join(generator, 'node_modules/.bin/vitepress'), ['build', '--base', values.base], generator);
console.log('wrote dist/docs');
if (values.check) {
  run('tsc', ['-p', generator], root);
  const { checkSite } = await import('./docs/check.ts');
  const { faults, done } = await checkSite(site, values.base);
  for (const fault of faults) console.error(fault);
  console.log(`${done}: ${faults.length === 0 ? 'no faults' : `${faults.length} faults`}`);
  if (faults.length > 0) process.exitCode = 1;
}

/** Whether the generator is installed as its lock file says. npm writes its own copy of that file when it finishes. */
function isInstalled(): boolean {
  const installed = join(generator, 'node_modules/.package-lock.json');
  const isNewer = (): boolean => statSync(installed).mtimeMs >= statSync(join(generator, 'package-lock.json')).mtimeMs;
  return existsSync(installed) && isNewer();
}

/** Runs a command. If it fails, prints what it wrote and ends this program with its exit code. */
function run(command: string, args: readonly string[], cwd: string): void {
  // VitePress bundles an esbuild that warns about the target in the tsconfig.json of the root.
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 64 << 20 });
  if (status === 0) return;
  console.error([error?.message, stdout, stderr].join('\n'));
  process.exit(status ?? 1);
}
