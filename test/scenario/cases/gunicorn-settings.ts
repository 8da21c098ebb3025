// needs: gunicorn util-linux
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appsDirectory } from '../../support/sandbox.ts';
import type { Fault } from '../../support/scenario.ts';
import { briefly } from '../../support/scenario-steps.ts';

const requires = '/usr/bin/gunicorn';
const flags = ['--endpoint', '8000'];
const slow = { BOOT_SECONDS: '6' };
const holder = `${process.execPath} -e "require('net').createServer().listen(8000)"`;
const reachable = '--bind=0.0.0.0:8000';

/** An app and its Gunicorn's settings, a line each, in a file of that name. */
const holding = (file: string, ...lines: readonly string[]): Readonly<Record<string, string>> => ({
  'slow.py': readFileSync(join(appsDirectory, 'slow.py'), 'utf8'),
  [file]: `${lines.join('\n')}\n`,
});
const gunicorn = ['gunicorn', 'slow:app'];

/** Gunicorns whose fault is in a file or a variable: the remedy must name that place, not a switch of a command line that has none. */
export const gunicornSettingsFaults: readonly Fault[] = [
  {
    name: 'a loopback bind in a gunicorn.conf.py that Gunicorn finds by itself',
    fixWorks: true,
    code: 'bound-to-loopback',
    remedy: /^Write `bind = "0\.0\.0\.0:8000"` in gunicorn\.conf\.py \(line 2, now `bind = "127\.0\.0\.1:8000"`\)\./,
    requires,
    flags,
    files: holding('gunicorn.conf.py', '# where', 'bind = "127.0.0.1:8000"'),
    command: gunicorn,
  },
  {
    name: 'a loopback bind in a file that --config names',
    fixWorks: true,
    code: 'bound-to-loopback',
    remedy: /^Write `bind = "0\.0\.0\.0:8000"` in settings\.py \(line 1, now `bind = "127\.0\.0\.1:8000"`\)\./,
    requires,
    flags,
    files: holding('settings.py', 'bind = "127.0.0.1:8000"'),
    command: ['gunicorn', '--config', 'settings.py', 'slow:app'],
  },
  {
    name: 'another port in gunicorn.conf.py',
    fixWorks: true,
    code: 'wrong-port',
    remedy: /^Write `bind = "0\.0\.0\.0:8000"` in gunicorn\.conf\.py \(line 1, now `bind = "0\.0\.0\.0:9000"`\)\./,
    requires,
    flags,
    files: holding('gunicorn.conf.py', 'bind = "0.0.0.0:9000"'),
    command: gunicorn,
  },
  {
    name: 'daemon = True in gunicorn.conf.py',
    fixWorks: true,
    code: 'daemonized',
    remedy: /^Remove `daemon` from gunicorn\.conf\.py \(line 2, now `daemon = True`\)\./,
    requires,
    flags,
    files: holding('gunicorn.conf.py', 'bind = "0.0.0.0:8000"', 'daemon = True'),
    command: gunicorn,
    exit: 0,
  },
  {
    name: 'a timeout in gunicorn.conf.py that the boot exceeds',
    fixWorks: true,
    code: 'worker-boot-timeout',
    says: /--timeout of 2 s/,
    remedy:
      /^Write `preload_app = True` in gunicorn\.conf\.py: .* write `timeout = 60` in gunicorn\.conf\.py \(line 1, now `timeout = 2`\) instead of 2 s/,
    requires,
    flags,
    environment: slow,
    files: holding('gunicorn.conf.py', 'timeout = 2', 'bind = "0.0.0.0:8000"'),
    command: gunicorn,
  },
  {
    name: 'a loopback bind in GUNICORN_CMD_ARGS',
    fixWorks: true,
    code: 'bound-to-loopback',
    remedy: /^Write `--bind 0\.0\.0\.0:8000` in the variable GUNICORN_CMD_ARGS \(now `--bind=127\.0\.0\.1:8000`\)\./,
    requires,
    flags,
    environment: { GUNICORN_CMD_ARGS: '--bind=127.0.0.1:8000' },
    command: ['gunicorn', 'slow:app'],
  },
  {
    name: '--daemon in GUNICORN_CMD_ARGS',
    fixWorks: true,
    code: 'daemonized',
    remedy: /^Remove `--daemon` from the variable GUNICORN_CMD_ARGS\./,
    requires,
    flags,
    environment: { GUNICORN_CMD_ARGS: `--daemon ${reachable}` },
    command: ['gunicorn', 'slow:app'],
    exit: 0,
  },
  {
    name: 'a timeout in GUNICORN_CMD_ARGS that the boot exceeds',
    fixWorks: true,
    code: 'worker-boot-timeout',
    says: /--timeout of 2 s/,
    remedy:
      /^Add `--preload` to the variable GUNICORN_CMD_ARGS: .* write `--timeout 60` in the variable GUNICORN_CMD_ARGS \(now `--timeout=2`\) instead of 2 s/,
    requires,
    flags,
    environment: { ...slow, GUNICORN_CMD_ARGS: `--timeout=2 ${reachable}` },
    command: ['gunicorn', 'slow:app'],
  },
  {
    name: 'a timeout on the command line, which counts before the one of a file',
    fixWorks: true,
    code: 'worker-boot-timeout',
    says: /--timeout of 2 s/,
    remedy: /^Start Gunicorn with `--preload`: .* start Gunicorn with `--timeout 60` instead of 2 s/,
    requires,
    flags,
    environment: slow,
    files: holding('gunicorn.conf.py', 'timeout = 120', 'bind = "0.0.0.0:8000"'),
    command: ['gunicorn', '--timeout', '2', 'slow:app'],
  },
  {
    name: 'a taken port in gunicorn.conf.py',
    fixWorks: true,
    code: 'port-in-use',
    remedy: /Write `bind = "0\.0\.0\.0:8001"` in gunicorn\.conf\.py \(line 1, now `bind = "0\.0\.0\.0:8000"`\)\./,
    requires,
    flags,
    files: holding('gunicorn.conf.py', 'bind = "0.0.0.0:8000"'),
    command: ['sh', '-c', `${holder} & ${briefly(8000)}; exec gunicorn slow:app`],
    exit: 1,
  },
  {
    name: 'a privileged port in GUNICORN_CMD_ARGS',
    fixWorks: true,
    code: 'privileged-port',
    remedy: /^Write `--bind 0\.0\.0\.0:8080` in the variable GUNICORN_CMD_ARGS \(now `--bind=0\.0\.0\.0:80`\)\./,
    requires,
    flags: ['--endpoint', '80'],
    environment: { GUNICORN_CMD_ARGS: '--bind=0.0.0.0:80' },
    command: [
      'setpriv',
      '--reuid=65534',
      '--regid=65534',
      '--clear-groups',
      '--bounding-set=-all',
      'gunicorn',
      'slow:app',
    ],
    exit: 1,
  },
  {
    name: 'a Unix socket in gunicorn.conf.py',
    fixWorks: true,
    code: 'unix-socket-only',
    remedy:
      /^Write `bind = "0\.0\.0\.0:8000"` in gunicorn\.conf\.py \(line 1, now `bind = "unix:\/run\/app\.sock"`\)\./,
    requires,
    flags,
    files: holding('gunicorn.conf.py', 'bind = "unix:/run/app.sock"'),
    command: gunicorn,
  },
];
