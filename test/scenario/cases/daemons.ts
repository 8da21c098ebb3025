// needs: busybox-static gunicorn memcached nginx-light python3 python3-twisted redis-server rsync supervisor
import { asPostgres, DATA, newCluster, postgresProgram } from '../../support/postgres.ts';
import type { Fault } from '../../support/scenario.ts';

const postgres = postgresProgram('postgres');
const python = 'python3 -m http.server 8000';

interface Daemon {
  readonly server: string;
  readonly foreground: RegExp;
  readonly requires: string | readonly string[];
  readonly port?: number;
  /** It speaks a different protocol from HTTP. */
  readonly isTcp?: true;
  readonly prepare?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly command: readonly string[];
}

const daemons: readonly Daemon[] = [
  {
    server: 'Redis',
    foreground: /--daemonize no/,
    requires: '/usr/bin/redis-server',
    port: 6379,
    isTcp: true,
    command: ['redis-server', '--daemonize', 'yes', '--save', '', '--dir', '/run'],
  },
  {
    server: 'memcached',
    foreground: /without `-d`/,
    requires: '/usr/bin/memcached',
    port: 11211,
    isTcp: true,
    command: ['memcached', '-d', '-u', 'nobody'],
  },
  {
    server: 'pg_ctl',
    foreground: /postgres -D/,
    requires: postgres,
    port: 5432,
    isTcp: true,
    prepare: newCluster,
    command: [
      ...asPostgres,
      postgresProgram('pg_ctl'),
      'start',
      '-D',
      DATA,
      '-o',
      '-c listen_addresses=*',
      '-l',
      '/run/postgresql/log',
    ],
  },
  {
    server: 'supervisord',
    foreground: /--nodaemon/,
    requires: '/usr/bin/supervisord',
    command: ['supervisord', '-c', 'conf/supervisord-daemon.conf'],
  },
  {
    server: 'twistd',
    foreground: /--nodaemon|-n\b/,
    requires: '/usr/bin/twistd3',
    command: [
      'twistd3',
      '--pidfile',
      '/run/t.pid',
      '--logfile',
      '/run/t.log',
      'web',
      '--path',
      '.',
      '--listen',
      'tcp:8000',
    ],
  },
  {
    server: 'httpd of BusyBox',
    foreground: /httpd -f/,
    requires: '/usr/bin/busybox',
    command: ['busybox', 'httpd', '-p', '8000', '-h', '/run'],
  },
  {
    server: 'rsync',
    foreground: /--no-detach/,
    requires: '/usr/bin/rsync',
    port: 8730,
    isTcp: true,
    command: ['rsync', '--daemon', '--port', '8730', '--config', '/dev/null'],
  },
  {
    server: 'nginx as the last of two daemons',
    foreground: /^Start nginx with `nginx -g 'daemon off;'/,
    requires: ['/usr/sbin/nginx', '/usr/bin/gunicorn'],
    files: {
      'web.py': "def app(environ, start):\n    start('200 OK', [])\n    return [b'fine']\n",
      'site.conf':
        'error_log stderr;\npid /run/nginx.pid;\nuser root;\nevents {}\nhttp { access_log off; server { listen 8000; location / { proxy_pass http://127.0.0.1:9000; } } }\n',
    },
    command: ['sh', '-c', 'gunicorn --daemon --bind 127.0.0.1:9000 web:app && nginx -p "$PWD" -c "$PWD/site.conf"'],
  },
  {
    server: 'a shell with &',
    foreground: /`&`/,
    requires: '/bin/sh',
    command: ['sh', '-c', `${python} &`],
  },
  {
    server: 'setsid',
    foreground: /without `setsid -f`/,
    requires: '/usr/bin/setsid',
    command: ['setsid', '-f', ...python.split(' ')],
  },
];

/** Servers that go to the background, each to be told its own switch that keeps it in the foreground. */
export const daemonFaults: readonly Fault[] = daemons.map(({ server, foreground, port = 8000, isTcp, ...rest }) => ({
  name: `${server}, which goes to the background`,
  fixWorks: true,
  code: 'daemonized',
  remedy: foreground,
  environment: { PORT: String(port) },
  ...(isTcp && { flags: ['--endpoint', `tcp:${port}`] }),
  exit: 0,
  ...rest,
}));
