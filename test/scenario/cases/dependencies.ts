// needs: curl golang-go puma python3 ruby rustc unicorn uvicorn

import { SANDBOX_ADDRESS } from '../../support/sandbox.ts';
import type { Fault, HealthyApp } from '../../support/scenario.ts';
import * as small from '../../support/small-servers.ts';

const node = process.execPath;
const python = '/usr/bin/python3';
const soon = ['--endpoint', '8000', '--release-timeout', '8'];
const unreachable = {
  code: 'dependency-unreachable',
  flags: ['--endpoint', '8000'],
  command: [node, 'app.mjs'],
} as const;
const ended = { ...unreachable, exit: 1 } as const;

/** An app that prints what clients write that are not installed here, and ends with code 1, where it cannot connect to this place; a place without a port is a name that it looks up. */
const asking = (place: string, text: string, otherwise = 'process.exitCode = 1'): Pick<Fault, 'files'> => {
  const [host = '', port] = place.split(':');
  const ask =
    port === undefined
      ? `lookup(${JSON.stringify(host)})`
      : `once(connect(${port}, ${JSON.stringify(host)}), 'connect')`;
  return {
    files: {
      'words.txt': text,
      'app.mjs': `import { once } from 'node:events';
import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
const serve = () => createServer((_, answer) => answer.end('ok')).listen(8000);
const start = () => ${ask}.then(serve, () => { process.stderr.write(readFileSync('words.txt')); ${otherwise}; });
setTimeout(start, 400);
`,
    },
  };
};

const AGAIN = 'setTimeout(start, 500)';

/** The same, where its words name that place. */
const needing = (place: string, text: string) => ({ fixWorks: true, ...asking(place, text) }) as const;

/** An app that says the same each half second, until it can connect. */
const saying = (place: string, line: string) => ({ fixWorks: true, ...asking(place, `${line}\n`, AGAIN) }) as const;

const unnamed = { cannotFix: 'its words do not name the address' } as const;
const repeated = { ...unreachable, flags: soon, severity: 'warning' } as const;

/** Apps whose clients say that a service cannot be reached. */
export const dependencyFaults: readonly Fault[] = [
  {
    name: 'an app that says each time that it tries again',
    ...repeated,
    says: /PostgreSQL at 10\.0\.0\.3:5432 refuses the connection/,
    remedy: /host and port/,
    ...saying('10.0.0.3:5432', 'could not connect to server: Connection refused (10.0.0.3:5432), retrying'),
  },
  {
    name: 'an app that only says for whom it waits',
    ...repeated,
    says: /PostgreSQL at ledger-db:5432 cannot be reached/,
    remedy: /does not say which/,
    ...saying('ledger-db:5432', 'Waiting for postgres at ledger-db:5432...'),
  },
  {
    name: 'a script whose busybox does not know the host',
    ...repeated,
    says: /ledger-db cannot be found: the name has no address/,
    remedy: /host name/,
    ...saying('ledger-db', "nc: bad address 'ledger-db'"),
  },
  {
    name: 'a script whose own words are vaguer than those of its busybox',
    ...repeated,
    says: /Elasticsearch at ledger-logs cannot be found: the name has no address/,
    remedy: /host name of Elasticsearch at ledger-logs/,
    ...saying('ledger-logs', "nc: bad address 'ledger-logs'\nElasticsearch is unavailable - sleeping"),
  },
  {
    name: 'an app whose network leads nowhere',
    ...ended,
    says: /MySQL at 198\.51\.100\.7:3306 cannot be reached: this container has no route to it/,
    remedy: /Attach the container to a network/,
    cannotFix: "the network is the platform's",
    ...asking('198.51.100.7:3306', 'mysql: dial tcp 198.51.100.7:3306: connect: network is unreachable\n'),
  },
  {
    name: 'a Rust app that only logs the URL of its database before it fails',
    ...ended,
    says: /PostgreSQL at ledger-db:5432 cannot be found/,
    remedy: /host name of PostgreSQL at ledger-db:5432/,
    ...needing(
      'ledger-db:5432',
      '2026-11-28T10:00:01.204Z  INFO ledger: connecting to postgres://app@ledger-db:5432/app\nError: error communicating with database: failed to lookup address information: Name or service not known\n\nCaused by:\n    failed to lookup address information: Name or service not known\n\nLocation:\n    src/main.rs:27:16\n',
    ),
  },
  {
    name: 'a Rust app whose database only its environment names',
    ...ended,
    says: /PostgreSQL at ledger-db:5432 cannot be found/,
    remedy: /host name of PostgreSQL at ledger-db:5432/,
    environment: { DATABASE_URL: 'postgres://app:pa%40ss@ledger-db:5432/app' },
    ...needing(
      'ledger-db:5432',
      'Error: error communicating with database: failed to lookup address information: Name or service not known\n',
    ),
  },
  {
    name: 'an app that TypeORM keeps from starting',
    ...repeated,
    says: /its database cannot be reached/,
    remedy: /does not say which/,
    ...asking(
      '10.0.0.3:5432',
      '[Nest] 7 - ERROR [TypeOrmModule] Unable to connect to the database. Retrying (2)...\n',
      AGAIN,
    ),
    ...unnamed,
  },
  {
    name: 'a Node app whose database has two addresses and listens on none',
    ...ended,
    says: /nothing listens on \S+:5432 \(PostgreSQL\)/,
    remedy: /localhost in a container/,
    fixWorks: true,
    files: {
      'app.js':
        "require('net').connect({ port: 5432, host: 'localhost', autoSelectFamily: true }, () => require('http').createServer((q, s) => s.end('ok')).listen(8000))\n",
    },
    command: [node, 'app.js'],
  },
  {
    name: 'a Node app that names several errors at once',
    ...ended,
    says: /nothing listens on 127\.0\.0\.1:5432 \(PostgreSQL\)/,
    remedy: /localhost in a container/,
    ...needing(
      '127.0.0.1:5432',
      "/srv/ledger/node_modules/pg-pool/index.js:45\n    Error.captureStackTrace(err);\n          ^\n\nAggregateError [ECONNREFUSED]: \n    at internalConnectMultiple (node:net:1122:18)\n    at async start (/srv/ledger/server.js:9:3) {\n  code: 'ECONNREFUSED',\n  [errors]: [\n    Error: connect ECONNREFUSED ::1:5432\n        at createConnectionError (node:net:1652:14) {\n      address: '::1',\n      port: 5432\n    },\n    Error: connect ECONNREFUSED 127.0.0.1:5432\n        at createConnectionError (node:net:1652:14) {\n      port: 5432\n    }\n  ]\n}\n\nNode.js v20.11.1\n",
    ),
  },
  {
    name: 'a migration of Prisma below the lines of npm',
    ...ended,
    says: /PostgreSQL at ledger-db:5432 cannot be reached/,
    remedy: /does not say which/,
    ...needing(
      'ledger-db:5432',
      "Prisma schema loaded from prisma/schema.prisma\n\nError: P1001: Can't reach database server at `ledger-db`:`5432`\n\nPlease make sure your database server is running at `ledger-db`:`5432`.\nnpm ERR! path /srv/ledger\nnpm ERR! command failed\nnpm ERR! command sh -c prisma migrate deploy && node server.js\n",
    ),
  },
  {
    name: 'a .NET app whose PostgreSQL refuses it',
    ...ended,
    says: /PostgreSQL at 10\.0\.0\.3:5432 refuses the connection/,
    remedy: /host and port/,
    ...needing(
      '10.0.0.3:5432',
      'Unhandled exception. Npgsql.NpgsqlException (0x80004005): Failed to connect to 10.0.0.3:5432\n ---> System.Net.Sockets.SocketException (111): Connection refused\n   at Npgsql.Internal.NpgsqlConnector.Connect(NpgsqlTimeout timeout)\n   at Program.<Main>$(String[] args) in /src/Program.cs:line 21\n',
    ),
  },
  {
    name: 'an Elixir app whose repository cannot connect',
    ...repeated,
    says: /PostgreSQL at ledger-db:5432 cannot be found/,
    remedy: /host name/,
    ...saying(
      'ledger-db:5432',
      '08:54:09.123 [error] Postgrex.Protocol (#PID<0.312.0>) failed to connect: ** (DBConnection.ConnectionError) tcp connect (ledger-db:5432): non-existing domain - :nxdomain',
    ),
  },
  {
    name: 'a Rust app whose pool gets no connection',
    ...ended,
    says: /its database cannot be reached/,
    remedy: /does not say which/,
    ...asking(
      '10.0.0.3:5432',
      "\nthread 'main' panicked at src/main.rs:14:44:\ncalled `Result::unwrap()` on an `Err` value: PoolTimedOut\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n",
    ),
    ...unnamed,
  },
  {
    name: 'a Rust app whose connect is refused',
    cannotFix: 'its words do not name the address',
    ...unreachable,
    exit: 101,
    says: /refuses the connection/,
    remedy: /is up/,
    requires: '/usr/bin/rustc',
    files: {
      'main.rs': 'fn main() {\n    std::net::TcpStream::connect("127.0.0.1:6379").unwrap();\n}\n',
    },
    prepare: 'rustc -C opt-level=0 -o ledger main.rs',
    command: ['./ledger'],
  },
  {
    name: 'a Go app whose look-up gets no answer',
    cannotFix: 'no name server is there',
    field: true,
    ...ended,
    says: /ledger-db cannot be resolved: no name server responds/,
    remedy: /resolv\.conf/,
    requires: '/usr/bin/go',
    files: {
      'main.go':
        'package main\n\nimport (\n\t"log"\n\t"net"\n)\n\nfunc main() {\n\tif _, err := net.Dial("tcp", "ledger-db:5432"); err != nil {\n\t\tlog.Fatalf("no ledger without its database: %v", err)\n\t}\n}\n',
    },
    prepare: 'GOFLAGS=-mod=mod GOCACHE=/tmp/sidewatch-go CGO_ENABLED=0 go build -o ledger main.go',
    environment: { RES_OPTIONS: 'timeout:1 attempts:1' },
    command: ['./ledger'],
  },
  {
    name: 'a Ruby worker whose words are followed by a long backtrace',
    fixWorks: true,
    ...ended,
    says: /Redis at 127\.0\.0\.1:6379 refuses the connection/,
    remedy: /localhost in a container/,
    requires: '/usr/bin/ruby',
    files: {
      'worker.rb': `require 'socket'\ndef deep(n, &block) = n.zero? ? block.call : deep(n - 1, &block)\nbegin\n  deep(40) { TCPSocket.new('127.0.0.1', 6379) }\nrescue SystemCallError => e\n  warn "Error connecting to Redis on 127.0.0.1:6379 (#{e.class})"\n  warn e.backtrace.join("\\n")\n  exit 1\nend\n${small.rubyServer}`,
    },
    command: ['ruby', 'worker.rb'],
  },
  {
    name: 'psql of an old libpq, whose message has three lines',
    ...ended,
    says: /PostgreSQL at ledger-db:5432 refuses the connection/,
    remedy: /host and port/,
    ...needing(
      'ledger-db:5432',
      'psql: error: could not connect to server: Connection refused\n\tIs the server running on host "ledger-db" (172.18.0.2) and accepting\n\tTCP/IP connections on port 5432?\n',
    ),
  },
  {
    name: 'a Java app whose migration cannot connect',
    ...ended,
    says: /PostgreSQL at localhost:5432 refuses the connection/,
    remedy: /localhost in a container/,
    ...needing(
      'localhost:5432',
      `org.springframework.beans.factory.BeanCreationException: Error creating bean with name 'flyway': Unable to obtain connection from database\n${'\tat org.springframework.boot.SpringApplication.run(SpringApplication.java:1)\n'.repeat(60)}Caused by: org.postgresql.util.PSQLException: Connection to localhost:5432 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.\n\tat org.postgresql.core.v3.ConnectionFactoryImpl.openConnectionImpl(ConnectionFactoryImpl.java:1)\nCaused by: java.net.ConnectException: Connection refused\n\tat java.base/sun.nio.ch.Net.pollConnect(Native Method)\n\t... 22 more\n`,
    ),
  },
  {
    name: 'a Node app whose MongoDB is not there',
    ...ended,
    says: /MongoDB at ledger-store cannot be found/,
    remedy: /host name/,
    ...needing(
      'ledger-store:27017',
      "            triggerUncaughtException(err, true /* fromPromise */);\n            ^\n\nMongooseServerSelectionError: getaddrinfo ENOTFOUND ledger-store\n    at Connection.openUri (/srv/ledger/node_modules/mongoose/lib/connection.js:825:32)\n    at Object.connect (/srv/ledger/store.js:11:45) {\n  reason: TopologyDescription {\n    servers: Map(1) {\n      'ledger-store:27017' => ServerDescription {\n        address: 'ledger-store:27017',\n        hosts: []\n      }\n    },\n  },\n  code: undefined\n}\n\nNode.js v20.11.1\n",
    ),
  },
  {
    name: 'an app that is to listen on a name without an address',
    fixWorks: true,
    code: 'exited-early',
    flags: ['--endpoint', '8000'],
    exit: 1,
    says: /ENOTFOUND ledger-web|EAI_AGAIN ledger-web/,
    remedy: /Listen on `0\.0\.0\.0` instead of `ledger-web`/,
    files: { 'app.js': "require('http').createServer((q, s) => s.end('ok')).listen(8000, process.env.HOST)\n" },
    environment: { HOST: 'ledger-web' },
    command: [node, 'app.js'],
  },
  ...[
    {
      name: 'Uvicorn that is to listen on a name without an address',
      requires: '/usr/bin/uvicorn',
      remedy: /^Start Uvicorn with `--host 0\.0\.0\.0` instead of `--host ledger-web`/,
      command: ['uvicorn', '--host', 'ledger-web', '--port', '8000', 'desk:app'],
    },
    {
      name: 'Unicorn that is to listen on a name without an address',
      requires: '/usr/bin/unicorn',
      remedy: /^Start Unicorn with `-l 0\.0\.0\.0:8000` instead of `-l ledger-web:8000`/,
      command: ['unicorn', '-l', 'ledger-web:8000', 'desk.ru'],
    },
    {
      name: 'Puma that is to listen on a name without an address',
      requires: '/usr/bin/puma',
      remedy: /^Start Puma with `-b tcp:\/\/0\.0\.0\.0:8000` instead of `-b tcp:\/\/ledger-web:8000`/,
      command: ['puma', '-b', 'tcp://ledger-web:8000', 'desk.ru'],
    },
  ].map(
    (each): Fault => ({
      ...each,
      fixWorks: true,
      code: 'exited-early',
      flags: ['--endpoint', '8000'],
      exit: 1,
      says: /[Nn]ame resolution|Name or service/,
      files: {
        'desk.py':
          "async def app(scope, receive, send):\n    await send({'type': 'http.response.start', 'status': 200, 'headers': []})\n    await send({'type': 'http.response.body', 'body': b'ok'})\n",
        'desk.ru': "run ->(_) { [200, {}, ['ok']] }\n",
      },
    }),
  ),
  {
    name: 'a healthy app that one failed connect ends',
    cannotFix: 'the fault is in the code of the app',
    field: true,
    code: 'exited-at-runtime',
    flags: ['--endpoint', '8000'],
    exit: 1,
    says: /connect ECONNREFUSED 127\.0\.0\.1:4433/,
    remedy: /Catch the error where the app connects to 127\.0\.0\.1:4433/,
    requires: '/usr/bin/curl',
    files: {
      'app.js':
        "const net = require('net');\nrequire('http').createServer((q, s) => { if (q.url === '/pay') net.connect(4433, '127.0.0.1'); s.end('ok'); }).listen(8000)\n",
    },
    command: [node, 'app.js'],
    meanwhile: (box) => box.within('curl', '-sS', `http://${SANDBOX_ADDRESS}:8000/pay`).catch(() => ''),
  },
];

/** Apps whose log says the same, and that serve. */
export const dependencyHealthy: readonly HealthyApp[] = [
  {
    name: 'a healthy app whose collector cannot be reached',
    flags: ['--endpoint', '8000', '--interval', '2'],
    files: {
      'app.js':
        "setInterval(() => console.error('Failed to export span batch: connect ECONNREFUSED 127.0.0.1:4318'), 250);\nrequire('http').createServer((q, s) => s.end('ok')).listen(8000)\n",
    },
    command: [node, 'app.js'],
  },
  {
    name: 'an app that waits a little for its cache, and says so',
    flags: ['--endpoint', '8000'],
    requires: python,
    files: {
      'app.py':
        "import http.server, sys, time\nfor _ in range(6):\n    print('Waiting for redis at ledger-cache:6379...', file=sys.stderr, flush=True); time.sleep(0.4)\nclass H(http.server.BaseHTTPRequestHandler):\n    def do_GET(self):\n        self.send_response(200); self.end_headers(); self.wfile.write(b'ok')\n    def log_message(self, *a): pass\nhttp.server.HTTPServer(('0.0.0.0', 8000), H).serve_forever()\n",
    },
    command: ['python3', 'app.py'],
  },
  {
    name: 'a healthy app that falls back to memory without its cache',
    flags: ['--endpoint', '8000', '--interval', '2'],
    files: {
      'app.js':
        "const net = require('net');\nsetInterval(() => net.connect(6379, '127.0.0.1').on('error', (e) => console.error('[cache] falling back to memory:', e.message)), 300);\nrequire('http').createServer((q, s) => s.end('ok')).listen(8000)\n",
    },
    command: [node, 'app.js'],
  },
];
