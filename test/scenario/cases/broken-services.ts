// needs: gunicorn python3 s6 supervisor
import { join } from 'node:path';
import { npmPackages } from '../../support/npm-programs.ts';
import type { Fault, HealthyApp, Scenario } from '../../support/scenario.ts';
import type { Step } from '../../support/scenario-steps.ts';
import * as small from '../../support/small-servers.ts';

const node = process.execPath;
const concurrently = join(npmPackages, 'concurrently/dist/bin/index.js');
const flags = ['--endpoint', '8000'];

const app = (
  command: readonly string[],
  files: NonNullable<Scenario['files']>,
): Pick<Scenario, 'command' | 'files' | 'flags'> => ({ command, files, flags });
const shell = (script: string, files: NonNullable<Scenario['files']>) => app(['sh', '-c', script], files);

/** Ends after a while, unless the variable is there. */
const spool = (afterMs: number): string =>
  `setTimeout(() => { if (!process.env.SPOOL_DIR) throw new Error('SPOOL_DIR is not set') }, ${afterMs})\n`;
const cluster = (worker: string, onExit = 'cluster.fork()'): string =>
  `const cluster = require('node:cluster')\nif (cluster.isPrimary) {\n  cluster.fork()\n  cluster.on('exit', () => ${onExit})\n} else {\n${small.nodeServer}${worker}}\n`;

/** Servers that are started again each time they end, and answer in between. */
export const brokenServices: readonly Fault[] = [
  {
    name: 'a server in a loop that throws half a second after it listens',
    fixWorks: true,
    field: true,
    code: 'crash-loop',
    says: /desk\.js` (?:at least )?3 times, .*Error: SPOOL_DIR is not set/,
    remedy: /SPOOL_DIR/,
    ...shell(`while true; do ${node} desk.js; sleep 1; done`, { 'desk.js': `${small.nodeServer}${spool(500)}` }),
  },
  {
    name: 'a server in a loop that passes its checks for two seconds',
    fixWorks: true,
    code: 'crash-loop',
    says: /desk\.js` (?:at least )?3 times, .*Error: SPOOL_DIR is not set/,
    remedy: /SPOOL_DIR/,
    ...shell(`until ${node} desk.js; do sleep 0.5; done`, { 'desk.js': `${small.nodeServer}${spool(2_000)}` }),
  },
  {
    name: 'a worker of node:cluster that throws, and is forked again',
    fixWorks: true,
    field: true,
    code: 'crash-loop',
    says: /c\.js` \(pid \d+\) has started `.*c\.js` (?:at least )?3 times, .*Error: SPOOL_DIR is not set/,
    remedy: /SPOOL_DIR/,
    ...app([node, 'c.js'], { 'c.js': cluster(spool(800), 'setTimeout(() => cluster.fork(), 300)') }),
  },
  {
    name: 'a server under s6 that throws two seconds after it listens',
    fixWorks: true,
    code: 'crash-loop',
    says: /^s6-supervise web .*desk\.j.* 3 times, .*Error: SPOOL_DIR is not set/,
    remedy: /SPOOL_DIR/,
    requires: '/usr/bin/s6-svscan',
    prepare: `mkdir -p /run/sv/web && printf '#!/bin/sh\\nexec ${node} %s/desk.js\\n' "$PWD" > /run/sv/web/run && chmod +x /run/sv/web/run`,
    ...app(['s6-svscan', '/run/sv'], { 'desk.js': `${small.nodeServer}${spool(2_000)}` }),
  },
  {
    name: 'npm in a loop, whose server throws after it listens',
    fixWorks: true,
    code: 'crash-loop',
    says: /`npm start` (?:at least )?3 times, .*Error: SPOOL_DIR is not set/,
    remedy: /SPOOL_DIR/,
    ...shell('while true; do npm start --silent; sleep 1; done', {
      'package.json': JSON.stringify({ scripts: { start: `${node} desk.js` } }),
      'desk.js': `${small.nodeServer}${spool(1_000)}`,
    }),
  },
  {
    name: 'Gunicorn in a loop, which its app ends with one line',
    cannotFix: 'what locks the file is not there',
    code: 'crash-loop',
    says: /has started `.*gunicorn.*` (?:at least )?3 times, .*"fatal: ledger\.db is locked"/,
    remedy: /^Fix what the quoted line reports/,
    requires: '/usr/bin/gunicorn',
    ...shell('while true; do gunicorn -b 0.0.0.0:8000 desk:app; sleep 0.5; done', {
      'desk.py': `import os, threading, time\ndef app(environ, start):\n    start("200 OK", [])\n    return [b"ok"]\ndef end():\n    time.sleep(2)\n    print("fatal: ledger.db is locked", flush=True)\n    os.kill(os.getppid(), 15)\nthreading.Thread(target=end, daemon=True).start()\n`,
    }),
  },
];

/** Programs that are tried again after a pause, or given up, while others go on. */
export const triedInVain: readonly Fault[] = [
  {
    name: 'a program that concurrently starts again after 700 ms',
    fixWorks: true,
    field: true,
    code: 'crash-loop',
    says: /^concurrently has started .*desk\.js \d times.*Error: SPOOL_DIR is not set/,
    remedy: /SPOOL_DIR/,
    severity: 'warning',
    requires: concurrently,
    ...app(
      [node, concurrently, '--restart-tries', '-1', '--restart-after', '700', `${node} desk.js`, `${node} css.js`],
      {
        'desk.js': `if (!process.env.SPOOL_DIR) throw new Error('SPOOL_DIR is not set')\n${small.nodeServer}`,
        'css.js': "setInterval(() => console.log('css rebuilt'), 1_500)\n",
      },
    ),
  },
  {
    name: 'a program that supervisord has given up without a word of it, beside a sleep',
    cannotFix: 'it only ends, and never serves',
    code: 'crash-loop',
    says: /^supervisord has started desk \d times.*with code 78/,
    remedy: /stdout_logfile=\/dev\/fd\/1/,
    requires: '/usr/bin/supervisord',
    ...app(['supervisord', '-n', '-c', 'desk.conf'], {
      'desk.conf': `[supervisord]\nlogfile=/dev/null\nlogfile_maxbytes=0\n[program:desk]\ncommand=${node} desk.js\nstartretries=2\n[program:cron]\ncommand=sleep 100000\n`,
      'desk.js': 'process.exit(78)\n',
    }),
  },
];

const ended: Step = (box) => box.within('pkill', '-TERM', '-f', 'desk\\.js$');
const threeTimes: Step = async (box) => {
  for (let i = 0; i < 3; i += 1) {
    await ended(box);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
  }
};

/** Ends that are meant. */
export const servicesRenewed: readonly HealthyApp[] = [
  {
    name: 'a server in a loop that is asked to end three times, as a deploy does it',
    ...shell(`while true; do ${node} desk.js; sleep 0.2; done`, {
      'desk.js': `${small.nodeServer}process.on('SIGTERM', () => process.exit(0))\n`,
    }),
    meanwhile: threeTimes,
  },
  {
    name: 'workers of node:cluster that are replaced one by one, and log what they caught',
    ...app([node, 'c.js'], {
      'c.js': `const cluster = require('node:cluster')\nif (cluster.isPrimary) {\n  cluster.fork()\n  cluster.fork()\n  cluster.on('exit', () => cluster.fork())\n  setInterval(() => Object.values(cluster.workers).find((each) => each.isConnected())?.disconnect(), 1_500)\n} else {\n${small.nodeServer}setInterval(() => { try { null.rows } catch (error) { console.error(error) } }, 700)\n}\n`,
    }),
  },
];
