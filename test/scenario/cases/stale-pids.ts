// needs: apache2 celery gunicorn python3-twisted ruby-rack unicorn
import type { Fault, HealthyApp } from '../../support/scenario.ts';

const apache = '/usr/sbin/apache2';
const celery = '/usr/bin/celery';
const gunicorn = '/usr/bin/gunicorn';
const rackup = '/usr/bin/rackup';
const twistd = '/usr/bin/twistd3';
const unicorn = '/usr/bin/unicorn';
const quick = { PORT: '8000' };

const wsgi = { 'web.py': "def app(environ, start):\n    start('200 OK', [])\n    return [b'fine']\n" };
const rack = { 'config.ru': "run ->(env) { [200, {}, ['fine']] }\n" };

/** A configuration with little in it; its pid file is its own. */
const httpd = `ServerRoot "."
ServerName shop
PidFile state/httpd.pid
ErrorLog /dev/stderr
LoadModule mpm_prefork_module /usr/lib/apache2/modules/mod_mpm_prefork.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
Mutex file:state
DefaultRuntimeDir state
User www-data
Group www-data
Listen 8000
DocumentRoot www
`;
const site = { 'httpd.conf': httpd, 'www/index.html': 'fine', 'state/.keep': '' };
const httpdHere = 'apache2 -d "$PWD" -f "$PWD/httpd.conf" -D FOREGROUND';

/** Servers that find the pid file of a former start, whose number another process has now: process 1, which is always there. */
export const stalePidFaults: readonly Fault[] = [
  {
    name: 'Apache with the pid file of a former start',
    fixWorks: true,
    code: 'exited-cleanly',
    says: /httpd \(pid 1\) already running/,
    remedy: /rm -f "\$\(apache2 -d "\$PWD" -f "\$PWD\/httpd\.conf" -t -D DUMP_RUN_CFG/,
    requires: apache,
    environment: quick,
    files: { ...site, 'state/httpd.pid': '1\n' },
    command: ['sh', '-c', `exec ${httpdHere}`],
    exit: 0,
  },
  {
    name: 'Apache whose pid file holds the number of a helper of its script',
    field: true,
    cannotFix: 'its script goes on without a server',
    code: 'daemonized',
    says: /left `sleep 600` \(pid \d+\) .*already running/,
    remedy: /rm -f/,
    requires: apache,
    environment: quick,
    files: site,
    command: ['sh', '-c', `sleep 600 & echo $! >state/httpd.pid; ${httpdHere}`],
    exit: 0,
  },
  {
    name: 'Apache with an empty pid file',
    fixWorks: true,
    code: 'exited-early',
    says: /AH00058: Error retrieving pid file/,
    remedy: /rm -f \S*state\/httpd\.pid`\): it does not contain a pid/,
    requires: apache,
    environment: quick,
    files: { ...site, 'state/httpd.pid': '' },
    command: ['sh', '-c', `exec ${httpdHere}`],
    exit: 1,
  },
  {
    name: 'Gunicorn with the pid file of a former start',
    fixWorks: true,
    code: 'exited-early',
    says: /Already running on PID 1 /,
    remedy: /rm -f state\/web\.pid/,
    requires: gunicorn,
    environment: quick,
    files: { ...wsgi, 'state/web.pid': '1\n' },
    command: ['gunicorn', '--bind', '0.0.0.0:8000', '--pid', 'state/web.pid', 'web:app'],
    exit: 1,
  },
  {
    name: 'Unicorn with the pid file of a former start',
    fixWorks: true,
    code: 'exited-early',
    says: /Already running on PID:1 /,
    remedy: /rm -f \/run\/unicorn\.pid/,
    requires: unicorn,
    environment: quick,
    files: { ...rack, 'unicorn.rb': "pid '/run/unicorn.pid'\nlisten '0.0.0.0:8000'\n" },
    prepare: 'echo 1 >/run/unicorn.pid',
    command: ['unicorn', '-c', 'unicorn.rb'],
    exit: 1,
  },
  {
    name: 'rackup with the pid file of a former start',
    fixWorks: true,
    code: 'exited-early',
    says: /A server is already running/,
    remedy: /rm -f \S*server\.pid/,
    requires: rackup,
    environment: quick,
    files: { ...rack, 'tmp/server.pid': '1' },
    command: ['rackup', '-o', '0.0.0.0', '-p', '8000', '-P', 'tmp/server.pid'],
    exit: 1,
  },
  {
    name: 'twistd with the pid file of a former start',
    fixWorks: true,
    code: 'exited-early',
    says: /Another twistd server is running/,
    remedy: /rm -f web\.pid/,
    requires: twistd,
    environment: quick,
    files: { 'web.pid': '1' },
    command: ['twistd3', '-n', '--pidfile=web.pid', 'web', '--listen', 'tcp:8000'],
    exit: 1,
  },
  {
    name: 'celery beat with the pid file of a former start',
    cannotFix: 'it is a worker, which serves no traffic',
    code: 'exited-early',
    says: /Pidfile \(beat\.pid\) already exists/,
    remedy: /rm -f beat\.pid/,
    requires: celery,
    environment: quick,
    files: { 'jobs.py': "from celery import Celery\napp = Celery('jobs', broker='memory://')\n", 'beat.pid': '1\n' },
    command: ['celery', '-A', 'jobs', 'beat', '--pidfile=beat.pid', '-s', '/run/beat'],
    exit: 73,
  },
];

/** The same where no process has the number, or the script deletes the file. */
export const stalePidHealthy: readonly HealthyApp[] = [
  {
    name: 'Gunicorn with the pid file of a process that is gone',
    requires: gunicorn,
    environment: quick,
    files: { ...wsgi, 'state/web.pid': '999999\n' },
    command: ['gunicorn', '--bind', '0.0.0.0:8000', '--pid', 'state/web.pid', 'web:app'],
  },
  {
    name: 'Apache whose script deletes the pid file',
    requires: apache,
    environment: quick,
    files: { ...site, 'state/httpd.pid': '1\n' },
    command: ['sh', '-c', `rm -f state/httpd.pid; exec ${httpdHere}`],
  },
];
