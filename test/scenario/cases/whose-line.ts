// needs: npm-programs python3 ruby-foreman supervisor uvicorn
import { join } from 'node:path';
import { npmPackages, pm2Runtime } from '../../support/npm-programs.ts';
import type { Fault, HealthyApp, Scenario } from '../../support/scenario.ts';

const node = process.execPath;
const concurrently = join(npmPackages, 'concurrently/dist/bin/index.js');
const flags = ['--endpoint', '8000'];

/** A program that prints something like an error all along, and works on. */
const noisy = 'setInterval(() => console.error("Error: no parcels on belt 7, polling again"), 400)\n';
const tracing = [
  'import sys, time, traceback',
  'while True:',
  '    try: {}["belt"]',
  '    except Exception: traceback.print_exc(); sys.stderr.flush()',
  '    time.sleep(0.5)',
  '',
].join('\n');
const saying = (text: string, code: number, afterMs: number): string =>
  `setTimeout(() => { console.error(${JSON.stringify(text)}); process.exit(${code}) }, ${afterMs})\n`;
const serving = (afterMs: number, port = 8000): string =>
  `const http = require('http')\nsetTimeout(() => http.createServer((_, answer) => answer.end('ok')).listen(${port}), ${afterMs})\n`;

const shell = (script: string, files: Scenario['files'] = {}): Pick<Scenario, 'command' | 'files' | 'flags'> => ({
  command: ['sh', '-c', script],
  files: files ?? {},
  flags,
});

const supervised = (...programs: readonly (readonly [name: string, command: string])[]): string =>
  [
    '[supervisord]\nnodaemon=true\nlogfile=/dev/stdout\nlogfile_maxbytes=0\npidfile=/run/supervisord.pid',
    ...programs.map(
      ([name, command]) =>
        `[program:${name}]\ncommand=${command}\nautorestart=false\nredirect_stderr=true\nstdout_logfile=/dev/fd/1\nstdout_logfile_maxbytes=0`,
    ),
    '',
  ].join('\n');

/** What Overmind and Honcho write of two programs, as their sources have it: neither is in Debian. */
const manager = (started: string, ended: string, stamp: string): string => `
const { spawn } = require('child_process')
const write = (name, text) => console.log(${stamp} + name.padEnd(7) + ' | ' + text)
for (const name of ['api', 'belts']) {
  const child = spawn('/bin/sh', ['-c', 'exec ${node} ' + name + '.js'])
  ${started}
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => String(data).split('\\n').filter(Boolean).forEach((line) => write(name${stamp === "''" ? '' : " + '.1'"}, line)))
  child.on('exit', (code, signal) => { ${ended} })
}
setInterval(() => {}, 1000)
`;

const inLabelled = (name: string, text: string): Pick<Scenario, 'command' | 'files' | 'flags'> => ({
  command: [node, `./${name}`, 'start'],
  files: { [name]: text, 'api.js': saying('no such depot: north', 3, 900), 'belts.js': noisy },
  flags,
});

const cannotFix = 'the fault is in the code of the app';

/** Containers of several programs of which one ended, while another prints what reads like a reason. */
export const whoseFaults: readonly Fault[] = [
  {
    name: 'one of two noisy programs that ends before anybody looks',
    cannotFix,
    code: 'app-gone',
    severity: 'warning',
    says: /api\.js` .*\(no such depot: north\); .*belts\.js` \(pid \d+\) keeps/,
    remedy: /no such depot: north/,
    ...shell(`${node} api.js & ${node} belts.js & wait`, {
      'api.js': "console.error('no such depot: north'); process.exit(1)\n",
      'belts.js': noisy,
    }),
  },
  {
    name: 'one of two noisy programs that ends later',
    cannotFix,
    code: 'app-gone',
    severity: 'warning',
    says: /api\.js` \(pid \d+\) exited .*\(depots\.toml: unknown key colour\), but .*belts\.js`/,
    remedy: /unknown key colour/,
    ...shell(`${node} api.js & ${node} belts.js & wait`, {
      'api.js': saying('depots.toml: unknown key colour', 1, 1_700),
      'belts.js': noisy,
    }),
  },
  {
    name: 'one of two noisy programs that ends after it had served',
    cannotFix,
    code: 'app-gone',
    says: /api\.js` \(pid \d+\), which listened on \S+:8000, exited .*\(panic: lost the lease of belt 4\)/,
    remedy: /lost the lease/,
    ...shell(`${node} api.js & ${node} belts.js & wait`, {
      'api.js': `${serving(0)}${saying('panic: lost the lease of belt 4', 3, 5_000)}`,
      'belts.js': noisy,
    }),
  },
  {
    name: 'a program that ends with other words than a failure, beside one that ticks',
    cannotFix,
    code: 'app-gone',
    severity: 'warning',
    says: /api\.js` .*\(its last line was "the trial is over since September"\)/,
    remedy: /check the log to see why it exited/,
    ...shell(`${node} api.js & ${node} belts.js & wait`, {
      'api.js': saying('the trial is over since September', 7, 1_500),
      'belts.js': 'setInterval(() => console.log("3 parcels"), 900)\n',
    }),
  },
  {
    name: 'a program under concurrently beside a noisy one',
    cannotFix,
    code: 'app-gone',
    severity: 'warning',
    says: /api\.js` .* with code 4 .*\(no such depot: north\)/,
    remedy: /--kill-others-on-fail/,
    command: [node, concurrently, '-n', 'api,belts', `${node} api.js`, 'python3 belts.py'],
    files: { 'api.js': saying('no such depot: north', 4, 900), 'belts.py': tracing },
    flags,
  },
  {
    name: 'a program of Foreman beside a noisy one',
    cannotFix,
    code: 'exited-early',
    says: /Foreman reports that api\.1 exited with code 3 \(no such depot: north\)/,
    remedy: /Fix what made api\.1 exit/,
    command: ['foreman', 'start'],
    files: {
      Procfile: `api: ${node} api.js\nbelts: ${node} belts.js\n`,
      'api.js': saying('no such depot: north', 3, 900),
      'belts.js': noisy,
    },
    flags,
    exit: 3,
  },
  {
    name: 'a program of Overmind beside a noisy one',
    cannotFix,
    code: 'app-gone',
    severity: 'warning',
    says: /`api` of Overmind exited by itself, .*\(no such depot: north\)/,
    remedy: /no such depot: north/,
    ...inLabelled(
      'overmind',
      manager("write(name, 'Started with pid ' + child.pid + '...')", "write(name, 'Exited')", "''"),
    ),
  },
  {
    name: 'a program of Honcho beside a noisy one',
    cannotFix,
    code: 'app-gone',
    severity: 'warning',
    says: /`api\.1` of Honcho exited with code 3, .*\(no such depot: north\)/,
    remedy: /no such depot: north/,
    ...inLabelled(
      'honcho',
      manager(
        "write('system', name + '.1 started (pid=' + child.pid + ')')",
        "write('system', name + '.1 stopped (rc=' + code + ')')",
        "new Date().toTimeString().slice(0, 8) + ' '",
      ),
    ),
  },
  {
    name: 'a program of supervisord beside a noisy one',
    cannotFix,
    code: 'app-gone',
    severity: 'warning',
    says: /`api` of supervisord exited with code 5, .*\(no such depot: north\)/,
    remedy: /no such depot: north/,
    command: ['supervisord', '-n', '-c', 'programs.conf'],
    files: {
      'programs.conf': supervised(['api', `${node} api.js`], ['belts', `${node} belts.js`]),
      'api.js': saying('no such depot: north', 5, 2_500),
      'belts.js': noisy,
    },
    flags,
  },
  {
    name: 'a program of PM2 beside a noisy one',
    requires: pm2Runtime,
    cannotFix,
    code: 'app-gone',
    severity: 'warning',
    says: /exited with code 6, .*\(no such depot: north\)/,
    remedy: /no such depot: north|one of its programs/,
    environment: { PM2_HOME: '/run/pm2' },
    command: [node, pm2Runtime, 'ecosystem.config.js'],
    files: {
      'ecosystem.config.js':
        "module.exports = { apps: [{ name: 'api', script: 'api.js', autorestart: false }, { name: 'belts', script: 'belts.js' }] }\n",
      'api.js': saying('no such depot: north', 6, 2_500),
      'belts.js': noisy,
    },
    flags,
  },
];

/** Exceptions that another program logged than the one that failed. */
export const whoseExceptions: readonly Fault[] = [
  {
    name: 'a script whose last program says why it ends, after a step that threw',
    cannotFix,
    code: 'exited-early',
    says: /exited with code 1 .*its last line was "fatal: no depot in the settings"\. Fix/,
    remedy: /^Fix what the quoted log line reports/,
    ...shell(`${node} seed.js; ${node} web.js`, {
      'seed.js': "throw new Error('row 4 is bad')\n",
      'web.js': saying('fatal: no depot in the settings', 1, 400),
    }),
    exit: 1,
  },
  {
    name: 'a server that throws beside a smaller one on another port',
    cannotFix,
    code: 'app-gone',
    says: /index\.js` .*\(Error: no payment key .*admin-api\.js` \(pid \d+\) keeps/,
    remedy: /no payment key/,
    ...shell(`${node} index.js & ${node} admin-api.js & wait`, {
      'index.js': "setTimeout(() => { throw new Error('no payment key') }, 1500)\n",
      'admin-api.js': serving(0, 9_000),
    }),
  },
  {
    name: 'a server in a loop beside jobs',
    cannotFix,
    code: 'crash-loop',
    says: /has started `\S*node web\.js` \d+ times.*"fatal: depots\.toml is missing"/,
    remedy: /quoted line/,
    ...shell(`${node} jobs.js & while true; do ${node} web.js; sleep 1; done`, {
      'jobs.js': 'setInterval(() => console.log("12 mails"), 900)\n',
      'web.js': "console.error('fatal: depots.toml is missing'); process.exit(1)\n",
    }),
  },
  {
    name: 'a program of supervisord in a loop beside one that logs an exception and ends well',
    cannotFix,
    code: 'crash-loop',
    says: /^supervisord has started web [45] times.*"fatal: depots\.toml has no region"/,
    remedy: /quoted line/,
    command: ['supervisord', '-n', '-c', 'programs.conf'],
    files: {
      'programs.conf': supervised(['web', `${node} web.js`], ['warm', `${node} warm.js`]).replace(
        'autorestart=false',
        'autorestart=true',
      ),
      'warm.js': 'setTimeout(() => { try { null.x } catch (error) { console.error(error) } }, 1500)\n',
      'web.js': saying('fatal: depots.toml has no region', 1, 500),
    },
    flags,
  },
];

/** Ends that a reloader or a keeper hides. */
export const keptFaults: readonly Fault[] = [
  {
    name: 'an app that fails at import under uvicorn --reload',
    fixWorks: true,
    code: 'app-gone',
    says: /^The process that `\S*python3? .*uvicorn depot:app .*--reload` started has exited, .* only when a file changes.*KeyError: 'BELT_KEY'/,
    remedy: /BELT_KEY.*without `--reload`/,
    command: ['uvicorn', 'depot:app', '--host', '0.0.0.0', '--port', '8000', '--reload'],
    files: {
      'depot.py': [
        'import os',
        "KEY = os.environ['BELT_KEY']",
        'async def app(scope, receive, send):',
        "    if scope['type'] == 'http':",
        "        await send({'type': 'http.response.start', 'status': 200, 'headers': []})",
        "        await send({'type': 'http.response.body', 'body': b'ok'})",
        '',
      ].join('\n'),
    },
    flags,
  },
  {
    name: 'a program that only prints why it ends under node --watch',
    cannotFix,
    code: 'app-gone',
    says: /(?:node --watch|`\S*node --watch api\.js`) .*: depots\.toml has no region\./,
    remedy: /without (?:node )?`?(?:node )?--watch/,
    command: [node, '--watch', 'api.js'],
    files: { 'api.js': "console.error('depots.toml has no region'); process.exit(1)\n" },
    flags,
  },
  {
    name: 'a program before a pipe, and tail behind it',
    cannotFix,
    code: 'app-gone',
    says: /api\.js` .*depots\.toml: line 3: bad section.*`tail -f \/dev\/null` \(pid \d+\) keeps/,
    remedy: /remove `\| cat; tail -f \/dev\/null`, which hides its exit code/,
    ...shell(`${node} api.js 2>&1 | cat; tail -f /dev/null`, {
      'api.js': saying('depots.toml: line 3: bad section', 2, 1_000),
    }),
  },
  {
    name: 'a program that ends well before tail',
    cannotFix,
    code: 'app-gone',
    says: /api\.js` .*\(its last line was "belts loaded"\); `tail -f \/dev\/null`/,
    remedy: /`exec \S+ api\.js` the last command/,
    ...shell(`${node} api.js; tail -f /dev/null`, { 'api.js': "console.log('belts loaded')\n" }),
  },
  {
    name: 'a failure that a shell is to forget, and a long sleep',
    cannotFix,
    code: 'app-gone',
    says: /api\.js` .*region is not one of north, south.*`sleep infinity`/,
    remedy: /remove `\|\| true; sleep infinity`/,
    ...shell(`${node} api.js || true; sleep infinity`, {
      'api.js': saying('region is not one of north, south', 4, 1_000),
    }),
  },
  {
    name: 'a line of the log above the help on a command line',
    cannotFix: 'it only prints what a program of Go prints',
    code: 'exited-early',
    says: /its last line was "the ledger is not writable"|it wrote "the ledger is not writable"/,
    remedy: /^Fix what the quoted log line reports/,
    command: ['sh', 'ledger'],
    files: {
      ledger: [
        'echo \'time=2026-11-30T02:00:00.000Z level=ERROR msg="the ledger is not writable" dir=/srv/ledger\'',
        "echo 'Usage of ./ledger:'",
        "echo '  -addr string'",
        "printf '    \\taddress to listen on\\n'",
        'exit 2',
        '',
      ].join('\n'),
    },
    flags,
    exit: 2,
  },
  {
    name: 'a Node app whose only port is one that exporters of metrics use',
    fixWorks: true,
    code: 'wrong-port',
    says: /^The app listens on \S+:9100, but the endpoint's port is 8000/,
    remedy: /port: process\.env\.PORT \?\? 8000/,
    command: [node, 'api.js'],
    files: { 'api.js': serving(0, 9100) },
    flags,
  },
];

/** What looks like it, and is well. */
export const whoseHealthy: readonly HealthyApp[] = [
  {
    name: 'a slow server beside a task that ends with words of its own',
    ...shell(`${node} seed.js & exec ${node} api.js`, {
      'seed.js': "setTimeout(() => console.log('seeded 40 depots'), 1200)\n",
      'api.js': serving(9_000),
    }),
  },
  {
    name: 'a server that opens its port for metrics long before the other',
    command: [node, 'api.js'],
    files: {
      'api.js': `${serving(0, 9464).replace('const http', 'var http')}${serving(9_000).replace('const http', 'var http')}`,
    },
    flags,
  },
  {
    name: 'a slow app under uvicorn --reload that logs an exception which it caught',
    command: ['uvicorn', 'depot:app', '--host', '0.0.0.0', '--port', '8000', '--reload'],
    files: {
      'depot.py': [
        'import time, traceback',
        'try: {}["belt"]',
        'except Exception: traceback.print_exc()',
        'time.sleep(6)',
        'async def app(scope, receive, send):',
        "    if scope['type'] == 'http':",
        "        await send({'type': 'http.response.start', 'status': 200, 'headers': []})",
        "        await send({'type': 'http.response.body', 'body': b'ok'})",
        '',
      ].join('\n'),
    },
    flags,
  },
  {
    name: 'a server that logs an error which it caught while a helper of its script ends',
    ...shell(`${node} warm.js & ${node} api.js & wait`, {
      'warm.js': 'setTimeout(() => {}, 2500)\n',
      'lib/mail.js': "exports.send = async () => { await 1; throw new Error('the outbox is full') }\n",
      'api.js': `${serving(0)}setTimeout(() => require('./lib/mail.js').send().catch(console.error), 2400)\n`,
    }),
  },
  {
    name: 'a helper that logs an exception and ends well beside a server',
    ...shell(`python3 warm.py & exec ${node} api.js`, {
      'warm.py': "import logging\ntry: {}['belt']\nexcept KeyError: logging.exception('could not warm')\n",
      'api.js': serving(2_000),
    }),
  },
  {
    name: 'a script that follows a log in the background while it works',
    ...shell(`touch app.log; tail -F app.log & ${node} copy.js; exec ${node} api.js`, {
      'copy.js': "setTimeout(() => console.log('assets copied'), 3500)\n",
      'api.js': serving(3_000),
    }),
  },
  {
    name: 'a slow server beside a noisy program',
    ...shell(`${node} api.js & ${node} belts.js & wait`, { 'api.js': serving(8_000), 'belts.js': noisy }),
  },
  {
    name: 'a server with errors of its own beside a task that ends in silence',
    ...shell(`${node} warm.js & exec ${node} api.js`, {
      'warm.js': 'setTimeout(() => {}, 3000)\n',
      'api.js': `setInterval(() => console.error('Error: belt', Math.random(), 'is empty'), 700)\n${serving(7_000)}`,
    }),
  },
];
