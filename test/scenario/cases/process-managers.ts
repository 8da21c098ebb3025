// needs: gunicorn python3-waitress ruby-foreman runit s6 supervisor uvicorn
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodemon, pm2Runtime } from '../../support/npm-programs.ts';
import { appsDirectory } from '../../support/sandbox.ts';
import type { Fault, HealthyApp, Scenario } from '../../support/scenario.ts';

const node = process.execPath;
const quick = { PORT: '8000' };
const app = 'server.mjs';

type Run = Pick<Scenario, 'requires' | 'environment' | 'files' | 'prepare' | 'command'>;
type Environment = Readonly<Record<string, string>>;

const underPm2 = (environment: Environment, ...options: readonly string[]): Run => ({
  requires: pm2Runtime,
  environment: { ...quick, PM2_HOME: '/run/pm2', ...environment },
  command: [node, pm2Runtime, ...options, app],
});
const underNodemon = (environment: Environment): Run => ({
  requires: nodemon,
  environment: { ...quick, ...environment },
  command: [node, nodemon, app],
});

/** The apps, and the file by which a manager starts one of them. */
const startedBy = (path: string, text: string): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(
    [app, 'slow.py', 'asgi.py'].map((name) => [name, readFileSync(join(appsDirectory, name), 'utf8')]),
  ),
  [path]: text,
});
const underS6 = (command: string, environment: Environment = {}): Run => ({
  requires: '/usr/bin/s6-svscan',
  environment: { ...quick, ...environment },
  files: startedBy('sv/web/run', `#!/bin/sh\ncd ../..\nexec 2>&1\nexec ${command}\n`),
  prepare: 'chmod +x sv/web/run',
  command: ['s6-svscan', 'sv'],
});
const underRunit = (command: string): Run => ({
  ...underS6(command),
  requires: '/usr/bin/runsvdir',
  command: ['runsvdir', '-P', 'sv'],
});
const underForeman = (web: string, worker = 'sleep 600', environment: Environment = {}): Run => ({
  requires: '/usr/bin/foreman',
  environment: { ...quick, ...environment },
  files: startedBy('Procfile', `web: ${web}\nworker: ${worker}\n`),
  command: ['foreman', 'start'],
});
const underSupervisord = (command: string): Run => ({
  requires: '/usr/bin/supervisord',
  environment: quick,
  files: startedBy(
    'web.conf',
    `[supervisord]\nlogfile=/dev/null\nlogfile_maxbytes=0\npidfile=/run/supervisord.pid\n[program:web]\ncommand=${command}\n`,
  ),
  command: ['supervisord', '-n', '-c', 'web.conf'],
});

/** Programs under a process manager of their container: the fault is theirs, and so is the switch that mends it. */
export const managedFaults: readonly Fault[] = [
  {
    name: 'an app that crashes under PM2',
    cannotFix: 'the fault is in the code of the app',
    code: 'crash-loop',
    says: /^PM2 has started server \d+ times.* with code 1.*license file/,
    remedy: /license file/,
    ...underPm2({ CRASH: '50' }),
  },
  {
    name: 'an app that crashes under nodemon',
    cannotFix: 'the fault is in the code of the app',
    code: 'app-gone',
    says: /nodemon reports that `node server\.mjs` has exited.*license file/,
    remedy: /license file.*without nodemon/,
    ...underNodemon({ CRASH: '50' }),
  },
  {
    name: 'an app that crashes under s6',
    cannotFix: 'the fault is in the code of the app',
    code: 'crash-loop',
    says: /^s6-supervise web .*server\.mjs` (?:at least )?\d+ times.*license file/,
    remedy: /license file/,
    ...underS6(`${node} ${app}`, { CRASH: '100' }),
  },
  {
    name: 'a service of s6 whose run file is not executable',
    fixWorks: true,
    code: 'crash-loop',
    says: /^s6 could not start web \(it tried once\): .*unable to exec run: Permission denied/,
    remedy: /`RUN chmod \+x sv\/web\/run`/,
    ...underS6(`${node} ${app}`),
    prepare: 'true',
  },
  {
    name: 'a service of runit whose run file is not executable',
    fixWorks: true,
    code: 'crash-loop',
    says: /^runit could not start web \(it tried \d+ times\): .*unable to start \.\/run: access denied/,
    remedy: /`RUN chmod \+x sv\/web\/run`/,
    ...underRunit(`${node} ${app}`),
    prepare: 'true',
  },
  {
    name: 'a service of s6 whose command is not in the image',
    fixWorks: true,
    code: 'command-not-found',
    says: /`gunicorm` does not exist in the image/,
    remedy: /gunicorm/,
    ...underS6('gunicorm --bind 0.0.0.0:8000 slow:app'),
  },
  {
    name: 'a worker of Foreman that ends the container with it',
    cannotFix: 'the fault is in the code of the app',
    code: 'exited-at-runtime',
    says: /Foreman reports that worker\.1 exited with code 1 \(Error: cannot read the license file/,
    remedy: /Fix what made worker\.1 exit/,
    meanwhile: (box) => box.within('touch', '/run/end'),
    ...underForeman(
      `${node} ${app}`,
      `sh -c "until test -e /run/end; do sleep 0.2; done; CRASH=1 exec ${node} ${app}"`,
    ),
    exit: 1,
  },
  {
    name: 'a Node app on 127.0.0.1 under PM2',
    fixWorks: true,
    code: 'bound-to-loopback',
    remedy: /PM2 starts listen on `0\.0\.0\.0`/,
    ...underPm2({ HOST: '127.0.0.1' }),
  },
  {
    name: 'a Node app on another port under nodemon',
    fixWorks: true,
    code: 'wrong-port',
    remedy: /nodemon starts listen on port 8000/,
    flags: ['--endpoint', '8000'],
    ...underNodemon({ PORT: '3000' }),
  },
  {
    name: 'Gunicorn on 127.0.0.1 under s6',
    fixWorks: true,
    code: 'bound-to-loopback',
    remedy: /^Start Gunicorn with `--bind 0\.0\.0\.0:8000`/,
    ...underS6('gunicorn --bind 127.0.0.1:8000 slow:app'),
  },
  {
    name: 'Gunicorn on another port under runit',
    fixWorks: true,
    code: 'wrong-port',
    remedy: /^Start Gunicorn with `--bind 0\.0\.0\.0:8000`/,
    ...underRunit('gunicorn --bind 0.0.0.0:9000 slow:app'),
  },
  {
    name: 'Uvicorn by its default under Foreman',
    fixWorks: true,
    code: 'bound-to-loopback',
    remedy: /^Start Uvicorn with `--host 0\.0\.0\.0/,
    ...underForeman('uvicorn asgi:app'),
  },
  {
    name: 'Waitress on another port under supervisord',
    fixWorks: true,
    code: 'wrong-port',
    remedy: /^Start Waitress with `waitress-serve --listen=/,
    ...underSupervisord('waitress-serve --listen=0.0.0.0:9000 slow:app'),
  },
];

/** The same managers over apps that are well. */
export const managedHealthy: readonly HealthyApp[] = [
  { name: 'a Node app under PM2, two of it', ...underPm2({}, '-i', '2') },
  { name: 'a Node app under nodemon', ...underNodemon({}) },
  { name: 'a Node app under s6', ...underS6(`${node} ${app}`) },
  { name: 'a Node app under runit', ...underRunit(`${node} ${app}`) },
  { name: 'Gunicorn and a worker under Foreman', ...underForeman('gunicorn --bind 0.0.0.0:8000 slow:app') },
];
