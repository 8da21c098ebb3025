// needs: apache2 haproxy lighttpd nginx-light php-fpm
import { globSync } from 'node:fs';
import type { Fault, HealthyApp } from '../../support/scenario.ts';
import { untilListening } from '../../support/scenario-steps.ts';

const nginx = '/usr/sbin/nginx';
const apache = '/usr/sbin/apache2';
const lighttpd = '/usr/sbin/lighttpd';
// The version is in the program's name.
const fpm = globSync('/usr/sbin/php-fpm*').at(-1) ?? '/usr/sbin/php-fpm';
const environment = { PORT: '8000' };
const flags = ['--profile', 'kubernetes', '--release-timeout', '20'];
const startNginx = 'exec nginx -p "$PWD/" -c "$PWD/site.conf" -g "daemon off;"';
const startApache = 'exec apache2 -d "$PWD" -f "$PWD/httpd.conf" -D FOREGROUND';
// The user of the workers may enter the app's directory.
const prepare = 'chmod 755 .';

const site = (location: string): string => `pid nginx.pid;
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
  server {
    listen 8000;
    root html;
    ${location}
  }
}
`;

const pool = `[global]
error_log = /dev/stderr
[www]
user = nobody
group = nogroup
listen = 127.0.0.1:9000
pm = static
pm.max_children = 1
`;

const httpd = (directory: string): string => `ServerRoot "."
ServerName shop
PidFile state/httpd.pid
ErrorLog /dev/stderr
LoadModule mpm_prefork_module /usr/lib/apache2/modules/mod_mpm_prefork.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
LoadModule autoindex_module /usr/lib/apache2/modules/mod_autoindex.so
Mutex file:state
DefaultRuntimeDir state
User www-data
Group www-data
Listen 8000
DocumentRoot html
${directory}
`;

const base = { flags, environment, prepare } as const;

/** Web servers that answer a check with an error of their own. */
export const frontAnswerFaults: readonly Fault[] = [
  {
    ...base,
    name: 'nginx whose root has no index file',
    code: 'strict-status',
    says: /403: nginx finds no index file in \/\S+\/html\/\./,
    remedy: /^Put \/\S+\/html\/index\.html into the image/,
    requires: nginx,
    fixWorks: true,
    files: { 'site.conf': site(''), 'html/app/index.html': 'fine', 'state/.keep': '' },
    command: ['sh', '-c', startNginx],
  },
  {
    ...base,
    name: 'nginx that may not read the page',
    code: 'strict-status',
    says: /403: nginx cannot read \/\S+\/html\/index\.html/,
    remedy: /`chmod a\+rX /,
    requires: nginx,
    fixWorks: true,
    files: { 'site.conf': site(''), 'html/index.html': 'fine', 'state/.keep': '' },
    prepare: `${prepare} && chmod 700 html`,
    command: ['sh', '-c', startNginx],
  },
  {
    ...base,
    name: 'nginx that falls back to a page that is not there',
    code: 'strict-status',
    severity: 'warning',
    says: /500: nginx falls back to \/index\.html, which does not exist either/,
    remedy: /^Put index\.html into the directory that `root` names/,
    requires: nginx,
    files: { 'site.conf': site('location / { try_files $uri /index.html; }'), 'html/a.txt': 'a', 'state/.keep': '' },
    command: ['sh', '-c', startNginx],
    cannotFix: 'the build of the site does not exist',
  },
  {
    ...base,
    name: 'nginx that looks for the path in its files',
    code: 'strict-not-found',
    says: /404: nginx looks for the file \/\S+\/html\/healthz, which does not exist/,
    remedy: /location = \/healthz \{ return 200/,
    requires: nginx,
    fixWorks: true,
    flags: [...flags, '--health-path', '/healthz'],
    files: { 'site.conf': site(''), 'html/index.html': 'fine', 'state/.keep': '' },
    command: ['sh', '-c', startNginx],
  },
  {
    ...base,
    name: 'nginx that names a file to PHP-FPM which is not there',
    code: 'strict-not-found',
    says: /404: PHP-FPM does not find the PHP file that nginx names/,
    remedy: /`fastcgi_param SCRIPT_FILENAME \$document_root\$fastcgi_script_name;`/,
    requires: [nginx, fpm],
    fixWorks: true,
    flags: [...flags, '--health-path', '/index.php'],
    files: {
      'fpm.conf': pool,
      'site.conf': site(
        'location / { fastcgi_pass 127.0.0.1:9000; fastcgi_param SCRIPT_FILENAME /scripts$fastcgi_script_name; fastcgi_param REQUEST_METHOD $request_method; }',
      ),
      'html/index.php': "<?php echo 'fine';",
      'state/.keep': '',
    },
    command: ['sh', '-c', `${fpm} -F -O -y fpm.conf & ${startNginx}`],
  },
  {
    ...base,
    name: 'nginx whose app answers with large headers',
    code: 'upstream-down',
    severity: 'warning',
    says: /the response headers of 127\.0\.0\.1:3000 are larger than nginx accepts/,
    remedy: /`proxy_buffer_size 16k;` and `proxy_buffers 8 16k;`/,
    requires: nginx,
    fixWorks: true,
    files: {
      'big.js':
        "require('http').createServer((_, s) => { s.setHeader('set-cookie', 'a=' + 'x'.repeat(9000)); s.end('fine'); }).listen(3000, '127.0.0.1')",
      'site.conf': site('location / { proxy_pass http://127.0.0.1:3000; }'),
      'state/.keep': '',
    },
    command: ['sh', '-c', `node big.js & ${untilListening(3000)}; ${startNginx}`],
  },
  {
    ...base,
    name: 'Apache whose directory has no index file',
    code: 'strict-status',
    says: /403: Apache finds no index file in \/\S+\/html\//,
    remedy: /^Put \/\S+\/html\/index\.html into the image/,
    requires: apache,
    fixWorks: true,
    files: { 'httpd.conf': httpd(''), 'html/a.txt': 'a', 'state/.keep': '' },
    command: ['sh', '-c', startApache],
  },
  {
    ...base,
    name: 'Apache that grants nobody its directory',
    code: 'strict-status',
    says: /403: the configuration of Apache denies \/\S+\/html\//,
    remedy: /`Require all granted`/,
    requires: apache,
    fixWorks: true,
    files: {
      'httpd.conf': httpd('<Directory "/">\n  Require all denied\n</Directory>'),
      'html/index.html': 'fine',
      'state/.keep': '',
    },
    command: ['sh', '-c', startApache],
  },
  {
    ...base,
    name: 'lighttpd that forbids a directory and logs nothing',
    code: 'strict-status',
    says: /403: lighttpd itself forbids it/,
    remedy: /no index file, a file that its user cannot read/,
    requires: lighttpd,
    files: {
      'l.conf': 'server.document-root = var.CWD + "/html"\nserver.port = 8000\nindex-file.names = ( "index.html" )\n',
      'html/a.txt': 'a',
    },
    command: ['lighttpd', '-D', '-f', 'l.conf'],
    cannotFix: 'lighttpd logs no reason',
  },
];

/** The same with nothing wrong. */
export const frontAnswerHealthy: readonly HealthyApp[] = [
  {
    ...base,
    name: 'nginx that logs a missing page beside its check',
    requires: nginx,
    files: { 'site.conf': site(''), 'html/index.html': 'fine', 'html/app/a.txt': 'a', 'state/.keep': '' },
    command: ['sh', '-c', `(sleep 1; curl -s localhost:8000/app/ localhost:8000/nix) & ${startNginx}`],
  },
];
