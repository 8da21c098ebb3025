// needs: apache2 caddy gunicorn haproxy nginx-light php-fpm puma uwsgi-core uwsgi-plugin-python3 varnish
import { globSync } from 'node:fs';
import type { Fault, HealthyApp } from '../../support/scenario.ts';

const nginx = '/usr/sbin/nginx';
const apache = '/usr/sbin/apache2';
const haproxy = '/usr/sbin/haproxy';
const varnish = '/usr/sbin/varnishd';
const gunicorn = '/usr/bin/gunicorn';
const puma = '/usr/bin/puma';
const uwsgi = '/usr/lib/uwsgi/plugins/python3_plugin.so';
// The version is in the program's name.
const fpm = globSync('/usr/sbin/php-fpm*').at(-1) ?? '/usr/sbin/php-fpm';
const environment = { PORT: '8000' };
const flags = ['--strict', '--release-timeout', '30'];
// The user of nginx's workers may enter the app's directory.
const prepare = 'chmod 755 .';

const wsgi = "def app(environ, start):\n    start('200 OK', [('Content-Type', 'text/plain')])\n    return [b'fine']\n";

/** nginx in one file, with one location; its workers are another user than the app. */
const site = (location: string, http = ''): string => `pid nginx.pid;
error_log stderr;
user www-data;
worker_processes 1;
events {}
http {
  access_log off;
  client_body_temp_path state/body;
  proxy_temp_path state/proxy;
  fastcgi_temp_path state/fastcgi;
  uwsgi_temp_path state/uwsgi;
  scgi_temp_path state/scgi;
  ${http}
  server {
    listen 8000;
    location / {
      ${location}
    }
  }
}
`;
const startNginx = 'exec nginx -p "$PWD/" -c "$PWD/site.conf" -g "daemon off;"';
/** The shell's own step until the socket is there. */
const untilSocket = (path: string): string => `until test -S ${path}; do sleep 0.1; done`;

const pool = (listen: string, mode: string): string => `[global]
error_log = /dev/stderr
[www]
user = nobody
group = nogroup
listen = ${listen}
listen.owner = nobody
listen.mode = ${mode}
pm = static
pm.max_children = 1
ping.path = /healthcheck
`;
/** FastCGI's parameters that PHP-FPM needs to answer its ping. */
const php = (where: string): string =>
  `fastcgi_param SCRIPT_NAME $uri; fastcgi_param SCRIPT_FILENAME $uri; fastcgi_param REQUEST_METHOD $request_method; fastcgi_pass ${where};`;

const httpd = `ServerRoot "."
ServerName shop
PidFile state/httpd.pid
ErrorLog /dev/stderr
LoadModule mpm_prefork_module /usr/lib/apache2/modules/mod_mpm_prefork.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
LoadModule proxy_fcgi_module /usr/lib/apache2/modules/mod_proxy_fcgi.so
Mutex file:state
DefaultRuntimeDir state
User www-data
Group www-data
Listen 8000
`;
const startApache = 'exec apache2 -d "$PWD" -f "$PWD/httpd.conf" -D FOREGROUND';

const balancer = `global
  log stdout format raw local0
defaults
  mode http
  log global
  timeout connect 1s
  timeout client 5s
  timeout server 5s
frontend web
  bind *:8000
  default_backend orders
backend orders
  server one 127.0.0.1:5000 check inter 500ms
`;

const base = { code: 'upstream-down', severity: 'warning', flags, environment, prepare } as const;

/** Front servers whose app is not where they look for it, or may not be opened. */
export const frontServerFaults: readonly Fault[] = [
  {
    ...base,
    name: 'nginx that looks for another socket than that of Gunicorn',
    says: /the socket \/run\/web\.sock, where nginx expects the app, does not exist; Gunicorn listens on unix:\/run\/orders\.sock/,
    remedy: /`--bind unix:\/run\/web\.sock`.*`server unix:\/run\/orders\.sock;`/,
    requires: [nginx, gunicorn],
    fixWorks: true,
    files: {
      'web.py': wsgi,
      'site.conf': site('proxy_pass http://web;', 'upstream web { server unix:/run/web.sock; }'),
      'state/.keep': '',
    },
    command: [
      'sh',
      '-c',
      `gunicorn --bind unix:/run/orders.sock web:app & until test -S /run/orders.sock -o -S /run/web.sock; do sleep 0.1; done; ${startNginx}`,
    ],
  },
  {
    ...base,
    name: 'nginx that may not open the socket that Gunicorn made with a umask',
    says: /nginx is not allowed to open the socket \/run\/web\.sock of Gunicorn \(Permission denied\)/,
    remedy: /`--umask 0`/,
    requires: [nginx, gunicorn],
    fixWorks: true,
    files: { 'web.py': wsgi, 'site.conf': site('proxy_pass http://unix:/run/web.sock;'), 'state/.keep': '' },
    command: [
      'sh',
      '-c',
      `gunicorn --umask 077 --bind unix:/run/web.sock web:app & ${untilSocket('/run/web.sock')}; ${startNginx}`,
    ],
  },
  {
    ...base,
    name: 'nginx that may not enter the directory of the socket',
    says: /nginx is not allowed to open the socket \/run\/private\/web\.sock of Gunicorn/,
    remedy: /^Let every user enter its directory: `chmod o\+x \/run\/private`/,
    requires: [nginx, gunicorn],
    files: { 'web.py': wsgi, 'site.conf': site('proxy_pass http://unix:/run/private/web.sock;'), 'state/.keep': '' },
    prepare: `${prepare} && mkdir -m 700 /run/private`,
    fixWorks: true,
    command: [
      'sh',
      '-c',
      `gunicorn --bind unix:/run/private/web.sock web:app & ${untilSocket('/run/private/web.sock')}; ${startNginx}`,
    ],
  },
  {
    ...base,
    name: 'nginx that may not open the socket of Puma',
    says: /nginx is not allowed to open the socket \/run\/web\.sock of Puma/,
    remedy: /`-b unix:\/\/\/run\/web\.sock\?umask=0`/,
    requires: [nginx, puma],
    fixWorks: true,
    files: {
      'config.ru': "run ->(env) { [200, {}, ['fine']] }\n",
      'site.conf': site('proxy_pass http://unix:/run/web.sock;'),
      'state/.keep': '',
    },
    command: ['sh', '-c', `puma -b unix:///run/web.sock?umask=0177 & ${untilSocket('/run/web.sock')}; ${startNginx}`],
  },
  {
    ...base,
    name: 'nginx that may not open the socket of uWSGI',
    says: /nginx is not allowed to open the socket \/run\/web\.sock of uWSGI/,
    remedy: /`--chmod-socket=666`/,
    requires: [nginx, uwsgi],
    fixWorks: true,
    files: { 'web.py': wsgi, 'site.conf': site('uwsgi_pass unix:/run/web.sock;'), 'state/.keep': '' },
    command: [
      'sh',
      '-c',
      `uwsgi --plugin python3 --socket /run/web.sock --wsgi-file web.py --callable app --master & ${untilSocket('/run/web.sock')}; ${startNginx}`,
    ],
  },
  {
    ...base,
    name: 'nginx without PHP-FPM',
    says: /the socket \/run\/php\.sock, where nginx expects PHP-FPM, does not exist/,
    remedy: /^Start PHP-FPM in this container/,
    cannotFix: 'PHP-FPM and the file of its pool would have to be written',
    requires: nginx,
    files: { 'site.conf': site(php('unix:/run/php.sock')), 'state/.keep': '' },
    command: ['sh', '-c', startNginx],
  },
  {
    ...base,
    name: 'nginx that looks for another socket than that of PHP-FPM',
    says: /where nginx expects PHP-FPM, does not exist; PHP-FPM listens on unix:\/run\/www\.sock/,
    remedy: /`listen = \/run\/php\.sock`.*`fastcgi_pass unix:\/run\/www\.sock;`/,
    requires: [nginx, fpm],
    fixWorks: true,
    files: {
      'site.conf': site(php('unix:/run/php.sock')),
      'www.conf': pool('/run/www.sock', '0666'),
      'state/.keep': '',
    },
    command: [
      'sh',
      '-c',
      `${fpm} -F -O -y "$PWD/www.conf" & until test -S /run/www.sock -o -S /run/php.sock; do sleep 0.1; done; ${startNginx}`,
    ],
  },
  {
    ...base,
    name: 'nginx that may not open the socket of PHP-FPM',
    says: /nginx is not allowed to open the socket \/run\/php\.sock of PHP-FPM/,
    remedy: /`listen\.mode = 0666`/,
    requires: [nginx, fpm],
    fixWorks: true,
    files: {
      'site.conf': site(php('unix:/run/php.sock')),
      'www.conf': pool('/run/php.sock', '0600'),
      'state/.keep': '',
    },
    command: ['sh', '-c', `${fpm} -F -O -y "$PWD/www.conf" & ${untilSocket('/run/php.sock')}; ${startNginx}`],
  },
  {
    ...base,
    name: 'nginx that looks for PHP-FPM at a port, which opens a socket',
    says: /nothing listens on 127\.0\.0\.1:9000, where nginx expects PHP-FPM .*; PHP-FPM listens on unix:\/run\/www\.sock/,
    remedy: /^Write `listen = 127\.0\.0\.1:9000` in www\.conf \(the pool's file\)\. Or let nginx forward to unix:/,
    requires: [nginx, fpm],
    fixWorks: true,
    files: {
      'site.conf': site(php('127.0.0.1:9000')),
      'www.conf': pool('/run/www.sock', '0666'),
      'state/.keep': '',
    },
    command: ['sh', '-c', `${fpm} -F -O -y "$PWD/www.conf" & sleep 2; ${startNginx}`],
  },
  {
    ...base,
    name: 'nginx that speaks HTTP to a socket, where uWSGI has a port',
    says: /the socket \/run\/web\.sock, where nginx expects the app, does not exist; uWSGI listens on \S+:5000/,
    remedy: /^Start uWSGI with `--http-socket \/run\/web\.sock`\. Or let nginx forward to 127\.0\.0\.1:5000/,
    requires: [nginx, uwsgi],
    fixWorks: true,
    files: { 'web.py': wsgi, 'site.conf': site('proxy_pass http://unix:/run/web.sock;'), 'state/.keep': '' },
    command: [
      'sh',
      '-c',
      `uwsgi --plugin python3 --chmod-socket=666 --http-socket 0.0.0.0:5000 --wsgi-file web.py --callable app & sleep 2; ${startNginx}`,
    ],
  },
  {
    ...base,
    name: 'Apache that looks for a socket of PHP-FPM',
    says: /the socket \/run\/php\.sock, where Apache expects PHP-FPM, does not exist/,
    remedy: /PHP-FPM/,
    cannotFix: 'PHP-FPM and the file of its pool would have to be written',
    requires: apache,
    files: { 'httpd.conf': `${httpd}ProxyPass "/" "unix:/run/php.sock|fcgi://localhost/"\n`, 'state/.keep': '' },
    command: ['sh', '-c', startApache],
  },
  {
    ...base,
    name: 'Apache that forwards to another port than that of Gunicorn',
    says: /nothing listens on 127\.0\.0\.1:5000, where Apache expects the app \(Connection refused\); Gunicorn listens on 127\.0\.0\.1:9000/,
    remedy: /`ProxyPass "\/" "http:\/\/127\.0\.0\.1:9000\/"`/,
    requires: [apache, gunicorn],
    fixWorks: true,
    files: { 'web.py': wsgi, 'httpd.conf': `${httpd}ProxyPass "/" "http://127.0.0.1:5000/"\n`, 'state/.keep': '' },
    command: ['sh', '-c', `gunicorn --bind 127.0.0.1:9000 web:app & sleep 1; ${startApache}`],
  },
  {
    ...base,
    name: 'HAProxy whose only server is down',
    says: /no server of its backend `orders` is up/,
    remedy: /`server` lines of the backend/,
    cannotFix: 'the app that it forwards to would have to be written',
    requires: haproxy,
    files: { 'haproxy.cfg': balancer },
    command: ['haproxy', '-db', '-f', 'haproxy.cfg'],
  },
  {
    ...base,
    name: 'Varnish whose configuration names a backend that is not there',
    says: /because its backend \(set in \S+desk\.vcl\) does not respond, and nothing else in the container listens/,
    remedy: /^(?!.*varnishd -F.*before it listens).*`\.host` and `\.port` of the `backend` in \S+desk\.vcl/,
    cannotFix: 'the app that it forwards to would have to be written',
    requires: varnish,
    files: { 'desk.vcl': 'vcl 4.1;\nbackend default { .host = "127.0.0.1"; .port = "5600"; }\n' },
    command: ['sh', '-c', 'exec varnishd -F -n "$PWD/work" -a 0.0.0.0:8000 -f "$PWD/desk.vcl" -s malloc,16m'],
  },
  {
    ...base,
    name: 'Varnish before nothing',
    says: /nothing listens on 127\.0\.0\.1:8080, where Varnish expects the app/,
    remedy: /`-b`/,
    fixWorks: true,
    requires: varnish,
    files: { '.keep': '' },
    command: ['varnishd', '-F', '-n', '/run/varnish', '-a', ':8000', '-b', '127.0.0.1:8080'],
  },
  {
    ...base,
    name: 'Varnish before another port than that of Gunicorn',
    says: /where Varnish expects the app; Gunicorn listens on 127\.0\.0\.1:9000/,
    remedy: /`-b 127\.0\.0\.1:9000`/,
    requires: [varnish, gunicorn],
    fixWorks: true,
    files: { 'web.py': wsgi },
    command: [
      'sh',
      '-c',
      'gunicorn --bind 127.0.0.1:9000 web:app & sleep 1; exec varnishd -F -n /run/varnish -a :8000 -b 127.0.0.1:8080',
    ],
  },
];

/** The same with nothing wrong, or with an app that takes its time. */
export const frontServerHealthy: readonly HealthyApp[] = [
  {
    name: 'nginx before the socket of Gunicorn',
    requires: [nginx, gunicorn],
    flags,
    environment,
    prepare,
    files: { 'web.py': wsgi, 'site.conf': site('proxy_pass http://unix:/run/web.sock;'), 'state/.keep': '' },
    command: [
      'sh',
      '-c',
      `gunicorn --bind unix:/run/web.sock web:app & ${untilSocket('/run/web.sock')}; ${startNginx}`,
    ],
  },
  {
    name: 'nginx before Gunicorn that makes its socket later',
    requires: [nginx, gunicorn],
    flags,
    environment,
    prepare,
    files: {
      'web.py': `import time\ntime.sleep(3)\n${wsgi}`,
      'site.conf': site('proxy_pass http://unix:/run/web.sock;'),
      'state/.keep': '',
    },
    command: ['sh', '-c', `gunicorn --preload --bind unix:/run/web.sock web:app & ${startNginx}`],
  },
  {
    name: 'nginx before the socket of PHP-FPM',
    requires: [nginx, fpm],
    flags,
    environment,
    prepare,
    files: {
      'site.conf': site(php('unix:/run/php.sock')),
      'www.conf': pool('/run/php.sock', '0666'),
      'state/.keep': '',
    },
    command: ['sh', '-c', `${fpm} -F -O -y "$PWD/www.conf" & ${untilSocket('/run/php.sock')}; ${startNginx}`],
  },
  {
    name: 'Varnish before Gunicorn',
    requires: [varnish, gunicorn],
    flags,
    environment,
    files: { 'web.py': wsgi },
    command: [
      'sh',
      '-c',
      'gunicorn --bind 127.0.0.1:8080 web:app & sleep 1; exec varnishd -F -n /run/varnish -a :8000 -b 127.0.0.1:8080',
    ],
  },
];
