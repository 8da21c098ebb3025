// needs: default-jdk-headless elixir gunicorn python3
import type { Fault, HealthyApp } from '../../support/scenario.ts';

const gunicorn = '/usr/bin/gunicorn';
const node = process.execPath;
const flags = ['--endpoint', '8000'];
/** What is usual is over after half of it. */
const brief = [...flags, '--release-timeout', '16'];

const WSGI = "def app(env, start):\n    start('200 OK', [('Content-Type', 'text/plain')])\n    return [b'ok']\n";
const JMX = ['port=9010', 'authenticate=false', 'ssl=false'].map((word) => `-Dcom.sun.management.jmxremote.${word}`);
const JAVA = `import com.sun.net.httpserver.HttpServer;
public class Shop {
  public static void main(String[] words) throws Exception {
    if (words.length == 0 && System.getenv("SERVER_PORT") == null) Thread.sleep(1_000_000);
    HttpServer server = HttpServer.create(new java.net.InetSocketAddress(8000), 0);
    server.createContext("/", exchange -> { exchange.sendResponseHeaders(200, -1); exchange.close(); });
    server.start();
  }
}`;
const ELIXIR = `{:ok, socket} = :gen_tcp.listen(8000, [:binary, active: false, reuseaddr: true])
answer = fn answer ->
  {:ok, client} = :gen_tcp.accept(socket)
  :gen_tcp.recv(client, 0)
  :gen_tcp.send(client, "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nConnection: close\\r\\n\\r\\nok")
  :gen_tcp.close(client)
  answer.(answer)
end
answer.(answer)
`;

const waiting = (name: string, script: string): Fault => ({
  name,
  fixWorks: true,
  code: 'dependency-unreachable',
  severity: 'warning',
  says: /nothing listens on (?:localhost|127\.0\.0\.1):5432 /,
  remedy: /^(?!.*firewall).*localhost in a container is that container only/,
  flags: brief,
  files: {
    'wait-for-it.sh':
      'host=$(echo $1 | cut -d: -f1) port=$(echo $1 | cut -d: -f2)\nuntil (echo >/dev/tcp/$host/$port) 2>/dev/null; do sleep 1; done\nshift; exec "$@"\n',
  },
  command: ['bash', '-c', script],
});

/** Faults of which more is easily said than was seen. */
export const certaintyFaults: readonly Fault[] = [
  waiting('wait-for-it that waits at localhost', 'exec bash wait-for-it.sh localhost:5432 python3 -m http.server 8000'),
  waiting(
    'a loop around /dev/tcp at 127.0.0.1',
    'until (echo >/dev/tcp/127.0.0.1/5432) 2>/dev/null; do sleep 1; done; exec python3 -m http.server 8000',
  ),
  {
    name: 'a port for metrics that the app opens twice',
    cannotFix: 'the fault is in the code of the app',
    code: 'port-in-use',
    says: /port 9100: the address is already in use/,
    remedy: /Open port 9100 in only one process of the app, or give each its own/,
    flags,
    files: {
      'shop.js': `const http = require('http');
for (const port of [9100, 9100]) http.createServer().listen(port);
setTimeout(() => http.createServer((q, s) => s.end('ok')).listen(8000), 500);
`,
    },
    command: [node, 'shop.js'],
    exit: 1,
  },
  {
    name: 'a node of Erlang that serves nothing, beside its distribution port',
    cannotFix: 'there is no server to start',
    code: 'not-listening',
    severity: 'warning',
    remedy: /server/,
    requires: '/usr/bin/elixir',
    flags: brief,
    environment: { HOME: '/run' },
    command: ['elixir', '--sname', 'shop', '--no-halt', '-e', '1'],
  },
  {
    name: 'a JVM that serves nothing, beside its ports for JMX',
    fixWorks: true,
    code: 'not-listening',
    severity: 'warning',
    says: /^(?!.*waiting for a lock)/,
    remedy: /server/,
    requires: '/usr/bin/javac',
    flags: brief,
    files: { 'Shop.java': JAVA },
    prepare: 'javac Shop.java',
    command: ['java', ...JMX, '-cp', '.', 'Shop'],
  },
  {
    name: 'a program that lacks three versions of the C library',
    cannotFix: 'it needs another image',
    code: 'missing-library',
    says: /needs glibc 2\.38 or later/,
    remedy: /newer/,
    flags,
    command: [
      'sh',
      '-c',
      'for version in 2.32 2.38 2.34; do echo "./shop: /lib/x86_64-linux-gnu/libc.so.6: version \\`GLIBC_$version\' not found (required by ./shop)" >&2; done; exit 1',
    ],
    exit: 1,
  },
  {
    name: "a Python module's library that is missing under Gunicorn",
    cannotFix: 'it needs another image',
    code: 'missing-library',
    says: /cannot load its module `pictures`: the shared library libGL\.so\.1 is not in the image/,
    remedy: /libgl1/,
    requires: gunicorn,
    flags,
    files: {
      'shop.py': `import pictures\n${WSGI}`,
      'pictures/__init__.py':
        "raise ImportError('libGL.so.1: cannot open shared object file: No such file or directory')\n",
    },
    command: ['gunicorn', '--bind', '0.0.0.0:8000', 'shop:app'],
    exit: 3,
  },
];

/** Apps with the same signs that serve. */
export const certaintyHealthy: readonly HealthyApp[] = [
  {
    name: 'an app that does without its port for metrics, and says so',
    flags,
    files: {
      'shop.js': `const http = require('http');
for (const port of [9100, 9100]) http.createServer().on('error', (error) => console.error(error)).listen(port);
setTimeout(() => http.createServer((q, s) => s.end('ok')).listen(8000, '0.0.0.0'), 2500);
`,
    },
    command: [node, 'shop.js'],
  },
  {
    name: 'a node of Erlang that serves beside its distribution port',
    requires: '/usr/bin/elixir',
    flags,
    environment: { HOME: '/run' },
    files: { 'shop.exs': ELIXIR },
    command: ['elixir', '--sname', 'shop', 'shop.exs'],
  },
  {
    name: 'a JVM that serves beside its ports for JMX',
    requires: '/usr/bin/javac',
    flags,
    files: { 'Shop.java': JAVA },
    prepare: 'javac Shop.java',
    command: ['java', ...JMX, '-cp', '.', 'Shop', 'serve'],
  },
  {
    name: 'a slow app beside a loop around a program that is not in the image',
    flags,
    files: {
      'serve.sh': `(while true; do warm-cache http://localhost:8000; sleep 1; done) &
exec "$1" shop.js
`,
      'shop.js':
        "setTimeout(() => require('http').createServer((q, s) => s.end('ok')).listen(8000, '0.0.0.0'), 6000)\n",
    },
    command: ['sh', 'serve.sh', node],
  },
  {
    name: 'a Node app beside its inspector at another port, which opens its own later',
    flags,
    files: {
      'shop.js':
        "setTimeout(() => require('http').createServer((q, s) => s.end('ok')).listen(8000, '0.0.0.0'), 4000)\n",
    },
    command: [node, '--inspect=0.0.0.0:9230', 'shop.js'],
  },
];
