// needs: gunicorn haproxy nginx-light python3 supervisor
import type { Fault, HealthyApp } from '../../support/scenario.ts';

const gunicorn = '/usr/bin/gunicorn';
const nginx = '/usr/sbin/nginx';
const node = process.execPath;
const strict = ['--endpoint', '8000', '--strict'];

const WSGI = "def app(env, start):\n    start('200 OK', [('Content-Type', 'text/plain')])\n    return [b'ok']\n";
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

const forwards = (upstream: string): string =>
  `worker_processes 1; error_log stderr; pid nginx.pid; user root; events {} http { access_log off; server { listen 8000; location / { proxy_pass http://${upstream}; } } }\n`;
const fronted = (backend: string): readonly string[] => [
  'sh',
  '-c',
  `${backend} exec nginx -p "$PWD" -c "$PWD/nginx.conf" -g "daemon off;"`,
];
const supervised = (app: string): string =>
  [
    '[supervisord]\nnodaemon=true\nlogfile=/dev/null\nlogfile_maxbytes=0\npidfile=s.pid',
    `[program:shop]\ncommand=${app}`,
    '[program:front]\ncommand=sh -c "exec nginx -p $PWD -c $PWD/nginx.conf -g \'daemon off;\'"\nstdout_logfile=/dev/stdout\nstdout_logfile_maxbytes=0\nstderr_logfile=/dev/stderr\nstderr_logfile_maxbytes=0',
  ].join('\n\n');

/** A front server whose backend is not there, or fails: a start is told from both. */
export const backendFaults: readonly Fault[] = [
  {
    name: 'Gunicorn under supervisord that fails to import behind nginx, and logs to a file',
    cannotFix: 'the module is not in the image',
    field: true,
    code: 'worker-boot-failed',
    says: /Gunicorn's workers fail to boot.*no_such_module/,
    remedy: /no_such_module/,
    requires: [gunicorn, nginx, '/usr/bin/supervisord'],
    flags: strict,
    files: {
      'shop.py': `import no_such_module\n${WSGI}`,
      'nginx.conf': forwards('unix:shop.sock'),
      's.conf': supervised('gunicorn --bind unix:shop.sock shop:app'),
    },
    command: ['supervisord', '-n', '-c', 's.conf'],
  },
  {
    name: 'nginx whose backend was never started',
    fixWorks: true,
    code: 'upstream-down',
    severity: 'warning',
    says: /127\.0\.0\.1:8001/,
    remedy: /Start the app/,
    requires: nginx,
    flags: strict,
    files: { 'nginx.conf': forwards('127.0.0.1:8001') },
    command: fronted(''),
  },
  {
    name: 'nginx whose backend listens at another port',
    fixWorks: true,
    code: 'upstream-down',
    severity: 'warning',
    says: /8001.*8002/,
    remedy: /8001/,
    requires: [gunicorn, nginx],
    flags: strict,
    files: { 'shop.py': WSGI, 'nginx.conf': forwards('127.0.0.1:8001') },
    command: fronted('gunicorn --bind 127.0.0.1:8002 shop:app &'),
  },
  {
    name: "nginx whose backend of Node listens at another port than nginx's, which PORT says",
    fixWorks: true,
    code: 'upstream-down',
    severity: 'warning',
    says: /8001.*8081/,
    remedy: /^Make the Node program listen with `listen\(\{ port: 8001, host: '127\.0\.0\.1' \}\)`/,
    requires: nginx,
    flags: strict,
    environment: { PORT: '8000' },
    files: {
      'shop.js': "require('http').createServer((q, s) => s.end('ok')).listen(8081)\n",
      'nginx.conf': forwards('127.0.0.1:8001'),
    },
    command: fronted(`${node} shop.js &`),
  },
  {
    name: 'nginx whose backend listens and does not answer in time',
    cannotFix: 'the fault is in the code of the app',
    code: 'upstream-down',
    severity: 'warning',
    says: /returns 504 for .* because `python3 slow\.py` \(pid \d+\) listens on 127\.0\.0\.1:8001 but does not respond to nginx in time/,
    remedy: /^Find out why `python3 slow\.py` \(pid \d+\) does not respond in time/,
    requires: nginx,
    flags: strict,
    files: {
      'slow.py':
        "import socket\ns = socket.socket()\ns.bind(('127.0.0.1', 8001))\ns.listen(64)\nkept = []\nwhile True:\n    kept.append(s.accept())\n",
      'nginx.conf': forwards('127.0.0.1:8001').replace('proxy_pass', 'proxy_read_timeout 1s; proxy_pass'),
    },
    command: fronted('python3 slow.py &'),
  },
  {
    name: 'nginx whose backend sleeps and opens nothing',
    fixWorks: true,
    code: 'upstream-down',
    severity: 'warning',
    says: /127\.0\.0\.1:8001/,
    remedy: /Start the app/,
    requires: nginx,
    flags: strict,
    files: { 'shop.py': 'import time\ntime.sleep(1000)\n', 'nginx.conf': forwards('127.0.0.1:8001') },
    command: fronted('python3 shop.py &'),
  },
];

const behind = (change: Partial<HealthyApp> & Pick<HealthyApp, 'name' | 'command'>): HealthyApp => ({
  requires: [gunicorn, nginx],
  flags: strict,
  ...change,
});

/** Apps that look as if they were broken while they start. */
export const startingBackends: readonly HealthyApp[] = [
  behind({
    name: 'Gunicorn that imports behind nginx under supervisord',
    field: true,
    requires: [gunicorn, nginx, '/usr/bin/supervisord'],
    files: {
      'shop.py': `import time\ntime.sleep(1)\n${WSGI}`,
      'nginx.conf': forwards('unix:shop.sock'),
      's.conf': supervised('gunicorn --preload --bind unix:shop.sock shop:app'),
    },
    command: ['supervisord', '-n', '-c', 's.conf'],
  }),
  behind({
    name: 'Gunicorn that loads its app for 4 s behind nginx',
    files: { 'shop.py': `import time\ntime.sleep(4)\n${WSGI}`, 'nginx.conf': forwards('127.0.0.1:8001') },
    command: fronted('gunicorn --preload --bind 127.0.0.1:8001 shop:app &'),
  }),
  behind({
    name: 'Gunicorn that computes for 13 s behind nginx',
    files: {
      'shop.py': `import time\nend = time.time() + 13\nwhile time.time() < end: pass\n${WSGI}`,
      'nginx.conf': forwards('unix:shop.sock'),
    },
    command: fronted('gunicorn --preload --bind unix:shop.sock shop:app &'),
  }),
  behind({
    name: 'a backend that its script starts after the front server',
    files: { 'shop.py': WSGI, 'nginx.conf': forwards('127.0.0.1:8001') },
    command: [
      'sh',
      '-c',
      'nginx -p "$PWD" -c "$PWD/nginx.conf" -g "daemon off;" & sleep 3; exec gunicorn --bind 127.0.0.1:8001 shop:app',
    ],
  }),
  behind({
    name: 'Node behind HAProxy, which asks from time to time',
    requires: '/usr/sbin/haproxy',
    files: {
      'shop.js':
        "setTimeout(() => require('http').createServer((q, s) => s.end('ok')).listen(8001, '127.0.0.1'), 3000)\n",
      'haproxy.cfg': `${HAPROXY.join('\n')}\n`,
    },
    command: ['sh', '-c', `${node} shop.js & exec haproxy -db -f haproxy.cfg`],
  }),
  {
    name: 'a helper on loopback beside an app at the same port of the own address',
    flags: strict,
    files: {
      'shop.js': "require('http').createServer((q, s) => s.end('ok')).listen(8000, '10.77.0.2')\n",
      'helper.js': "require('http').createServer((q, s) => s.end('m')).listen(8000, '127.0.0.1')\n",
    },
    command: ['sh', '-c', `${node} helper.js & sleep 2; exec ${node} shop.js`],
  },
];
