// needs: gunicorn python3 ruby-foreman runit supervisor
import type { Sandbox } from '../../support/sandbox.ts';
import type { Fault } from '../../support/scenario.ts';

const node = process.execPath;
const supervisord = '/usr/bin/supervisord';
const quick = { PORT: '8000' };

/** Apps behind something that starts them again, or that nobody looks after. */
export const supervisionFaults: readonly Fault[] = [
  {
    name: 'a shell that starts a crashing app again and again',
    cannotFix: 'the fault is in the code of the app',
    code: 'crash-loop',
    says: /server\.mjs|license file/,
    remedy: /./,
    environment: { ...quick, CRASH: '50' },
    command: ['sh', '-c', `while true; do ${node} server.mjs; sleep 0.2; done`],
  },
  {
    name: 'supervisord whose program always ends at once',
    cannotFix: 'the fault is in the code of the app',
    code: 'crash-loop',
    says: /supervisord has started web \d times, .* with exit status 7.*"missing SECRET_KEY"/,
    remedy: /missing SECRET_KEY/,
    requires: supervisord,
    flags: ['--log-file', '/run/web.log'],
    environment: quick,
    command: ['supervisord', '-n', '-c', 'conf/supervisord-crash.conf'],
  },
  {
    name: 'supervisord whose program ends each time after it counted as started, unheard',
    cannotFix: 'the fault is in the code of the app',
    code: 'crash-loop',
    says: /supervisord has started web \d+ times, .* with exit status 3: the log does not show why/,
    remedy: /stdout_logfile=\/dev\/fd\/1.*\[program:web\]/,
    requires: supervisord,
    environment: quick,
    command: ['supervisord', '-n', '-c', 'conf/supervisord-restart.conf'],
  },
  {
    name: 'supervisord whose command is not in the image',
    fixWorks: true,
    code: 'command-not-found',
    says: /`gunicorm` does not exist in the image, and supervisord cannot start it/,
    remedy: /command=.*\[program:/,
    requires: supervisord,
    environment: quick,
    command: ['supervisord', '-n', '-c', 'conf/supervisord-missing.conf'],
  },
  {
    name: 'a service of runit that ends each time it is started',
    cannotFix: 'the fault is in the code of the app',
    code: 'crash-loop',
    says: /runsv .*\(pid \d+\) has started .*run.* \d+ times, .*"missing SECRET_KEY"/,
    remedy: /by hand/,
    requires: '/usr/bin/runsvdir',
    environment: quick,
    prepare: `mkdir -p /run/sv/web && printf '#!/bin/sh\\nsleep 0.3; echo missing SECRET_KEY; exit 1\\n' > /run/sv/web/run && chmod +x /run/sv/web/run`,
    command: ['runsvdir', '-P', '/run/sv'],
  },
  {
    name: 'a service of runit that may not be executed',
    code: 'crash-loop',
    says: /runit has tried \d+ times to start web, and could not: .*access denied/,
    remedy: /own line/,
    requires: '/usr/bin/runsvdir',
    environment: quick,
    prepare: `mkdir -p /run/sv/web && touch /run/sv/web/run`,
    command: ['runsvdir', '-P', '/run/sv'],
  },
  {
    name: 'Foreman whose web process ends',
    cannotFix: 'the fault is in the code of the app',
    code: 'exited-early',
    says: /Foreman says that web\.1 ended with exit status 7/,
    remedy: /Mend what ended web\.1/,
    requires: '/usr/bin/foreman',
    environment: quick,
    command: ['foreman', 'start', '-f', 'conf/Procfile.crash', '-d', '.'],
    exit: 7,
  },
  {
    name: 'Foreman that does not find the command of a Procfile',
    fixWorks: true,
    code: 'command-not-found',
    says: /`gunicorm` does not exist in the image, and Foreman cannot start it for web\.1/,
    remedy: /Procfile/,
    requires: '/usr/bin/foreman',
    environment: quick,
    command: ['foreman', 'start', '-f', 'conf/Procfile.missing', '-d', '.'],
  },
  {
    name: 'an app under node --watch that crashes',
    cannotFix: 'the fault is in the code of the app',
    code: 'app-gone',
    says: /node --watch says that `server\.mjs` has ended.*license file/,
    remedy: /without node --watch/,
    environment: { ...quick, CRASH: '300' },
    command: [node, '--watch', 'server.mjs'],
  },
  {
    name: 'a server that ends while its shell sleeps on',
    cannotFix: 'the fault is in the code of the app',
    code: 'app-gone',
    remedy: /exec/,
    environment: { ...quick, CRASH: '1500' },
    command: ['sh', '-c', `${node} crash-later.mjs & exec tail -f /dev/null`],
  },
  {
    name: 'a Gunicorn worker that somebody kills',
    cannotFix: 'something ends it from outside',
    code: 'worker-killed',
    says: /SIGKILL/,
    remedy: /./,
    severity: 'warning',
    requires: '/usr/bin/gunicorn',
    environment: quick,
    command: ['gunicorn', '--bind', '0.0.0.0:8000', 'slow:app'],
    meanwhile: async (box: Sandbox) => {
      const { app } = await box.status();
      await box.within('pkill', '-KILL', '-P', String(app?.pid));
    },
  },
  {
    name: 'an app that never asks how its children ended',
    cannotFix: 'the fault is in the code of the app',
    code: 'zombies',
    remedy: /wait/,
    severity: 'warning',
    environment: quick,
    command: ['python3', 'zombies.py'],
  },
];
