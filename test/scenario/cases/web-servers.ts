// needs: apache2 caddy gunicorn haproxy lighttpd nginx-light php-fpm
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { appsDirectory } from '../../support/sandbox.ts';
import type { Fault, HealthyApp } from '../../support/scenario.ts';
import { untilListening } from '../../support/scenario-steps.ts';

const apache = '/usr/sbin/apache2';
const haproxy = '/usr/sbin/haproxy';
const lighttpd = '/usr/sbin/lighttpd';
const caddy = '/usr/bin/caddy';
const nginx = '/usr/sbin/nginx';
// The version is in the program's name.
const fpm = globSync('/usr/sbin/php-fpm*').at(-1) ?? '/usr/sbin/php-fpm';
const quick = { PORT: '8000' };
const strict = ['--strict', '--release-timeout', '10'];
// Where Caddy and others put their state.
const home = { HOME: '/run', XDG_DATA_HOME: '/run', XDG_CONFIG_HOME: '/run' };
const apacheRun = 'mkdir -p /run/apache2 /run/lock/apache2';

/** Apache, HAProxy, lighttpd, Caddy, nginx and PHP-FPM, broken. */
export const webServerFaults: readonly Fault[] = [
  {
    name: 'Apache by its start command',
    fixWorks: true,
    code: 'daemonized',
    remedy: /-D FOREGROUND/,
    requires: apache,
    environment: { PORT: '80' },
    prepare: apacheRun,
    command: ['apache2ctl', 'start'],
    exit: 0,
  },
  {
    name: 'Apache on port 80 where 8000 is checked',
    fixWorks: true,
    code: 'wrong-port',
    says: /0\.0\.0\.0:80\b/,
    remedy: /Listen 8000/,
    requires: apache,
    environment: quick,
    prepare: apacheRun,
    command: ['apache2ctl', '-D', 'FOREGROUND'],
  },
  {
    name: 'Apache without a Listen line',
    cannotFix: 'the fault is in its own configuration',
    code: 'exited-early',
    says: /no listening sockets/,
    remedy: /^(?:Fix what the quoted log line reports|Fix the cause of that error)/,
    requires: apache,
    environment: quick,
    command: ['apache2', '-D', 'FOREGROUND', '-f', join(appsDirectory, 'conf/apache-no-listen.conf')],
    exit: 1,
  },
  {
    name: 'HAProxy in front of nothing, strict checks',
    cannotFix: 'the app behind it does not exist',
    code: 'upstream-down',
    says: /503/,
    remedy: /haproxy\.cfg|backend|server/,
    requires: haproxy,
    flags: strict,
    environment: quick,
    command: ['haproxy', '-f', 'conf/haproxy.cfg'],
  },
  {
    name: 'HAProxy that daemonizes by its configuration',
    fixWorks: true,
    code: 'daemonized',
    remedy: /-db/,
    requires: haproxy,
    environment: quick,
    command: ['haproxy', '-f', 'conf/haproxy-daemon.cfg'],
    exit: 0,
  },
  {
    name: 'lighttpd by its default',
    fixWorks: true,
    code: 'daemonized',
    remedy: /`-D`/,
    requires: lighttpd,
    environment: quick,
    command: ['lighttpd', '-f', 'conf/lighttpd.conf'],
    exit: 0,
  },
  {
    name: 'lighttpd on 127.0.0.1',
    fixWorks: true,
    code: 'bound-to-loopback',
    remedy: /server\.bind/,
    requires: lighttpd,
    environment: quick,
    command: ['lighttpd', '-D', '-f', 'conf/lighttpd-loopback.conf'],
  },
  {
    name: 'Caddy by its start command',
    fixWorks: true,
    code: 'daemonized',
    remedy: /caddy run/,
    requires: caddy,
    environment: { ...quick, ...home },
    command: ['caddy', 'start', '--config', 'conf/Caddyfile', '--adapter', 'caddyfile'],
    exit: 0,
  },
  {
    name: 'Caddy in front of nothing, strict checks',
    fixWorks: true,
    code: 'upstream-down',
    says: /502/,
    remedy: /reverse_proxy/,
    requires: caddy,
    flags: strict,
    environment: { ...quick, ...home },
    command: ['caddy', 'run', '--config', 'conf/Caddyfile.front', '--adapter', 'caddyfile'],
  },
  {
    name: 'Caddy whose site has a host name',
    fixWorks: true,
    code: 'tls-on-http-port',
    severity: 'warning',
    says: /TLS/,
    remedy: /http:\/\/:8000/,
    requires: caddy,
    environment: { ...quick, ...home },
    command: ['caddy', 'run', '--config', 'conf/Caddyfile.named', '--adapter', 'caddyfile'],
  },
  {
    name: 'nginx that redirects to https',
    fixWorks: true,
    code: 'strict-redirect',
    says: /https:/,
    remedy: /if \(\$uri = \/healthcheck\)/,
    requires: nginx,
    flags: strict,
    environment: quick,
    command: ['nginx', '-c', join(appsDirectory, 'conf/nginx-redirect.conf')],
  },
  {
    name: 'PHP-FPM on an http endpoint',
    cannotFix: 'the HTTP server before it does not exist',
    code: 'not-http',
    says: /FastCGI/,
    remedy: /nginx/,
    requires: fpm,
    environment: quick,
    command: [fpm, '-F', '-O', '-y', 'conf/fpm-tcp.conf'],
  },
  {
    name: 'PHP-FPM on a Unix socket',
    cannotFix: 'the HTTP server before it does not exist',
    code: 'unix-socket-only',
    says: /fpm\.sock/,
    remedy: /nginx|listen = 0\.0\.0\.0:8000/,
    requires: fpm,
    environment: quick,
    command: [fpm, '-F', '-O', '-y', 'conf/fpm-socket.conf'],
  },
  {
    name: 'PHP-FPM by its default',
    cannotFix: 'the HTTP server before it does not exist',
    code: 'daemonized',
    remedy: /`-F`|--nodaemonize/,
    requires: fpm,
    environment: quick,
    prepare: 'mkdir -p /run/php',
    command: [fpm],
    exit: 0,
  },
];

/** The same with nothing wrong. */
export const webServerHealthy: readonly HealthyApp[] = [
  {
    name: 'Apache in the foreground',
    requires: apache,
    environment: { PORT: '80' },
    prepare: apacheRun,
    command: ['apache2ctl', '-D', 'FOREGROUND'],
  },
  {
    name: 'HAProxy in front of Gunicorn',
    requires: [haproxy, '/usr/bin/gunicorn'],
    environment: quick,
    command: [
      'sh',
      '-c',
      `gunicorn --bind 127.0.0.1:3000 slow:app & ${untilListening(3000)}; exec haproxy -f conf/haproxy.cfg`,
    ],
  },
  {
    name: 'Caddy with its admin port on loopback',
    requires: caddy,
    environment: { ...quick, ...home },
    command: ['caddy', 'run', '--config', 'conf/Caddyfile', '--adapter', 'caddyfile'],
  },
  {
    name: 'PHP-FPM behind nginx',
    requires: [fpm, nginx],
    environment: quick,
    prepare: `echo '<?php echo "hello";' > /run/index.php`,
    command: [
      'sh',
      '-c',
      `${fpm} -F -O -y conf/fpm-socket.conf & until test -S /run/fpm.sock; do sleep 0.1; done; exec nginx -c ${import.meta.dirname}/../apps/conf/nginx-php.conf`,
    ],
  },
];
