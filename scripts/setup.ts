// Installs the Debian packages that tests and demo use, when it may. Says what is missing when it may not; never fails.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Package by what it brings: a file that is there when the package is. */
export const demoPackages: Readonly<Record<string, string>> = {
  '/usr/bin/gunicorn': 'gunicorn',
};

/** What `npm run build` needs. */
export const buildPackages: Readonly<Record<string, string>> = {
  '/usr/bin/musl-gcc': 'musl-tools',
  '/usr/bin/strip': 'binutils',
};

export const testPackages: Readonly<Record<string, string>> = {
  ...demoPackages,
  ...buildPackages,
  '/usr/lib/python3/dist-packages/gevent': 'python3-gevent',
  '/usr/lib/python3/dist-packages/setproctitle': 'python3-setproctitle',
  '/usr/lib/python3/dist-packages/uvicorn': 'python3-uvicorn',
  '/usr/lib/python3/dist-packages/django': 'python3-django',
  '/usr/lib/python3/dist-packages/flask': 'python3-flask',
  '/usr/bin/redis-server': 'redis-server',
  '/usr/sbin/nginx': 'nginx-light',
  '/usr/bin/chromium': 'chromium',
  '/usr/bin/openssl': 'openssl',
  '/usr/bin/curl': 'curl',
  '/sbin/ip': 'iproute2',
};

/** Installs what is missing. Gives the packages that are missing still. */
export function installMissing(packages: Readonly<Record<string, string>>): readonly string[] {
  const missing = missingOf(packages);
  if (missing.length === 0) return [];
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return missing;
  console.log(`installing ${missing.join(', ')}`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: readonly string[]) =>
    spawnSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env: environment });
  apt('update');
  const installed = apt('install', '--yes', '--no-install-recommends', ...missing);
  // One name that this release does not have must not keep the others out.
  if (installed.status !== 0) for (const name of missing) apt('install', '--yes', '--no-install-recommends', name);
  return missingOf(packages);
}

const missingOf = (packages: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(packages).flatMap(([file, name]) => (existsSync(file) ? [] : [name]));
