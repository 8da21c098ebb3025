// needs: busybox-static gunicorn npm-programs python3 ruby supervisor tini
import { join } from 'node:path';
import { npmPackages, pm2Runtime } from '../../support/npm-programs.ts';
import type { Fault, HealthyApp, Scenario } from '../../support/scenario.ts';
import * as small from '../../support/small-servers.ts';

const node = process.execPath;
const concurrently = join(npmPackages, 'concurrently/dist/bin/index.js');
const flags = ['--endpoint', '8000'];

/** A program that works on and never listens. */
const queue = 'setInterval(() => console.log("12 mails in the queue"), 900)\n';
/** A server on the endpoint, after so many milliseconds. */
const serving = (afterMs: number): string =>
  `const http = require('http')\nsetTimeout(() => http.createServer((_, answer) => answer.end('ok')).listen(8000), ${afterMs})\n`;
const throwing = (text: string, afterMs: number): string =>
  `setTimeout(() => { throw new Error(${JSON.stringify(text)}) }, ${afterMs})\n`;
const saying = (text: string, code: number, afterMs: number): string =>
  `setTimeout(() => { console.error(${JSON.stringify(text)}); process.exit(${code}) }, ${afterMs})\n`;

const supervised = (programs: Readonly<Record<string, string>>): string =>
  [
    '[supervisord]\nnodaemon=true\nlogfile=/dev/null\nlogfile_maxbytes=0\npidfile=/run/supervisord.pid',
    ...Object.entries(programs).map(
      ([name, settings]) =>
        `[program:${name}]\n${settings}\nredirect_stderr=true\nstdout_logfile=/dev/fd/1\nstdout_logfile_maxbytes=0`,
    ),
    '',
  ].join('\n');

const shell = (script: string, files: Scenario['files'] = {}): Pick<Scenario, 'command' | 'files' | 'flags'> => ({
  command: ['sh', '-c', script],
  files: files ?? {},
  flags,
});

/** Containers of which one program ends, and others keep them alive. */
export const severalFaults: readonly Fault[] = [
  {
    name: 'one of two programs that a shell waits for, with an exception',
    cannotFix: 'the fault is in the code of the app',
    code: 'app-gone',
    says: /shop\.js` \(pid \d+\) exited .*\(Error: no payment key \(.*shop\.js line 1.*mails\.js` \(pid \d+\) keeps the container alive/,
    remedy: /no payment key.*`exec`/,
    ...shell(`${node} shop.js & ${node} mails.js & wait`, {
      'shop.js': throwing('no payment key', 700),
      'mails.js': queue,
    }),
  },
  {
    name: 'the same, gone before anybody looks',
    cannotFix: 'the fault is in the code of the app',
    code: 'app-gone',
    says: /shop\.js`.*no payment key.*mails\.js` \(pid \d+\) keeps the container alive/,
    remedy: /no payment key/,
    ...shell(`${node} shop.js & ${node} mails.js & wait`, {
      'shop.js': "throw new Error('no payment key')\n",
      'mails.js': queue,
    }),
  },
  {
    name: 'the same, with a line in place of an exception',
    fixWorks: true,
    code: 'app-gone',
    says: /shop\.js` \(pid \d+\) exited .*\(fatal: PAYMENT_KEY is not set\)/,
    remedy: /PAYMENT_KEY/,
    ...shell(`${node} shop.js & ${node} mails.js & wait`, {
      'shop.js': `if (process.env.PAYMENT_KEY) ${small.nodeServer}else ${saying('fatal: PAYMENT_KEY is not set', 4, 900)}`,
      'mails.js': queue,
    }),
  },
  {
    name: 'the same, after it had served',
    field: true,
    cannotFix: 'the fault is in the code of the app',
    code: 'app-gone',
    says: /shop\.js` \(pid \d+\), which listened on \S+:8000, exited .*\(Error: the pool is empty/,
    remedy: /the pool is empty/,
    ...shell(`${node} shop.js & ${node} mails.js & wait`, {
      'shop.js': serving(0) + throwing('the pool is empty', 5_000),
      'mails.js': queue,
    }),
    flags: [...flags, '--interval', '2'],
  },
  {
    name: 'the same, which ends with 0 after it had served',
    cannotFix: 'the fault is in the code of the app',
    code: 'app-gone',
    says: /shop\.js` \(pid \d+\), which listened on \S+:8000, exited [^(]*, but .*mails\.js`/,
    remedy: /`exec`/,
    ...shell(`${node} shop.js & ${node} mails.js & wait`, {
      'shop.js': `${serving(0)}setTimeout(() => process.exit(0), 5_000)\n`,
      'mails.js': queue,
    }),
  },
  {
    name: 'a program of Python before a shell that becomes tail',
    fixWorks: true,
    field: true,
    code: 'app-gone',
    says: /`python3 desk\.py` \(pid \d+\) exited with code 1, .*KeyError: 'DESK_TOKEN'.*`tail -f \/dev\/null` \(pid \d+\) keeps/,
    remedy: /DESK_TOKEN/,
    ...shell('python3 desk.py & exec tail -f /dev/null', {
      'desk.py': `import os\nos.environ['DESK_TOKEN']\n${small.pythonServer}`,
    }),
  },
  {
    name: 'a program that says why it ends before a shell that becomes a sleep',
    cannotFix: 'it only prints, and never serves',
    code: 'app-gone',
    says: /desk\.js` \(pid \d+\) exited with code 78, .*\(desk: cannot read its settings\)/,
    remedy: /cannot read its settings/,
    ...shell(`${node} desk.js & exec sleep infinity`, { 'desk.js': saying('desk: cannot read its settings', 78, 50) }),
  },
  {
    name: 'a program that a signal ends',
    cannotFix: 'the fault is in the code of the app',
    code: 'app-gone',
    says: /desk\.js` \(pid \d+\) was killed by SIGABRT/,
    remedy: /`exec`/,
    ...shell(`${node} desk.js & exec sleep 1d`, { 'desk.js': 'setTimeout(() => process.abort(), 800)\n' }),
  },
  {
    name: 'a script in a file, with tail in its last line',
    cannotFix: 'the fault is in the code of the app',
    code: 'app-gone',
    says: /desk\.py`? .*RuntimeError: the licence is over.*`busybox tail -f \/dev\/null`/,
    remedy: /the licence is over/,
    requires: '/bin/busybox',
    flags,
    command: ['bash', 'start.sh'],
    files: {
      'start.sh': 'python3 desk.py &\nbusybox tail -f /dev/null\n',
      'desk.py': "import time\ntime.sleep(0.4)\nraise RuntimeError('the licence is over')\n",
    },
  },
  {
    name: 'a program of Ruby beside another under tini',
    cannotFix: 'the fault is in the code of the app',
    code: 'app-gone',
    says: /`ruby desk\.rb` \(pid \d+\) exited .*KeyError: the key is missing.*`ruby mails\.rb`/,
    remedy: /the key is missing|variable/,
    requires: ['/usr/bin/tini', '/usr/bin/ruby'],
    flags,
    command: ['tini', '-g', '--', 'sh', '-c', 'ruby desk.rb & ruby mails.rb'],
    files: { 'desk.rb': "sleep 0.5\nraise KeyError, 'the key is missing'\n", 'mails.rb': 'loop { sleep 1 }\n' },
  },
  {
    name: 'a program under concurrently, from package.json',
    cannotFix: 'the fault is in the code of the app',
    field: true,
    code: 'app-gone',
    says: /desk\.js` .*exited with code 1, .*Error: no DESK_KEY.*mails\.js` \(pid \d+\) keeps the container alive/,
    remedy: /(?=.*no DESK_KEY)(?=.*--kill-others-on-fail)/,
    requires: concurrently,
    flags,
    command: ['npm', 'start'],
    prepare: `ln -s ${npmPackages} node_modules`,
    files: {
      'package.json': JSON.stringify({
        name: 'desk',
        scripts: { start: `concurrently -n desk,mails "${node} desk.js" "${node} mails.js"` },
      }),
      'desk.js': throwing('no DESK_KEY', 400),
      'mails.js': queue,
    },
  },
  {
    name: 'a program under concurrently that only prints why it ends',
    cannotFix: 'it only prints, and never serves',
    code: 'app-gone',
    says: /desk\.js` .*exited with code 9, .*\(desk: the port is not valid\)/,
    remedy: /not valid/,
    requires: concurrently,
    flags,
    command: [node, concurrently, `${node} desk.js`, `${node} mails.js`],
    files: { 'desk.js': saying('desk: the port is not valid', 9, 20), 'mails.js': queue },
  },
  {
    name: 'a program that PM2 may not start again',
    cannotFix: 'the fault is in the code of the app',
    code: 'app-gone',
    says: /`desk` of PM2 exited with code 1, .*Error: no DESK_KEY.*mails\.js`/,
    remedy: /no DESK_KEY/,
    requires: pm2Runtime,
    flags,
    environment: { PM2_HOME: '/run/pm2' },
    command: [node, pm2Runtime, 'start', 'desk.config.js'],
    files: {
      'desk.config.js': `module.exports = { apps: [{ name: 'desk', script: 'desk.js', autorestart: false }, { name: 'mails', script: 'mails.js' }] }\n`,
      'desk.js': throwing('no DESK_KEY', 1_200),
      'mails.js': queue,
    },
  },
  {
    name: 'a program that supervisord may not start again',
    cannotFix: 'the fault is in the code of the app',
    code: 'app-gone',
    says: /(?:`python3 desk\.py` \(pid \d+\)|`desk` of supervisord) exited .*\(Error: the desk cannot be opened\)/,
    remedy: /cannot be opened/,
    requires: '/usr/bin/supervisord',
    flags,
    command: ['supervisord', '-n', '-c', 'desk.conf'],
    files: {
      'desk.conf': supervised({ desk: 'command=python3 desk.py\nautorestart=false', mails: 'command=sleep 600' }),
      'desk.py':
        "import sys, time\ntime.sleep(1.2)\nprint('Error: the desk cannot be opened', flush=True)\nsys.exit(2)\n",
    },
  },
  {
    name: 'a program of supervisord that ends after it had served',
    cannotFix: 'the fault is in the code of the app',
    code: 'app-gone',
    says: /shop\.js` \(pid \d+\), which listened on \S+:8000, exited .*Error: the pool is empty/,
    remedy: /the pool is empty/,
    requires: '/usr/bin/supervisord',
    flags: [...flags, '--interval', '2'],
    command: ['supervisord', '-n', '-c', 'shop.conf'],
    files: {
      'shop.conf': supervised({ shop: `command=${node} shop.js\nautorestart=false`, mails: 'command=sleep 600' }),
      'shop.js': serving(0) + throwing('the pool is empty', 5_000),
    },
  },
  {
    name: 'the web program of two, while the other one listens for metrics',
    cannotFix: 'the fault is in the code of the app',
    code: 'app-gone',
    says: /shop\.js` \(pid \d+\) exited .*Error: no payment key.*metrics\.js` \(pid \d+\) keeps/,
    remedy: /no payment key/,
    ...shell(`${node} shop.js & ${node} metrics.js & wait`, {
      'shop.js': throwing('no payment key', 700),
      'metrics.js': "require('http').createServer((_, answer) => answer.end('0')).listen(9100)\n",
    }),
  },
  {
    name: 'two programs of npm',
    cannotFix: 'the fault is in the code of the app',
    code: 'app-gone',
    says: /shop\.js` \(pid \d+\) exited .*Error: no payment key.*mails\.js` \(pid \d+\) keeps/,
    remedy: /no payment key/,
    flags,
    command: ['bash', '-c', 'npm run shop & npm run mails & wait'],
    files: {
      'package.json': JSON.stringify({ name: 'shop', scripts: { shop: `${node} shop.js`, mails: `${node} mails.js` } }),
      'shop.js': throwing('no payment key', 400),
      'mails.js': queue,
    },
  },
  {
    name: 'an orphan beside what its shell became',
    cannotFix: 'the fault is in the code of the app',
    code: 'app-gone',
    says: /`python3 shop\.py` \(pid \d+\) exited .*ValueError: no payment key.*`python3 mails\.py`/,
    remedy: /no payment key/,
    ...shell('(python3 shop.py &); exec python3 mails.py', {
      'shop.py': "import time\ntime.sleep(0.8)\nraise ValueError('no payment key')\n",
      'mails.py': 'import time\nwhile True:\n    time.sleep(1)\n',
    }),
  },
  {
    name: 'a module that is not there, before tail on a log',
    cannotFix: 'the module is not in the image',
    code: 'app-gone',
    says: /`python3 -m desk\.serve` \(pid \d+\) exited with code 1, .*No module named/,
    remedy: /No module named/,
    ...shell('python3 -m desk.serve & exec tail -F /run/desk.log'),
  },
  {
    name: 'a sleep behind a program that failed',
    cannotFix: 'it only prints, and never serves',
    field: true,
    code: 'app-gone',
    says: /shop\.js` \(pid \d+\) exited .*\(invalid option --prot\), but `sleep 3600` \(pid \d+\) keeps/,
    remedy: /--prot/,
    ...shell(`${node} shop.js; sleep 3600`, { 'shop.js': saying('invalid option --prot', 9, 300) }),
  },
  {
    name: 'a shell that sleeps on beside a program that failed',
    cannotFix: 'the fault is in the code of the app',
    code: 'app-gone',
    says: /shop\.js` \(pid \d+\) exited .*Error: no payment key.*`sleep 5` \(pid \d+\) keeps/,
    remedy: /no payment key/,
    ...shell(`${node} shop.js & while :; do sleep 5; done`, { 'shop.js': throwing('no payment key', 500) }),
  },
  {
    name: 'Gunicorn that somebody kills beside a program that works on',
    cannotFix: 'something ends it from outside',
    code: 'app-gone',
    says: /gunicorn.* \(pid \d+\), which listened on 0\.0\.0\.0:8000, (?:exited|was killed by) .*mails\.py` \(pid \d+\) keeps/,
    remedy: /`exec`/,
    requires: '/usr/bin/gunicorn',
    flags: [...flags, '--interval', '2'],
    command: ['bash', '-c', 'gunicorn -b 0.0.0.0:8000 slow:app & python3 mails.py & wait'],
    files: {
      'slow.py': 'def app(environ, start):\n    start("200 OK", [])\n    return [b"ok"]\n',
      'mails.py': 'import time\nwhile True:\n    time.sleep(1)\n',
    },
    meanwhile: (box) => box.within('pkill', '-KILL', 'gunicorn'),
  },
  {
    name: 'one of two programs of a script in a file, gone before anybody looks',
    cannotFix: 'the module is not in the image',
    code: 'app-gone',
    says: /Cannot find module 'shop-keys'.*mails\.js` \(pid \d+\) keeps the container alive/,
    remedy: /shop-keys/,
    flags,
    command: ['sh', 'start.sh'],
    files: {
      'start.sh': `${node} shop.js &\n${node} mails.js\n`,
      'shop.js': "require('shop-keys')\n",
      'mails.js': queue,
    },
  },
  {
    name: 'a job that only prints why it ends, beside a healthy server',
    code: 'app-gone',
    severity: 'warning',
    says: /mails\.js` \(pid \d+\) exited \d.*\(Error: MAIL_HOST is not set\), but the rest of the app still passes its checks/,
    remedy: /MAIL_HOST.*`exec`/,
    fixWorks: true,
    ...shell(`${node} shop.js & ${node} mails.js & wait`, {
      'shop.js': serving(0),
      'mails.js': `if (process.env.MAIL_HOST) ${queue}else ${saying('Error: MAIL_HOST is not set', 3, 4_000)}`,
    }),
  },
  {
    name: 'a job that fails beside a healthy server',
    cannotFix: 'the fault is in the code of the app',
    code: 'app-gone',
    severity: 'warning',
    says: /mails\.js` \(pid \d+\) exited .*Error: no mail host.*, but the rest of the app still passes its checks/,
    remedy: /no mail host/,
    ...shell(`${node} shop.js & ${node} mails.js & wait`, {
      'shop.js': serving(0),
      'mails.js': throwing('no mail host', 4_000),
    }),
  },
];

/** Containers whose programs end as they should. */
export const severalHealthy: readonly HealthyApp[] = [
  {
    name: 'a server behind a task that raised an exception, in one script',
    ...shell(`${node} seed.js; sleep 1; exec ${node} shop.js`, {
      'seed.js': throwing('the table is there already', 300),
      'shop.js': serving(1_500),
    }),
  },
  {
    name: 'a slow server beside a task that ends well',
    ...shell(`${node} warm.js & ${node} shop.js`, {
      'warm.js': 'setTimeout(() => console.log("warmed 40 pages, 0 errors"), 600)\n',
      'shop.js': serving(4_000),
    }),
  },
  {
    name: 'a server beside a task that ends well after it has reported a bad row',
    ...shell(`${node} warm.js & ${node} shop.js`, {
      'warm.js': 'setTimeout(() => console.log("Error: row 3 is invalid\\ndone: 39 rows"), 3_000)\n',
      'shop.js': serving(0),
    }),
  },
  {
    name: 'a server beside a program that is not switched on',
    ...shell(`if [ "$WITH_CRON" = 1 ]; then ${node} cron.js & fi; exec ${node} shop.js`, {
      'cron.js': queue,
      'shop.js': `console.error('Error: the cache is cold')\n${serving(5_000)}`,
    }),
  },
  {
    name: 'a server behind a task that the script waits for by its number',
    ...shell(`${node} seed.js & wait $!; exec ${node} shop.js`, {
      'seed.js': throwing('the table is there already', 300),
      'shop.js': serving(3_000),
    }),
  },
  {
    name: 'a server behind a page that is shown until then',
    ...shell(`${node} soon.js & P=$!; sleep 3; kill $P; exec ${node} shop.js`, {
      'soon.js': serving(0),
      'shop.js': serving(2_500),
    }),
  },
  {
    name: 'a server that is tried again',
    ...shell(`${node} shop.js || ${node} shop.js`, {
      'shop.js': `const fs = require('fs')\nif (!fs.existsSync('tried')) { fs.writeFileSync('tried', ''); ${throwing('the lock is held', 300)}} else { ${serving(0)}}\n`,
    }),
  },
  {
    name: 'a server whose own jobs fail',
    flags,
    command: [node, 'shop.js'],
    files: {
      'shop.js': `${serving(0)}const { spawn } = require('child_process')\nsetInterval(() => spawn('${node}', ['job.js'], { stdio: 'inherit' }), 1_200)\n`,
      'job.js': "throw new Error('one job of many')\n",
    },
  },
  {
    name: 'a server beside a build under concurrently',
    requires: concurrently,
    flags,
    command: [node, concurrently, `${node} shop.js`, `${node} build.js`],
    files: { 'shop.js': serving(2_000), 'build.js': 'console.log("built without errors")\n' },
  },
  {
    name: 'a server and a one-time program under supervisord',
    requires: '/usr/bin/supervisord',
    flags,
    command: ['supervisord', '-n', '-c', 'desk.conf'],
    files: {
      'desk.conf': supervised({ shop: `command=${node} shop.js`, once: 'command=sleep 1.5' }),
      'shop.js': serving(4_000),
    },
  },
  {
    name: 'a server whose workers are replaced, beside another program',
    requires: '/usr/bin/gunicorn',
    ...shell('gunicorn --max-requests 2 -w 2 -b 0.0.0.0:8000 shop:app & exec sleep 600', {
      'shop.py': 'def app(environ, start):\n    start("200 OK", [])\n    return [b"ok"]\n',
    }),
    flags: [...flags, '--interval', '1'],
    meanwhile: () => new Promise((resolve) => setTimeout(resolve, 6_000)),
  },
  {
    name: 'a slow server that logs an exception which it caught, beside another program',
    flags,
    command: ['sh', 'start.sh'],
    files: {
      'start.sh': 'python3 shop.py &\nexec python3 mails.py\n',
      'keys.py': "def load():\n    raise KeyError('SPARE_KEY')\nload()\n",
      'shop.py':
        'import http.server, time, traceback\ntry:\n    import keys\nexcept KeyError:\n    traceback.print_exc()\ntime.sleep(4)\nclass Shop(http.server.BaseHTTPRequestHandler):\n    def do_GET(self):\n        self.send_response(200)\n        self.end_headers()\nhttp.server.HTTPServer(("", 8000), Shop).serve_forever()\n',
      'mails.py': 'import time\nwhile True:\n    time.sleep(1)\n',
    },
  },
  {
    name: 'a server that supervisord starts again',
    requires: '/usr/bin/supervisord',
    flags,
    command: ['supervisord', '-n', '-c', 'shop.conf'],
    files: {
      'shop.conf': supervised({ shop: `command=${node} shop.js` }),
      'shop.js': `const fs = require('fs')\nif (!fs.existsSync('tried')) { fs.writeFileSync('tried', ''); ${throwing('the lock is held', 300)}} else { ${serving(0)}}\n`,
    },
  },
  {
    name: 'a server that npm starts behind a task with a warning',
    flags,
    command: ['npm', 'start'],
    files: {
      'package.json': JSON.stringify({
        name: 'shop',
        scripts: { prestart: `${node} pre.js`, start: `${node} shop.js` },
      }),
      'pre.js': 'console.error("cache file missing, it will be built")\n',
      'shop.js': serving(4_000),
    },
  },
  {
    name: 'a server beside a timer of small jobs',
    command: ['bash', '-c', `${node} shop.js & for i in 1 2 3 4 5 6 7 8; do ${node} job.js; sleep 0.5; done & wait`],
    flags,
    files: { 'shop.js': serving(1_000), 'job.js': 'console.log("sent 3, failed 0")\n' },
  },
];
