// Installs the Debian packages that the tests and the demo use, if it has permission. Otherwise it lists what is missing. Never fails.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';

/** Each package, by a file that exists when the package is installed. */
export const demoPackages: Readonly<Record<string, string>> = {
  '/usr/bin/gunicorn': 'gunicorn',
};

/** What `npm run build` needs. */
export const buildPackages: Readonly<Record<string, string>> = {
  '/usr/bin/musl-gcc': 'musl-tools',
  '/usr/bin/strip': 'binutils',
};

/** Servers of the broken and healthy scenarios. If a server is missing, its scenarios are skipped. */
const scenarioPackages: Readonly<Record<string, string>> = {
  '/usr/bin/puma': 'puma',
  '/usr/bin/javac': 'default-jdk-headless',
  '/usr/share/doc/golang-go': 'golang-go',
  '/usr/bin/rustc': 'rustc',
  '/usr/bin/elixir': 'elixir',
  '/usr/bin/unicorn': 'unicorn',
  '/usr/bin/thin': 'thin',
  '/usr/share/doc/ruby-actionpack': 'ruby-actionpack',
  '/usr/lib/uwsgi/plugins/http_plugin.so': 'uwsgi-core',
  '/usr/lib/uwsgi/plugins/python3_plugin.so': 'uwsgi-plugin-python3',
  '/usr/bin/waitress-serve': 'python3-waitress',
  '/usr/bin/hypercorn': 'python3-hypercorn',
  '/usr/bin/daphne': 'daphne',
  '/usr/bin/twistd3': 'python3-twisted',
  '/usr/bin/supervisord': 'supervisor',
  '/usr/bin/runsvdir': 'runit',
  '/usr/bin/foreman': 'ruby-foreman',
  '/usr/bin/s6-svscan': 's6',
  '/usr/lib/python3/dist-packages/aiosmtpd': 'python3-aiosmtpd',
  '/usr/share/nodejs/express': 'node-express',
  '/usr/sbin/apache2': 'apache2',
  '/usr/sbin/haproxy': 'haproxy',
  '/usr/sbin/lighttpd': 'lighttpd',
  '/usr/bin/caddy': 'caddy',
  '/usr/share/doc/php-fpm': 'php-fpm',
  '/usr/bin/php': 'php-cli',
  '/usr/bin/rackup': 'ruby-rack',
  '/usr/bin/celery': 'celery',
  '/usr/bin/sidekiq': 'ruby-sidekiq',
  '/usr/lib/python3/dist-packages/fastapi': 'python3-fastapi',
  '/usr/sbin/varnishd': 'varnish',
  '/usr/share/doc/postgresql': 'postgresql',
  '/usr/sbin/mariadbd': 'mariadb-server-core',
  '/usr/bin/memcached': 'memcached',
  '/usr/sbin/sshd': 'openssh-server',
  '/usr/bin/rsync': 'rsync',
  '/usr/bin/setpriv': 'util-linux',
  '/usr/bin/podman': 'podman',
  '/usr/sbin/runc': 'runc',
};

export const testPackages: Readonly<Record<string, string>> = {
  ...demoPackages,
  ...buildPackages,
  ...scenarioPackages,
  '/usr/lib/python3/dist-packages/gevent': 'python3-gevent',
  '/usr/lib/python3/dist-packages/setproctitle': 'python3-setproctitle',
  '/usr/lib/python3/dist-packages/uvicorn': 'python3-uvicorn',
  '/usr/bin/uvicorn': 'uvicorn',
  '/usr/lib/python3/dist-packages/django': 'python3-django',
  '/usr/lib/python3/dist-packages/flask': 'python3-flask',
  '/usr/lib/python3/dist-packages/packaging': 'python3-packaging',
  '/usr/bin/redis-server': 'redis-server',
  '/usr/bin/pg_isready': 'postgresql-client',
  '/usr/sbin/nginx': 'nginx-light',
  '/usr/bin/chromium': 'chromium',
  '/usr/bin/buildah': 'buildah',
  '/usr/lib/podman/netavark': 'netavark',
  '/usr/sbin/iptables': 'iptables',
  '/bin/busybox': 'busybox-static',
  '/usr/bin/gcc': 'gcc',
  '/usr/bin/openssl': 'openssl',
  '/usr/bin/prometheus': 'prometheus',
  '/usr/bin/promtool': 'prometheus',
  '/usr/bin/curl': 'curl',
  '/usr/bin/docker-compose': 'docker-compose',
  '/usr/sbin/logrotate': 'logrotate',
  '/sbin/ip': 'iproute2',
  '/usr/bin/clang': 'clang',
  '/usr/lib/llvm-14/lib/clang/14.0.6/lib/linux/libclang_rt.asan-x86_64.a': 'libclang-rt-14-dev',
  '/usr/bin/valgrind': 'valgrind',
  '/usr/bin/tini': 'tini',
  '/usr/bin/strace': 'strace',
  '/usr/bin/python3': 'python3',
  '/usr/bin/ruby': 'ruby',
  '/usr/bin/zsh': 'zsh',
  '/usr/bin/fish': 'fish',
};

/** What `npm run bench` measures with, and compares with. */
export const benchPackages: Readonly<Record<string, string>> = {
  ...demoPackages,
  ...buildPackages,
  '/usr/bin/gcc': 'gcc',
  '/usr/bin/tini': 'tini',
  '/usr/bin/python3': 'python3',
  '/usr/bin/monit': 'monit',
  '/usr/bin/prometheus-blackbox-exporter': 'prometheus-blackbox-exporter',
  '/usr/bin/supervisord': 'supervisor',
  '/usr/bin/mtail': 'mtail',
  '/usr/bin/time': 'time',
};

/** Installs what is missing. Returns the packages that are still missing. */
export function installMissing(packages: Readonly<Record<string, string>>): readonly string[] {
  const missing = missingOf(packages);
  if (missing.length === 0) return [];
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return missing;
  console.log(`installing ${missing.join(', ')}`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: readonly string[]) =>
    spawnSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env: environment });
  apt('update');
  withoutServices(() => {
    const installed = apt('install', '--yes', '--no-install-recommends', ...missing);
    // One package that this release lacks must not block the others.
    if (installed.status !== 0) for (const name of missing) apt('install', '--yes', '--no-install-recommends', name);
  });
  return missingOf(packages);
}

const POLICY = '/usr/sbin/policy-rc.d';

/** Installing a server must not start it, or it would hold a port (invoke-rc.d(8), policy-rc.d). */
function withoutServices(install: () => void): void {
  const isOurs = !existsSync(POLICY);
  if (isOurs) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    install();
  } finally {
    if (isOurs) rmSync(POLICY);
  }
}

const missingOf = (packages: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(packages).flatMap(([file, name]) => (existsSync(file) ? [] : [name]));
