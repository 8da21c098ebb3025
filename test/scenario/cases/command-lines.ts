// needs: apache2 busybox-static caddy daphne gunicorn haproxy lighttpd mariadb-server-core memcached nginx-light npm-programs php-cli puma python3 python3-flask python3-hypercorn python3-waitress redis-server ruby-rack thin tini unicorn uvicorn
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmPackages } from '../../support/npm-programs.ts';
import { appsDirectory } from '../../support/sandbox.ts';
import type { Fault } from '../../support/scenario.ts';

const python = '/usr/lib/python3/dist-packages';
const quick = { PORT: '8000' };
const ruby = { ...quick, RACK_ENV: 'production' };
const home = { HOME: '/run', XDG_DATA_HOME: '/run', XDG_CONFIG_HOME: '/run' };
const appText = (name: string): string => readFileSync(join(appsDirectory, name), 'utf8');
const page = `require('node:http').createServer((q, s) => s.end('hi'))`;
const tools = `ln -s ${npmPackages} node_modules`;

type Start = Pick<Fault, 'command' | 'requires' | 'remedy'> & Partial<Fault>;

const onLoopback = (name: string, start: Start): Fault => ({
  ...{ name, code: 'bound-to-loopback', environment: quick, fixWorks: true },
  ...start,
});
const onAnotherPort = (name: string, start: Start): Fault => ({
  ...{ name, code: 'wrong-port', flags: ['--endpoint', '8000'], fixWorks: true },
  ...start,
});
const inBackground = (name: string, start: Start): Fault => ({
  ...{ name, code: 'daemonized', environment: quick, exit: 0, fixWorks: true },
  ...start,
});

/** Options under each of their names, in start scripts, files of process managers and configurations: the remedy must be in their words. */
export const commandLineFaults: readonly Fault[] = [
  onLoopback('Gunicorn with the short option', {
    requires: '/usr/bin/gunicorn',
    remedy: /`-b 0\.0\.0\.0:8000` instead of `-b 127\.0\.0\.1:8000`/,
    command: ['gunicorn', '-w', '2', '-b', '127.0.0.1:8000', 'slow:app'],
  }),
  onLoopback('Gunicorn with an option and $PORT in a start script', {
    requires: '/usr/bin/gunicorn',
    remedy: /`--bind=0\.0\.0\.0:8000` instead of `--bind=localhost:\$PORT`/,
    command: ['sh', '-c', 'exec gunicorn --bind=localhost:$PORT slow:app'],
  }),
  onLoopback('Gunicorn as a module under tini', {
    requires: ['/usr/bin/gunicorn', '/usr/bin/tini'],
    remedy: /`-b0\.0\.0\.0:8000` instead of `-b127\.0\.0\.1:8000`/,
    command: ['tini', '--', 'python3', '-m', 'gunicorn', '-b127.0.0.1:8000', 'slow:app'],
  }),
  onLoopback('Uvicorn on localhost by its option', {
    requires: '/usr/bin/uvicorn',
    remedy: /`--host 0\.0\.0\.0` instead of `--host localhost`/,
    command: ['uvicorn', 'asgi:app', '--host', 'localhost', '--port', '8000'],
  }),
  onLoopback('Hypercorn with the short option', {
    requires: '/usr/bin/hypercorn',
    remedy: /`-b 0\.0\.0\.0:8000` instead of `-b 127\.0\.0\.1:8000`/,
    command: ['hypercorn', '-b', '127.0.0.1:8000', 'asgi:app'],
  }),
  onLoopback('Daphne with the long options', {
    requires: '/usr/bin/daphne',
    remedy: /`--bind 0\.0\.0\.0` instead of `--bind 127\.0\.0\.1`/,
    command: ['daphne', '--bind', '127.0.0.1', '--port', '8000', 'asgi:app'],
  }),
  onLoopback('Waitress by host and port', {
    requires: '/usr/bin/waitress-serve',
    remedy: /`waitress-serve --host=0\.0\.0\.0 --port=8000 slow:app`/,
    command: ['waitress-serve', '--host=127.0.0.1', '--port=8000', 'slow:app'],
  }),
  onLoopback('Flask with the short options', {
    requires: `${python}/flask`,
    remedy: /flask --app flask_site run -h 0\.0\.0\.0 -p 8000`/,
    command: ['python3', '-m', 'flask', '--app', 'flask_site', 'run', '-h', '127.0.0.1', '-p', '8000'],
  }),
  onLoopback('http.server with an option', {
    remedy: /`python3 -m http\.server 8000 --bind 0\.0\.0\.0`/,
    requires: '/usr/bin/python3',
    command: ['python3', '-m', 'http.server', '8000', '--bind', '127.0.0.1'],
  }),
  onLoopback("PHP's own server with a directory", {
    requires: '/usr/bin/php',
    remedy: /`php -S 0\.0\.0\.0:8000 -t public`/,
    files: { 'public/index.php': '<?php echo "hello";\n' },
    command: ['php', '-S', 'localhost:8000', '-t', 'public'],
  }),
  onLoopback('Puma with the long option', {
    requires: '/usr/bin/puma',
    environment: ruby,
    remedy: /`--bind tcp:\/\/0\.0\.0\.0:8000` instead of `--bind tcp:\/\/127\.0\.0\.1:8000`/,
    command: ['puma', '--bind', 'tcp://127.0.0.1:8000', 'ruby/slow.ru'],
  }),
  onLoopback('Unicorn with the long option', {
    requires: '/usr/bin/unicorn',
    environment: ruby,
    remedy: /`--listen 0\.0\.0\.0:8000` instead of `--listen 127\.0\.0\.1:8000`/,
    command: ['unicorn', '--listen', '127.0.0.1:8000', 'ruby/slow.ru'],
  }),
  onLoopback('Thin on one address', {
    requires: '/usr/bin/thin',
    environment: ruby,
    remedy: /`-a 0\.0\.0\.0` instead of `-a 127\.0\.0\.1`/,
    command: ['thin', '-a', '127.0.0.1', '-p', '8000', '-R', 'ruby/slow.ru', 'start'],
  }),
  onLoopback('rackup on localhost', {
    requires: ['/usr/bin/rackup', '/usr/share/doc/ruby-webrick'],
    environment: ruby,
    remedy: /`-o 0\.0\.0\.0` instead of `-o localhost`/,
    command: ['rackup', '-s', 'webrick', '-o', 'localhost', '-p', '8000', 'ruby/slow.ru'],
  }),
  onLoopback('memcached on one address, a tcp endpoint', {
    requires: '/usr/bin/memcached',
    flags: ['--endpoint', 'tcp:11211'],
    environment: {},
    remedy: /`-l 0\.0\.0\.0` instead of `-l 127\.0\.0\.1`/,
    command: ['memcached', '-u', 'nobody', '-l', '127.0.0.1'],
  }),
  onLoopback('MariaDB on one address, a tcp endpoint', {
    requires: '/usr/sbin/mariadbd',
    flags: ['--endpoint', 'tcp:3306'],
    environment: {},
    prepare: 'mkdir -p /run/mysqld/data',
    remedy: /`--bind-address=0\.0\.0\.0` instead of `--bind-address=127\.0\.0\.1`/,
    command: [
      ...['mariadbd', '--no-defaults', '--user=root', '--skip-grant-tables', '--datadir=/run/mysqld/data'],
      ...['--socket=/run/mysqld/s', '--skip-networking=0', '--bind-address=127.0.0.1'],
    ],
  }),
  onLoopback('httpd of BusyBox on one address', {
    requires: '/usr/bin/busybox',
    remedy: /busybox httpd -f -p 0\.0\.0\.0:8000 -h \/run`/,
    command: ['busybox', 'httpd', '-f', '-p', '127.0.0.1:8000', '-h', '/run'],
  }),
  onLoopback('nginx that listens on 127.0.0.1', {
    requires: '/usr/sbin/nginx',
    remedy: /`listen 8000;`/,
    files: {
      'nginx.conf':
        'daemon off;\npid /run/nginx.pid;\nerror_log stderr;\nevents {}\nhttp {\n  access_log off;\n  server {\n    listen 127.0.0.1:8000;\n    return 200 "ok";\n  }\n}\n',
    },
    command: ['sh', '-c', 'exec nginx -c "$PWD/nginx.conf"'],
  }),
  onLoopback('Apache that listens on 127.0.0.1', {
    requires: '/usr/sbin/apache2',
    remedy: /`Listen 8000`/,
    files: { 'httpd.conf': appText('conf/apache.conf').replace('0.0.0.0:8000', '127.0.0.1:8000') },
    command: ['sh', '-c', 'exec apache2 -D FOREGROUND -f "$PWD/httpd.conf"'],
  }),
  onLoopback('HAProxy that binds 127.0.0.1', {
    requires: '/usr/sbin/haproxy',
    remedy: /`bind \*:8000`/,
    files: {
      'haproxy.cfg':
        'defaults\n  mode http\n  timeout connect 2s\n  timeout client 5s\n  timeout server 5s\nfrontend front\n  bind 127.0.0.1:8000\n  http-request return status 200\n',
    },
    command: ['haproxy', '-db', '-f', 'haproxy.cfg'],
  }),
  onLoopback('a Caddy site that binds 127.0.0.1', {
    requires: '/usr/bin/caddy',
    environment: { ...quick, ...home },
    remedy: /without a `bind` line/,
    files: { Caddyfile: '{\n\tadmin off\n}\n:8000 {\n\tbind 127.0.0.1\n\trespond "hello"\n}\n' },
    command: ['caddy', 'run', '--config', 'Caddyfile', '--adapter', 'caddyfile'],
  }),
  onLoopback('Vite in a script of package.json', {
    requires: [join(npmPackages, 'vite'), '/usr/bin/npm'],
    environment: { ...quick, ...home },
    remedy: /Start Vite with `--host 0\.0\.0\.0/,
    files: {
      'index.html': '<h1>shop</h1>\n',
      'package.json': '{\n  "name": "shop",\n  "scripts": {\n    "start": "vite --port 8000"\n  }\n}\n',
    },
    prepare: tools,
    command: ['npm', 'start'],
  }),
  onLoopback('a Node app that a start script runs', {
    requires: process.execPath,
    remedy: /0\.0\.0\.0/,
    files: {
      'start.sh': `#!/bin/sh\nset -e\nexec ${process.execPath} web.js\n`,
      'web.js': `${page}.listen(8000, '127.0.0.1', () => console.log('listening'));\n`,
    },
    command: ['sh', 'start.sh'],
  }),
  onAnotherPort('Uvicorn on its default port', {
    requires: '/usr/bin/uvicorn',
    flags: ['--endpoint', '3000'],
    remedy: /`--port 3000`/,
    command: ['uvicorn', '--host', '0.0.0.0', 'asgi:app'],
  }),
  onAnotherPort('Gunicorn on another port by the short option', {
    requires: '/usr/bin/gunicorn',
    remedy: /`-b 0\.0\.0\.0:8000` instead of `-b :9000`/,
    command: ['gunicorn', '-b', ':9000', 'slow:app'],
  }),
  onAnotherPort('Puma on another port by its port option', {
    requires: '/usr/bin/puma',
    environment: ruby,
    remedy: /tcp:\/\/0\.0\.0\.0:8000/,
    command: ['puma', '-b', 'tcp://0.0.0.0:9292', 'ruby/slow.ru'],
  }),
  onAnotherPort('Redis on its default port, another tcp endpoint', {
    requires: '/usr/bin/redis-server',
    flags: ['--endpoint', 'tcp:7000'],
    remedy: /`--port 7000`/,
    command: ['redis-server', '--bind', '0.0.0.0', '--protected-mode', 'no', '--save', '', '--dir', '/run'],
  }),
  onAnotherPort('nginx on another port', {
    requires: '/usr/sbin/nginx',
    remedy: /`listen 8000;`/,
    files: {
      'nginx.conf':
        'daemon off;\npid /run/nginx.pid;\nerror_log stderr;\nevents {}\nhttp {\n  access_log off;\n  server { listen 8080; return 200 "ok"; }\n}\n',
    },
    command: ['sh', '-c', 'exec nginx -c "$PWD/nginx.conf"'],
  }),
  onAnotherPort('lighttpd on another port', {
    requires: '/usr/sbin/lighttpd',
    remedy: /`server\.port = 8000`/,
    files: { 'lighttpd.conf': 'server.document-root = "/usr/share/doc"\nserver.port = 8080\n' },
    command: ['lighttpd', '-D', '-f', 'lighttpd.conf'],
  }),
  onAnotherPort('Flask on its default port', {
    requires: `${python}/flask`,
    remedy: /flask --app flask_site run --host 0\.0\.0\.0 --port 8000`/,
    command: ['python3', '-m', 'flask', '--app', 'flask_site', 'run', '--host', '0.0.0.0'],
  }),
  inBackground('Gunicorn with the short switch', {
    requires: '/usr/bin/gunicorn',
    remedy: /^Start Gunicorn without `-D`\./,
    command: ['gunicorn', '-D', '-b', '0.0.0.0:8000', 'slow:app'],
  }),
  inBackground('Gunicorn under nohup', {
    requires: '/usr/bin/gunicorn',
    remedy: /without `&` and `nohup`/,
    command: ['sh', '-c', 'nohup gunicorn -b 0.0.0.0:8000 slow:app >/dev/null 2>&1 &'],
  }),
  inBackground('nginx with a configuration of its own', {
    requires: '/usr/sbin/nginx',
    remedy: /daemon off;/,
    files: {
      'nginx.conf':
        'pid /run/nginx.pid;\nerror_log stderr;\nevents {}\nhttp {\n  access_log off;\n  server { listen 8000; return 200 "ok"; }\n}\n',
    },
    command: ['sh', '-c', 'nginx -c "$PWD/nginx.conf"'],
  }),
];
