// needs: apache2 default-jdk-headless elixir gunicorn golang-go haproxy nginx-light php-cli php-fpm puma python3 python3-hypercorn rustc supervisor uvicorn
import { globSync } from 'node:fs';
import type { Fault } from '../../support/scenario.ts';
import { briefly } from '../../support/scenario-steps.ts';
import * as small from '../../support/small-servers.ts';

const gunicorn = '/usr/bin/gunicorn';
const node = process.execPath;
// The version is in the program's name.
const fpm = globSync('/usr/sbin/php-fpm*').at(-1) ?? '/usr/sbin/php-fpm';
const flags = ['--endpoint', '8000'];

/** A helper that is there first, on loopback, and the app proper, which comes `afterS` later. */
const helped = (app: string, afterS = 1): readonly string[] => [
  'sh',
  '-c',
  `python3 -m http.server --bind 127.0.0.1 8000 >helper.log 2>&1 & ${briefly(8000)}; sleep ${afterS}; ${app}`,
];
/** A program that prints these lines and fails where the port is taken, and serves where it is free: as a server does that Debian does not have. */
const standIn = (...lines: readonly string[]): Readonly<Record<string, string>> => ({
  'server.py': `import http.server, sys, time
time.sleep(0.3)
try:
    server = http.server.HTTPServer(('0.0.0.0', 8000), http.server.SimpleHTTPRequestHandler)
except OSError:
    print(${JSON.stringify(lines.join('\n'))}, file=sys.stderr)
    sys.exit(1)
server.serve_forever()
`,
});

const taken = (change: Partial<Fault> & Pick<Fault, 'name' | 'command'>): Fault => ({
  code: 'port-in-use',
  fixWorks: true,
  says: /port 8000(?:, most likely)? because `python3 -m http\.server --bind 127\.0\.0\.1 8000` \(pid \d+\) already listens/,
  remedy: /Do not start `python3 -m http\.server/,
  flags,
  files: {},
  exit: 1,
  ...change,
});

const WSGI = "def app(env, start):\n    start('200 OK', [('Content-Type', 'text/plain')])\n    return [b'ok']\n";
const ASGI = 'async def app(scope, receive, send): pass\n';
const APACHE = [
  'ServerRoot "."',
  'ServerName shop',
  'PidFile run.pid',
  'ErrorLog /dev/stderr',
  'LoadModule mpm_prefork_module /usr/lib/apache2/modules/mod_mpm_prefork.so',
  'LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so',
  'Mutex file:.',
  'DefaultRuntimeDir .',
  'User www-data',
  'Group www-data',
  'Listen 8000',
];
const HAPROXY = [
  'defaults',
  '  mode http',
  '  timeout connect 1s',
  '  timeout client 5s',
  '  timeout server 5s',
  'frontend web',
  '  bind *:8000',
  '  default_backend shop',
  'backend shop',
  '  server one 127.0.0.1:8001 check inter 500',
];
const JAVA = `import com.sun.net.httpserver.HttpServer;
public class Shop {
  public static void main(String[] words) throws Exception { HttpServer.create(new java.net.InetSocketAddress(8000), 0).start(); }
}`;
const GO =
  'package main\n\nimport (\n\t"log"\n\t"net/http"\n)\n\nfunc main() { log.Fatal(http.ListenAndServe(":8000", nil)) }\n';
const RUST = `fn main() { ${small.rustServer} }\n`;
const PY = "import http.server as h\nh.HTTPServer(('0.0.0.0', 8000), h.BaseHTTPRequestHandler).serve_forever()\n";

const PAIR = {
  'helper.js': "require('http').createServer((q, s) => s.end('m')).listen(8000, '127.0.0.1')\n",
  'shop.js': "setTimeout(() => require('http').createServer((q, s) => s.end('ok')).listen(8000), 700)\n",
};

/** The same where the container lives on: beside, or under, what keeps it alive. */
const kept = (name: string, command: readonly string[], change: Partial<Fault> = {}): Fault => {
  const { exit: _, ...fault } = taken({
    name,
    says: /port 8000 because `node helper\.js` \(pid \d+\) already listens/,
    remedy: /Do not start `node helper\.js`/,
    files: PAIR,
    command,
    ...change,
  });
  return fault;
};

/** A helper holds the endpoint's port on loopback, and the app proper fails over it: that is the first word, too. */
export const takenPortFaults: readonly Fault[] = [
  {
    code: 'port-in-use',
    flags,
    exit: 1,
    name: 'nginx and the app behind it on one port',
    cannotFix: 'sidewatch does not read where nginx forwards',
    says: /port 8000 because `node desk\.js` \(pid \d+\) already listens/,
    remedy: /^Make `node desk\.js` \(pid \d+\) listen on the port to which nginx forwards/,
    requires: '/usr/sbin/nginx',
    files: {
      'desk.js': small.nodeServer,
      'site.conf':
        'error_log stderr;\npid /run/nginx.pid;\nuser root;\nevents {}\nhttp { access_log off; server { listen 8000; location / { proxy_pass http://127.0.0.1:3000; } } }\n',
    },
    command: ['sh', '-c', `node desk.js & ${briefly(8000)}; exec nginx -p "$PWD" -c "$PWD/site.conf" -g "daemon off;"`],
  },
  taken({
    name: 'Node after a helper on loopback',
    field: true,
    files: { 'shop.js': "require('http').createServer((q, s) => s.end('ok')).listen(8000)\n" },
    command: helped(`exec ${node} shop.js`),
  }),
  taken({
    name: 'a Rust program, whose words name no port',
    field: true,
    requires: '/usr/bin/rustc',
    files: { 'shop.rs': RUST },
    prepare: 'rustc -o shop shop.rs',
    command: helped('exec ./shop'),
    exit: 101,
  }),
  taken({
    name: 'a Go program after a helper on loopback',
    requires: '/usr/bin/go',
    files: { 'shop.go': GO },
    environment: { HOME: '/run', GOCACHE: '/tmp/sidewatch-go', CGO_ENABLED: '0' },
    prepare: 'go build -o shop shop.go',
    command: helped('exec ./shop'),
  }),
  taken({
    name: 'a JVM after a helper on loopback',
    requires: '/usr/bin/javac',
    files: { 'Shop.java': JAVA },
    prepare: 'javac Shop.java',
    command: helped('exec java -cp . Shop'),
  }),
  taken({
    name: 'a Python server that a long sleep delays',
    files: { 'shop.py': PY },
    command: helped('exec python3 shop.py', 5),
  }),
  taken({
    name: 'a Python server that imports for a while beside the helper',
    files: { 'shop.py': `import time\ntime.sleep(3)\n${PY}` },
    command: ['sh', '-c', 'python3 -m http.server --bind 127.0.0.1 8000 & python3 shop.py'],
  }),
  taken({
    name: 'Gunicorn after a helper on loopback',
    requires: gunicorn,
    remedy: /Do not start.*--bind 0\.0\.0\.0:8001/,
    files: { 'shop.py': WSGI },
    command: helped('exec gunicorn --bind 0.0.0.0:8000 shop:app'),
  }),
  taken({
    name: 'Uvicorn after a helper on loopback',
    requires: '/usr/bin/uvicorn',
    files: { 'shop.py': ASGI },
    command: helped('exec uvicorn --host 0.0.0.0 --port 8000 shop:app'),
  }),
  taken({
    name: 'Hypercorn, whose words name no port',
    requires: '/usr/bin/hypercorn',
    files: { 'shop.py': ASGI },
    command: helped('exec hypercorn --bind 0.0.0.0:8000 shop:app'),
  }),
  taken({
    name: 'Puma after a helper on loopback',
    requires: '/usr/bin/puma',
    files: { 'config.ru': 'run ->(env) { [200, {}, ["ok"]] }\n' },
    command: helped('exec puma -b tcp://0.0.0.0:8000'),
  }),
  taken({
    name: 'HAProxy after a helper on loopback',
    requires: '/usr/sbin/haproxy',
    files: { 'haproxy.cfg': `${HAPROXY.join('\n')}\n` },
    command: helped('exec haproxy -db -f haproxy.cfg'),
  }),
  taken({
    name: 'Apache after a helper on loopback',
    requires: '/usr/sbin/apache2',
    files: { 'apache.conf': `${APACHE.join('\n')}\n` },
    command: helped('exec apache2 -d "$PWD" -f "$PWD/apache.conf" -D FOREGROUND'),
  }),
  taken({
    name: "PHP's own server after a helper on loopback",
    requires: '/usr/bin/php',
    command: helped('exec php -S 0.0.0.0:8000'),
  }),
  taken({
    name: 'PHP-FPM after a helper on loopback',
    flags: ['--endpoint', 'tcp:8000'],
    requires: fpm,
    files: {
      'fpm.conf':
        '[global]\nerror_log = /dev/stderr\n[www]\nlisten = 0.0.0.0:8000\nuser = www-data\npm = static\npm.max_children = 1\n',
    },
    command: helped(`exec ${fpm} -n -F -y fpm.conf`),
    exit: 78,
  }),
  taken({
    name: 'an Elixir program, whose words name no port',
    requires: '/usr/bin/elixir',
    files: { 'shop.exs': small.elixirServer },
    command: helped('exec elixir shop.exs'),
  }),
  taken({
    name: 'npm, whose script starts the helper',
    files: {
      ...PAIR,
      'package.json': '{"name":"shop","version":"1.0.0","scripts":{"start":"node helper.js & sleep 1; node shop.js"}}',
    },
    says: /port 8000 because `node helper\.js`/,
    remedy: /Do not start `node helper\.js`/,
    command: ['npm', 'start'],
  }),
  taken({
    name: 'a Node 10, which says no more than EADDRINUSE and where',
    files: standIn(
      'Error: listen EADDRINUSE :::8000',
      '    at Server.setupListenHandle [as _listen2] (net.js:1280:14)',
    ),
    command: helped('exec python3 server.py'),
  }),
  taken({
    name: 'a Thin, which cannot tell a taken port from one that needs root',
    files: standIn(
      "/var/lib/gems/3.1.0/gems/eventmachine-1.2.7/lib/eventmachine.rb:531:in `start_tcp_server': no acceptor (port is in use or requires root privileges) (RuntimeError)",
      "\tfrom /usr/lib/ruby/vendor_ruby/thin/backends/tcp_server.rb:16:in `connect'",
      "\tfrom /usr/bin/thin:7:in `<main>'",
    ),
    command: helped('exec python3 server.py'),
  }),
  taken({
    name: 'a .NET program that gives the inner exception only',
    files: standIn(
      'Unhandled exception. System.Net.Sockets.SocketException (98): Address already in use',
      '   at System.Net.Sockets.Socket.DoBind(EndPoint endPointSnapshot)',
      '   at Program.<Main>$(String[] args) in /src/Program.cs:line 4',
    ),
    command: helped('exec python3 server.py'),
  }),
  taken({
    name: 'a Spring Boot 2.0, which only knows that its connector failed',
    files: standIn(
      '***************************',
      'APPLICATION FAILED TO START',
      '***************************',
      '',
      'Description:',
      '',
      'The Tomcat connector configured to listen on port 8000 failed to start. The port may already be in use or the connector may be misconfigured.',
    ),
    command: helped('exec python3 server.py'),
  }),
  taken({
    name: 'a Bun program, which asks whether the port is in use',
    files: standIn(
      'error: Failed to start server. Is port 8000 in use?',
      ' syscall: "listen",',
      '   errno: 0,',
      '    code: "EADDRINUSE"',
    ),
    command: helped('exec python3 server.py'),
  }),
  kept('Node beside its helper under a waiting shell', ['sh', '-c', 'node helper.js & node shop.js & wait']),
  kept('Node before an endless tail', ['sh', '-c', 'node helper.js & node shop.js; exec tail -f /dev/null']),
  kept('Node that a loop starts again and again', [
    'sh',
    '-c',
    'node helper.js & while :; do node shop.js; sleep 1; done',
  ]),
  kept('Node under its own watcher', ['sh', '-c', 'node helper.js & sleep 1; exec node --watch shop.js']),
  kept('Node under supervisord', ['supervisord', '-n', '-c', 's.conf'], {
    requires: '/usr/bin/supervisord',
    files: {
      ...PAIR,
      's.conf': `[supervisord]
nodaemon=true
logfile=/dev/null
logfile_maxbytes=0
pidfile=s.pid
[program:helper]
command=node helper.js
[program:shop]
command=node shop.js
stdout_logfile=/dev/stdout
stdout_logfile_maxbytes=0
stderr_logfile=/dev/stderr
stderr_logfile_maxbytes=0
`,
    },
  }),
];
