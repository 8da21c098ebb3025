// needs: apache2 haproxy lighttpd nginx-light php-cli php-fpm varnish
import { globSync } from 'node:fs';
import type { Fault } from '../../support/scenario.ts';

// The version is in the program's name.
const fpm = globSync('/usr/sbin/php-fpm*').at(-1) ?? '/usr/sbin/php-fpm';
const refused = { code: 'exited-early', flags: ['--endpoint', '8000'], exit: 1 } as const;
const byHand = 'what is meant is not known';
const startNginx = ['sh', '-c', 'exec nginx -p "$PWD/" -c "$PWD/site.conf" -g "daemon off;"'];

const httpd = `ServerRoot "."
ServerName shop
PidFile run.pid
ErrorLog /dev/stderr
LoadModule mpm_prefork_module /usr/lib/apache2/modules/mod_mpm_prefork.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
DefaultRuntimeDir .
Mutex file:.
User www-data
Group www-data
Listen 8000
Header always set X-Frame-Options DENY
`;

/** Web servers that end over their configuration. */
export const refusedConfigFaults: readonly Fault[] = [
  {
    ...refused,
    name: 'nginx with a brace too many',
    says: /unexpected "\}" in \S+site\.conf:4/,
    remedy: /^Fix \S+site\.conf before line 4/,
    requires: '/usr/sbin/nginx',
    files: { 'site.conf': 'error_log stderr;\nevents {}\nhttp { server { listen 8000; } }\n}\n' },
    command: startNginx,
    cannotFix: byHand,
  },
  {
    ...refused,
    name: 'nginx without its certificate',
    says: /cannot load certificate "\/etc\/nginx\/ssl\/tls\.crt"/,
    remedy: /^Put \/etc\/nginx\/ssl\/tls\.crt into the image, or mount it there/,
    requires: '/usr/sbin/nginx',
    files: {
      'site.conf':
        'error_log stderr;\nevents {}\nhttp { server { listen 8000 ssl; ssl_certificate /etc/nginx/ssl/tls.crt; ssl_certificate_key /etc/nginx/ssl/tls.key; } }\n',
    },
    command: startNginx,
    cannotFix: 'the certificate does not exist',
  },
  {
    ...refused,
    name: 'Apache without the module of a directive',
    says: /Invalid command 'Header'/,
    remedy: /^Load the module of `Header` .*`a2enmod headers`/,
    requires: '/usr/sbin/apache2',
    files: { 'httpd.conf': httpd },
    command: ['sh', '-c', 'exec apache2 -d "$PWD" -f "$PWD/httpd.conf" -D FOREGROUND'],
    cannotFix: 'Debian keeps its modules in another directory than Apache itself',
  },
  {
    ...refused,
    name: 'HAProxy whose port is a variable that is not set',
    says: /^`haproxy .*missing port specification in ':\$\{WEB_PORT\}'/,
    remedy: /^Set the environment variable WEB_PORT/,
    requires: '/usr/sbin/haproxy',
    files: {
      'h.cfg': `defaults\n  mode http\n  timeout connect 1s\n  timeout client 5s\n  timeout server 5s\nfrontend web\n  bind :\${WEB_PORT}\n  http-request return status 200\n`,
    },
    command: ['haproxy', '-db', '-f', 'h.cfg'],
    cannotFix: byHand,
  },
  {
    ...refused,
    name: 'lighttpd without a document root',
    exit: 255,
    says: /: its last line was "server\.document-root is not set"/,
    remedy: /^Set `server\.document-root`/,
    requires: '/usr/sbin/lighttpd',
    files: { 'l.conf': 'server.port = 8000\n' },
    command: ['lighttpd', '-D', '-f', 'l.conf'],
    cannotFix: byHand,
  },
  {
    ...refused,
    name: 'Varnish without the version of its configuration',
    exit: 2,
    says: /VCL version declaration missing/,
    remedy: /^Write `vcl 4\.1;` as the first line/,
    requires: '/usr/sbin/varnishd',
    files: { 'v.vcl': 'backend default { .host = "127.0.0.1"; .port = "9000"; }\n' },
    command: ['sh', '-c', 'exec varnishd -F -a :8000 -n /run/varnish -f "$PWD/v.vcl"'],
    cannotFix: 'the app behind it does not exist',
  },
  {
    ...refused,
    name: 'the web server of PHP without its directory',
    says: /Directory public does not exist/,
    remedy: /^Put the directory public into the image/,
    requires: '/usr/bin/php',
    files: { 'index.php': "<?php echo 'fine';" },
    command: ['php', '-S', '0.0.0.0:8000', '-t', 'public'],
    cannotFix: 'the build that makes the directory does not exist',
  },
  {
    ...refused,
    name: 'PHP-FPM whose numbers do not fit',
    exit: 78,
    says: /cannot be greater than pm\.max_children\(4\)/,
    remedy: /^Correct `pm\.min_spare_servers` in www\.conf/,
    requires: fpm,
    files: {
      'fpm.conf':
        '[global]\nerror_log = /dev/stderr\n[www]\nuser = nobody\ngroup = nogroup\nlisten = 0.0.0.0:8000\npm = dynamic\npm.max_children = 4\npm.start_servers = 2\npm.min_spare_servers = 1\npm.max_spare_servers = 9\n',
    },
    command: [fpm, '-F', '-y', 'fpm.conf'],
    cannotFix: byHand,
  },
];
