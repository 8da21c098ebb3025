// Installs npm programs and frameworks next to the project, for scenarios that need the real ones.
// They are too large for package.json, and too far from the product.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const target = join(import.meta.dirname, '../node_modules/.cache/npm-programs');
const PACKAGES = {
  pm2: '7.0.4',
  nodemon: '3.1.14',
  concurrently: '10.0.7',
  express: '5.3.0',
  fastify: '5.12.8',
  serve: '14.2.7',
  vite: '8.4.0',
} as const;

/** Fetches them if they are missing. Returns why they are still missing, or undefined. Never fails. */
export function fetchNpmPrograms(): string | undefined {
  const isThere = (): boolean => Object.keys(PACKAGES).every((name) => existsSync(join(target, 'node_modules', name)));
  if (isThere()) return undefined;
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'package.json'), JSON.stringify({ private: true, dependencies: PACKAGES }));
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  spawnSync('npm', ['install', ...options], { cwd: target, stdio: 'ignore', timeout: 180_000 });
  return isThere() ? undefined : 'npm cannot fetch them';
}
