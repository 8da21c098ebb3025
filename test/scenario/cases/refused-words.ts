// needs: apache2 caddy gunicorn python3 unicorn uvicorn
import type { Fault, HealthyApp } from '../../support/scenario.ts';
import * as small from '../../support/small-servers.ts';

const node = process.execPath;
const refused = { code: 'exited-early', flags: ['--endpoint', '8000'], fixWorks: true, exit: 1 } as const;

const wsgi = "def app(environ, start):\n    start('200 OK', [])\n    return [b'ok']\n";
const asgi =
  "async def app(scope, receive, send):\n    await send({'type': 'http.response.start', 'status': 200, 'headers': []})\n    await send({'type': 'http.response.body', 'body': b'ok'})\n";
const httpd = `ServerName desk
PidFile run.pid
ErrorLog /dev/stderr
LoadModule mpm_prefork_module /usr/lib/apache2/modules/mod_mpm_prefork.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
DefaultRuntimeDir .
Mutex file:.
User www-data
Group www-data
Listen 8000
DeskPass on
`;

/** Programs that end over a word of their command line, their configuration or their script. */
export const refusedFaults: readonly Fault[] = [
  {
    ...refused,
    name: 'Caddy with a directive that it does not know',
    says: /unrecognized directive: respnd/,
    remedy: /^Remove `respnd` in Caddyfile \(line 2\)/,
    requires: '/usr/bin/caddy',
    files: { Caddyfile: ':8000 {\n\trespnd ok\n}\n' },
    environment: { HOME: '/run', XDG_DATA_HOME: '/run', XDG_CONFIG_HOME: '/run' },
    command: ['caddy', 'run', '--config', 'Caddyfile', '--adapter', 'caddyfile'],
  },
  {
    ...refused,
    name: 'Apache with a directive that it does not know',
    says: /Invalid command 'DeskPass'/,
    remedy: /^Remove `DeskPass` in \S+desk\.conf \(line 11\)/,
    requires: '/usr/sbin/apache2',
    files: { 'desk.conf': httpd },
    command: ['sh', '-c', 'exec apache2 -d "$PWD" -f "$PWD/desk.conf" -D FOREGROUND'],
  },
  {
    ...refused,
    name: 'Gunicorn with an option that it does not know',
    exit: 2,
    says: /unrecognized arguments: --lazy/,
    remedy: /^Start it without `--lazy`/,
    requires: '/usr/bin/gunicorn',
    files: { 'desk.py': wsgi },
    command: ['gunicorn', '--lazy', '--bind', '0.0.0.0:8000', 'desk:app'],
  },
  {
    ...refused,
    name: 'Uvicorn with a misspelled option',
    exit: 2,
    says: /No such option: --prot/,
    remedy: /^Start it with `--port` instead of `--prot`/,
    requires: '/usr/bin/uvicorn',
    files: { 'desk.py': asgi },
    command: ['uvicorn', '--host', '0.0.0.0', '--prot', '8000', 'desk:app'],
  },
  {
    ...refused,
    name: 'Node with an option of another program',
    exit: 9,
    says: /bad option: --reload/,
    remedy: /^Start it without `--reload`/,
    files: { 'desk.js': small.nodeServer },
    command: [node, '--reload', 'desk.js'],
  },
  {
    ...refused,
    name: 'Unicorn with an option of another server',
    says: /`unicorn --workers /,
    remedy: /^Start it without `--workers`/,
    requires: '/usr/bin/unicorn',
    files: { 'desk.ru': "run ->(_) { [200, {}, ['ok']] }\n" },
    command: ['unicorn', '--workers', '-l', '0.0.0.0:8000', 'desk.ru'],
  },
  {
    ...refused,
    name: 'a script with Windows line endings, which ends in its first line',
    code: 'bad-interpreter',
    exit: 2,
    says: /Windows line endings/,
    remedy: /`RUN sed -i 's\/\\r\$\/\/' start\.sh`/,
    files: { 'start.sh': `set -e\r\nexec ${node} desk.js\r\n`, 'desk.js': small.nodeServer },
    command: ['sh', 'start.sh'],
  },
];

/** Apps that write such words and serve. */
export const refusedHealthy: readonly HealthyApp[] = [
  {
    name: 'a healthy app that runs a tool which does not know its option',
    flags: ['--endpoint', '8000'],
    files: { 'start.sh': `${node} --reload 2>&1\nexec ${node} desk.js\n`, 'desk.js': small.nodeServer },
    command: ['sh', 'start.sh'],
  },
];
