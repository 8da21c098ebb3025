// needs: caddy gunicorn nginx-light util-linux uvicorn
import type { Fault, HealthyApp } from '../../support/scenario.ts';

const node = process.execPath;
const gunicorn = '/usr/bin/gunicorn';
const uvicorn = '/usr/bin/uvicorn';
const caddy = '/usr/bin/caddy';
const nginx = '/usr/sbin/nginx';
const flags = ['--endpoint', '8000', '--release-timeout', '12'];
const link = 'tcp://10.43.7.1:8000';

const web = {
  'web.cjs': "require('http').createServer((request, response) => response.end('fine')).listen(process.env.PORT);\n",
};
const wsgi = { 'web.py': "def app(environ, start):\n    start('200 OK', [])\n    return [b'fine']\n" };
const asgi = {
  'web.py': `async def app(scope, receive, send):
    if scope['type'] == 'http':
        await send({'type': 'http.response.start', 'status': 200, 'headers': []})
        await send({'type': 'http.response.body', 'body': b'fine'})
`,
};

/** A thread of the master holds the lock while the workers are forked, and lives only there. */
const locked = `import threading, time
lock = threading.Lock()
def warm_up():
    with lock:
        time.sleep(3)
threading.Thread(target=warm_up, daemon=True).start()
time.sleep(0.2)
def app(environ, start):
    with lock:
        start('200 OK', [])
        return [b'fine']
`;

/** Settings by which a sound app does not serve. */
export const settingFaults: readonly Fault[] = [
  {
    name: 'a PORT with a semicolon, which Node takes for the name of a socket',
    code: 'unix-socket-only',
    severity: 'warning',
    says: /a Unix socket named "8000;"/,
    remedy: /`PORT=8000`/,
    flags,
    environment: { PORT: '8000;' },
    files: web,
    command: [node, 'web.cjs'],
    fixWorks: true,
  },
  {
    name: 'a PORT that Kubernetes wrote for a service, in Node',
    code: 'exited-early',
    says: /tcp:\/\/10\.43\.7\.1:8000/,
    remedy: /`PORT=8000`.*Kubernetes/,
    flags,
    environment: { PORT: link },
    files: web,
    command: [node, 'web.cjs'],
    exit: 1,
    fixWorks: true,
  },
  {
    name: 'a port that Kubernetes wrote for a service, in Gunicorn',
    code: 'exited-early',
    says: /is not a valid port number/,
    remedy: /`STORE_PORT=8000`.*Kubernetes/,
    requires: gunicorn,
    flags,
    environment: { STORE_PORT: link },
    files: wsgi,
    command: ['sh', '-c', 'exec gunicorn --bind 0.0.0.0:$STORE_PORT web:app'],
    exit: 1,
    fixWorks: true,
  },
  {
    name: 'an empty port for Uvicorn',
    code: 'exited-early',
    says: /is not a valid integer/,
    remedy: /`WEB_PORT=8000`.*empty or not set/,
    requires: uvicorn,
    flags,
    environment: { WEB_PORT: '' },
    files: asgi,
    command: ['sh', '-c', 'exec uvicorn --host 0.0.0.0 --port "$WEB_PORT" web:app'],
    exit: 2,
    fixWorks: true,
  },
  {
    name: 'a heap of V8 that the command line keeps small',
    code: 'out-of-memory',
    says: /ran out of heap memory/,
    remedy: /`--max-old-space-size=384` instead of `--max-old-space-size=40`/,
    flags,
    files: {
      'web.cjs':
        "const rows = [];\nfor (let at = 0; at < 1_200_000; at += 1) rows.push({ at, name: 'row ' + at });\nrequire('http').createServer((request, response) => response.end(String(rows.length))).listen(8000);\n",
    },
    environment: { NODE_OPTIONS: '--max-old-space-size=256' },
    command: [node, '--max-old-space-size=40', 'web.cjs'],
    fixWorks: true,
    // The agent ends as the app did: by SIGABRT.
    exit: 134,
  },
  {
    name: 'a lock that was held when Gunicorn forked its workers',
    code: 'no-response',
    severity: 'warning',
    says: /was waiting for a lock/,
    remedy: /^Start Gunicorn without `--preload`/,
    requires: gunicorn,
    flags: ['--profile', 'kubernetes', '--endpoint', '8000', '--release-timeout', '60'],
    files: { 'web.py': locked },
    command: ['gunicorn', '--preload', '--bind', '0.0.0.0:8000', '--timeout', '300', 'web:app'],
    fixWorks: true,
  },
  {
    name: 'Caddy that redirects plain HTTP by itself',
    fixWorks: true,
    code: 'strict-redirect',
    says: /to https:\/\/containers\/healthcheck/,
    remedy: /`http:\/\/ \{`, `respond \/healthcheck 200` and `\}`/,
    requires: caddy,
    flags: [...flags, '--strict'],
    environment: { HOME: '/run', XDG_DATA_HOME: '/run', XDG_CONFIG_HOME: '/run' },
    files: {
      Caddyfile:
        '{\n\thttp_port 8000\n\thttps_port 8443\n\tskip_install_trust\n}\norders.localhost {\n\ttls internal\n\trespond fine\n}\n',
    },
    command: ['caddy', 'run', '--config', 'Caddyfile', '--adapter', 'caddyfile'],
  },
  {
    name: 'nginx under a user that may not write where it keeps bodies',
    fixWorks: true,
    code: 'exited-early',
    says: /mkdir\(\) "\/var\/lib\/nginx\/body" failed/,
    remedy: /`client_body_temp_path \/tmp\/client_body;`/,
    requires: nginx,
    flags,
    files: {
      'site.conf':
        'error_log stderr;\npid state/nginx.pid;\nevents {}\nhttp {\n  access_log off;\n  server { listen 8000; return 200 fine; }\n}\n',
      'state/.keep': '',
    },
    prepare: 'mount -t tmpfs -o mode=755 none /var/lib/nginx && chmod 755 . && chmod 777 state',
    command: [
      'sh',
      '-c',
      'exec setpriv --reuid 65534 --regid 65534 --clear-groups nginx -p "$PWD/" -c "$PWD/site.conf" -g "daemon off;"',
    ],
    exit: 1,
  },
];

/** The same with a setting that is right. */
export const settingHealthy: readonly HealthyApp[] = [
  {
    name: 'Gunicorn that preloads an app with a lock which nobody holds',
    requires: gunicorn,
    flags: ['--profile', 'kubernetes', '--endpoint', '8000'],
    files: { 'web.py': locked.replace('time.sleep(3)', 'pass') },
    command: ['gunicorn', '--preload', '--bind', '0.0.0.0:8000', 'web:app'],
  },
  {
    name: 'Caddy whose block of plain HTTP answers the check',
    requires: caddy,
    flags: [...flags, '--strict'],
    environment: { HOME: '/run', XDG_DATA_HOME: '/run', XDG_CONFIG_HOME: '/run' },
    files: {
      Caddyfile:
        '{\n\thttp_port 8000\n\thttps_port 8443\n\tskip_install_trust\n}\norders.localhost {\n\ttls internal\n\trespond fine\n}\nhttp:// {\n\trespond /healthcheck 200\n}\n',
    },
    command: ['caddy', 'run', '--config', 'Caddyfile', '--adapter', 'caddyfile'],
  },
];
