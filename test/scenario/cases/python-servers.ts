// needs: daphne python3 python3-django python3-flask python3-hypercorn python3-waitress uvicorn
import type { Fault } from '../../support/scenario.ts';

const python = '/usr/lib/python3/dist-packages';
const quick = { PORT: '8000' };

const httpServer = (start: string): string =>
  `from http.server import BaseHTTPRequestHandler, HTTPServer\nclass Shop(BaseHTTPRequestHandler):\n    def do_GET(self):\n        self.send_response(200)\n        self.end_headers()\n${start}`;

/** Servers that Python brings, bound by their defaults. */
export const pythonServerFaults: readonly Fault[] = [
  {
    name: 'Flask by its default',
    fixWorks: true,
    code: 'bound-to-loopback',
    says: /5000/,
    remedy: /flask .*run (--host|-h)[ =]0\.0\.0\.0/,
    requires: `${python}/flask`,
    environment: { PORT: '5000' },
    command: ['python3', '-m', 'flask', '--app', 'flask_site', 'run'],
  },
  {
    name: 'a plain Python program on 127.0.0.1',
    fixWorks: true,
    code: 'bound-to-loopback',
    says: /127\.0\.0\.1:8000/,
    remedy: /HTTPServer\(\('0\.0\.0\.0', 8000\)/,
    environment: quick,
    command: ['python3', 'shop.py'],
    files: { 'shop.py': httpServer("server = HTTPServer(('127.0.0.1', 8000), Shop)\nserver.serve_forever()\n") },
  },
  {
    name: 'wsgiref on 127.0.0.1',
    fixWorks: true,
    code: 'bound-to-loopback',
    remedy: /make_server\('0\.0\.0\.0', 8000/,
    environment: quick,
    command: ['python3', 'shop.py'],
    files: {
      'shop.py':
        "from wsgiref.simple_server import make_server\ndef shop(environ, start):\n    start('200 OK', [])\n    return [b'ok']\nmake_server('127.0.0.1', 8000, shop).serve_forever()\n",
    },
  },
  {
    name: "Django's runserver by its default",
    fixWorks: true,
    code: 'bound-to-loopback',
    remedy: /runserver 0\.0\.0\.0:8000/,
    requires: `${python}/django`,
    environment: quick,
    command: ['python3', 'manage.py', 'runserver'],
  },
  {
    name: "Python's http.server on a port of its own choice",
    fixWorks: true,
    code: 'wrong-port',
    says: /9000/,
    remedy: /http\.server 8000/,
    environment: quick,
    command: ['python3', '-m', 'http.server', '9000'],
  },
  {
    name: 'Waitress on 127.0.0.1',
    fixWorks: true,
    code: 'bound-to-loopback',
    remedy: /--listen[= ](\*|0\.0\.0\.0):8000/,
    requires: '/usr/bin/waitress-serve',
    environment: quick,
    command: ['waitress-serve', '--listen=127.0.0.1:8000', 'slow:app'],
  },
  {
    name: 'Waitress on its default port',
    fixWorks: true,
    code: 'wrong-port',
    says: /8080/,
    remedy: /--listen[= ](\*|0\.0\.0\.0):8000/,
    requires: '/usr/bin/waitress-serve',
    environment: quick,
    command: ['waitress-serve', 'slow:app'],
  },
  {
    name: 'Hypercorn by its default',
    fixWorks: true,
    code: 'bound-to-loopback',
    remedy: /--bind 0\.0\.0\.0:8000/,
    requires: '/usr/bin/hypercorn',
    environment: quick,
    command: ['hypercorn', 'asgi:app'],
  },
  {
    name: 'Daphne by its default',
    fixWorks: true,
    code: 'bound-to-loopback',
    remedy: /-b 0\.0\.0\.0/,
    requires: '/usr/bin/daphne',
    environment: quick,
    command: ['daphne', 'asgi:app'],
  },
  {
    name: 'a Uvicorn app that cannot be imported',
    fixWorks: true,
    code: 'exited-early',
    says: /DATABASE_URL/,
    remedy: /DATABASE_URL/,
    requires: '/usr/bin/uvicorn',
    environment: quick,
    command: ['uvicorn', '--host', '0.0.0.0', 'raising:app'],
    exit: 1,
  },
  {
    name: 'Uvicorn whose workers all end over the import of the app',
    field: true,
    fixWorks: true,
    code: 'app-gone',
    says: /All 2 workers of .*uvicorn.* exited, and it starts no new ones: .*DATABASE_URL/,
    remedy: /DATABASE_URL/,
    requires: '/usr/bin/uvicorn',
    environment: quick,
    command: ['uvicorn', '--host', '0.0.0.0', '--workers', '2', 'raising:app'],
  },
];
