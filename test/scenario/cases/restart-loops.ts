// needs: gunicorn python3 ruby runit s6 uvicorn
import type { Fault, HealthyApp, Scenario } from '../../support/scenario.ts';
import * as small from '../../support/small-servers.ts';

const node = process.execPath;
const flags = ['--endpoint', '8000'];

const shell = (script: string, files: Scenario['files'] = {}): Pick<Scenario, 'command' | 'files' | 'flags'> => ({
  command: ['sh', '-c', script],
  files: files ?? {},
  flags,
});

const saying = (text: string): string => `console.error(${JSON.stringify(text)})\nprocess.exit(1)\n`;
const wsgi = 'def app(environ, start):\n    start("200 OK", [])\n    return [b"ok"]\n';
const service = (command: string): Pick<Scenario, 'prepare' | 'files' | 'flags'> => ({
  prepare: `mkdir -p /run/sv/web && printf '#!/bin/sh\\nexec 2>&1\\nexec ${command}\\n' "$PWD" > /run/sv/web/run && chmod +x /run/sv/web/run`,
  files: {
    'desk.js': `if (!process.env.REDIS_HOST) {\n${saying('desk: REDIS_HOST is required')}}\n${small.nodeServer}`,
  },
  flags,
});

/** Programs that end each time they are started, and write a line in place of a traceback. */
export const loopFaults: readonly Fault[] = [
  {
    name: 'Gunicorn in a loop, on a port from an empty variable',
    fixWorks: true,
    field: true,
    code: 'crash-loop',
    // One that ends before a look at it is named as the script has it.
    says: /has started `(?:\S+ \S+)?gunicorn -b 0\.0\.0\.0:(?:\$DESK_PORT)? desk:app` (?:at least )?\d+ times, .*"Error: '' is not a valid port number"/,
    remedy: /it is empty/,
    requires: '/usr/bin/gunicorn',
    ...shell('while :; do gunicorn -b 0.0.0.0:$DESK_PORT desk:app; sleep 0.5; done', { 'desk.py': wsgi }),
  },
  {
    name: 'Gunicorn in a loop, beside the pid file of a former start',
    fixWorks: true,
    field: true,
    code: 'crash-loop',
    says: /Already running on PID \d+/,
    remedy: /`rm -f desk\.pid`/,
    requires: '/usr/bin/gunicorn',
    ...shell('while :; do gunicorn -b :8000 -p desk.pid desk:app; sleep 0.5; done', { 'desk.py': wsgi }),
    // A process of this number is there in each container.
    prepare: 'echo 1 >desk.pid',
  },
  {
    name: 'a Node program in a loop that prints one line',
    cannotFix: 'it only prints, and never serves',
    code: 'crash-loop',
    says: /desk\.js` (?:at least )?\d+ times, .*"desk: the address is not valid"/,
    remedy: /^Fix what the quoted line reports/,
    ...shell(`while true; do ${node} desk.js; sleep 0.5; done`, {
      'desk.js': saying('desk: the address is not valid'),
    }),
  },
  {
    name: 'a program that is too quick to be seen, tried until it stays',
    cannotFix: 'it only prints, and never serves',
    code: 'crash-loop',
    says: /`\.\/desk` (?:at least )?\d+ times, .*"desk: no such table"/,
    remedy: /^Fix what the quoted line reports/,
    prepare: 'chmod +x desk',
    ...shell('until ./desk; do sleep 0.8; done', { desk: '#!/bin/sh\necho "desk: no such table" >&2\nexit 2\n' }),
  },
  {
    name: 'a program in a loop of a function, before what the script never comes to',
    fixWorks: true,
    code: 'crash-loop',
    says: /desk\.js` \d+ times, .*Error: DESK_KEY is not set/,
    remedy: /DESK_KEY/,
    ...shell(`run() { while true; do "$@" || true; sleep 0.5; done; }; run ${node} desk.js; exec ${node} other.js`, {
      'desk.js': `if (!process.env.DESK_KEY) throw new Error('DESK_KEY is not set')\n${small.nodeServer}`,
    }),
  },
  {
    name: 'a migration that failed for good, in a loop whose script thinks that the database is not ready',
    field: true,
    cannotFix: 'it only prints, and has no database',
    code: 'crash-loop',
    severity: 'warning',
    says: /`\.\/migrate` (?:at least )?\d+ times, .*The `20260110_add_orders` migration started at .* failed/,
    remedy: /`prisma migrate resolve --rolled-back 20260110_add_orders`/,
    prepare: 'chmod +x migrate',
    ...shell("until ./migrate; do echo 'Database not ready, retrying in 1s...'; sleep 1; done; exec node desk.js", {
      migrate:
        '#!/bin/sh\necho \'Datasource "db": PostgreSQL database "shop", schema "public" at "db:5432"\'\necho "Error: P3009" >&2\necho "The \\`20260110_add_orders\\` migration started at 2026-01-10 08:15:22.011 UTC failed" >&2\nexit 1\n',
    }),
  },
  {
    name: 'Uvicorn in the loop of a script, without its app',
    fixWorks: true,
    code: 'crash-loop',
    says: /uvicorn desk:shop .* \d+ times, .*Attribute "shop" not found/,
    remedy: /`desk:app` instead of `desk:shop`/,
    requires: '/usr/bin/uvicorn',
    flags,
    command: ['bash', 'start.sh'],
    files: {
      'start.sh': 'while sleep 0.5; do\n  uvicorn desk:shop --host 0.0.0.0 --port 8000\ndone\n',
      'desk.py':
        "async def app(scope, receive, send):\n    await send({'type': 'http.response.start', 'status': 200, 'headers': []})\n    await send({'type': 'http.response.body', 'body': b'ok'})\n",
    },
  },
  {
    name: 'a Ruby program in a loop, beside the pid file of a former start',
    fixWorks: true,
    code: 'crash-loop',
    says: /ruby desk\.rb` (?:at least )?\d+ times, .*A server is already running/,
    remedy: /`rm -f \/run\/desk\.pid`/,
    requires: '/usr/bin/ruby',
    ...shell('while sleep 0.5; do ruby desk.rb; done', {
      'desk.rb': `if File.exist?('/run/desk.pid')\n  warn 'A server is already running. Check /run/desk.pid.'\n  exit 1\nend\n${small.rubyServer}`,
    }),
    prepare: 'echo 1 >/run/desk.pid',
  },
  {
    name: 'a Node program under runit that prints one line',
    fixWorks: true,
    code: 'crash-loop',
    says: /^runsv web .*desk\.j.*` (?:at least )?\d+ times, .*"desk: REDIS_HOST is required"/,
    remedy: /REDIS_HOST/,
    requires: '/usr/bin/runsvdir',
    ...service(`${node} %s/desk.js`),
    command: ['runsvdir', '-P', '/run/sv'],
  },
  {
    name: 'a Node program under s6 that prints one line',
    fixWorks: true,
    code: 'crash-loop',
    says: /^s6-supervise web .*desk\.j.*` (?:at least )?\d+ times, .*"desk: REDIS_HOST is required"/,
    remedy: /REDIS_HOST/,
    requires: '/usr/bin/s6-svscan',
    ...service(`${node} %s/desk.js`),
    command: ['s6-svscan', '/run/sv'],
  },
];

const serving = (afterMs: number): string =>
  `const http = require('http')\nsetTimeout(() => http.createServer((_, answer) => answer.end('ok')).listen(8000), ${afterMs})\n`;
/** Fails so often, then ends well. */
const after = (times: number): string =>
  `const fs = require('fs')\nlet n = 0\ntry { n = Number(fs.readFileSync('n')) } catch {}\nfs.writeFileSync('n', String(n + 1))\nif (n < ${times}) { console.error('Error: the database is not ready'); process.exit(1) }\n`;

/** The same with an exception. */
const thrown = (times: number): string =>
  after(times).replace(/console\.error\('Error: (.*?)'\); process\.exit\(1\)/, "throw new Error('$1')");

/** Loops that are none of the app's trouble. */
export const loopHealthy: readonly HealthyApp[] = [
  {
    name: 'a server behind a loop that waits for something',
    ...shell(`until ${node} up.js; do sleep 0.5; done; exec ${node} desk.js`, {
      'up.js': after(8),
      'desk.js': serving(0),
    }),
  },
  {
    name: 'the same in a script of its own',
    flags,
    command: ['sh', 'start.sh'],
    files: {
      'start.sh': `until ${node} up.js; do sleep 0.5; done\nexec ${node} desk.js\n`,
      'up.js': after(8),
      'desk.js': serving(0),
    },
  },
  {
    name: 'a server behind tries that a loop leaves with break',
    ...shell(`for i in 1 2 3 4 5 6 7 8 9; do ${node} up.js && break; sleep 0.5; done; exec ${node} desk.js`, {
      'up.js': thrown(7),
      'desk.js': serving(0),
    }),
  },
  {
    name: 'a server behind a loop that reads a list',
    ...shell(`while read -r T; do T=$T ${node} tenant.js; done <tenants; exec ${node} desk.js`, {
      'tenant.js': "setTimeout(() => { throw new Error('the schema is there already') }, 200)\n",
      tenants: 'a\nb\nc\nd\ne\nf\ng\nh\n',
      'desk.js': serving(0),
    }),
  },
  {
    name: 'a server behind a function that tries again, in a script of its own',
    flags,
    command: ['sh', 'start.sh'],
    files: {
      'start.sh': `again() { until "$@"; do sleep 0.5; done; }\nagain ${node} up.js\nexec ${node} desk.js\n`,
      'up.js': thrown(8),
      'desk.js': serving(0),
    },
  },
  {
    name: 'a server that its script ends and starts again',
    ...shell(`while :; do ${node} desk.js & P=$!; sleep 4; kill $P; wait $P; done`, {
      'desk.js': `process.on('SIGTERM', () => { console.error('Error: the request was aborted'); process.exit(0) })\n${serving(0)}`,
    }),
  },
  {
    name: 'a loop of jobs that fail beside a server that starts',
    ...shell(`while :; do ${node} job.js; sleep 0.4; done & exec ${node} desk.js`, {
      'job.js': "console.error('Error: the queue is empty')\nprocess.exit(1)\n",
      'desk.js': serving(6_000),
    }),
  },
  {
    name: 'a poller that ends well beside a server',
    ...shell(`${node} desk.js & while :; do ${node} job.js; sleep 0.4; done`, {
      'job.js': 'console.log("nothing to do")\n',
      'desk.js': serving(5_000),
    }),
  },
];
