// needs: gunicorn python3 ruby uvicorn
import type { Fault, HealthyApp, Scenario } from '../../support/scenario.ts';
import * as small from '../../support/small-servers.ts';

const node = process.execPath;
const flags = ['--endpoint', '8000'];

const shell = (script: string, files: Scenario['files'] = {}, name = 'sh') => ({
  command: [name, '-c', script],
  files: files ?? {},
  flags,
});

const wsgi = "def app(environ, start):\n    start('200 OK', [])\n    return [b'ok']\n";

/** Programs whose exit code a shell keeps to itself. */
export const hiddenFaults: readonly Fault[] = [
  {
    name: 'Gunicorn before a pipe, whose workers fail to boot',
    fixWorks: true,
    code: 'worker-boot-failed',
    says: /fail to boot, and `\| tee desk\.log` hides its exit code 3.*KeyError: 'DESK_DSN'/,
    remedy: /`set -o pipefail`/,
    requires: '/usr/bin/gunicorn',
    ...shell('gunicorn -b 0.0.0.0:8000 desk:app 2>&1 | tee desk.log', {
      'desk.py': `import os\nos.environ['DESK_DSN']\n${wsgi}`,
    }),
    exit: 0,
  },
  {
    name: 'Gunicorn before a pipe, without its app',
    fixWorks: true,
    code: 'app-object-not-found',
    says: /`\| cat` hides its exit code 4/,
    remedy: /`set -o pipefail`/,
    requires: '/usr/bin/gunicorn',
    ...shell('gunicorn -b 0.0.0.0:8000 desk:shop 2>&1 | cat', { 'desk.py': wsgi }),
    exit: 0,
  },
  {
    name: 'a Node program before `|| true`',
    cannotFix: 'the fault is in the code of the app',
    code: 'exited-cleanly',
    says: /exited with code 0 .* although `\S+ desk\.js` failed \(Error: no licence.*`\|\| true` hides its exit code/,
    remedy: /no licence.*Remove `\|\| true`/,
    ...shell(`${node} desk.js || true`, { 'desk.js': "throw new Error('no licence')\n" }),
    exit: 0,
  },
  {
    name: 'a Python program before a pipe, which exits with a text',
    cannotFix: 'it was to run a task',
    code: 'exited-cleanly',
    says: /its last line was "migration 0042 was undone", and `\| tee desk\.log` hides its exit code/,
    remedy: /^Run a server, not a task/,
    requires: '/usr/bin/python3',
    ...shell('python3 migrate.py | tee desk.log', { 'migrate.py': "raise SystemExit('migration 0042 was undone')\n" }),
    exit: 0,
  },
  {
    name: 'a Node program that prints one line before a pipe',
    fixWorks: true,
    code: 'exited-cleanly',
    says: /`\S+ desk\.js` failed \(desk: LICENCE_FILE is not set\): `\| tee desk\.log` hides/,
    remedy: /LICENCE_FILE.*`set -o pipefail`/,
    ...shell(
      `${node} desk.js 2>&1 | tee desk.log`,
      {
        'desk.js': `if (!process.env.LICENCE_FILE) {\n  console.error('desk: LICENCE_FILE is not set')\n  process.exit(9)\n}\n${small.nodeServer}`,
      },
      'bash',
    ),
    exit: 0,
  },
  {
    name: 'a Node program before a loop that reads its lines',
    cannotFix: 'the fault is in the code of the app',
    code: 'exited-cleanly',
    says: /failed \(Error: no licence.*`\| while read line` hides/,
    remedy: /no licence.*`set -o pipefail`/,
    ...shell(`${node} desk.js 2>&1 | while read line; do echo "$line"; done`, {
      'desk.js': "throw new Error('no licence')\n",
    }),
    exit: 0,
  },
  {
    name: 'a Ruby program before a last word',
    cannotFix: 'the fault is in the code of the app',
    code: 'exited-cleanly',
    says: /`ruby desk\.rb` failed \(RuntimeError: no token.*`; echo the desk is closed` hides/,
    remedy: /no token.*`exec ruby desk\.rb` the last command/,
    requires: '/usr/bin/ruby',
    ...shell('ruby desk.rb; echo the desk is closed', { 'desk.rb': "raise 'no token'\n" }),
    exit: 0,
  },
  {
    name: 'a Python program that a bare wait is left with',
    fixWorks: true,
    code: 'exited-cleanly',
    says: /`python3 desk\.py` failed \(KeyError: 'DESK_KEY'.*`& wait` hides/,
    remedy: /DESK_KEY.*`exec`/,
    ...shell('python3 desk.py & wait', { 'desk.py': `import os\nos.environ['DESK_KEY']\n${small.pythonServer}` }),
    exit: 0,
  },
  {
    name: 'Uvicorn before `|| exit 0`',
    cannotFix: 'the module is not in the image',
    code: 'exited-cleanly',
    says: /failed \(ModuleNotFoundError: No module named 'no_such_desk'.*`\|\| exit 0` hides/,
    remedy: /no_such_desk/,
    requires: '/usr/bin/uvicorn',
    ...shell('uvicorn desk:app --port 8000 || exit 0', { 'desk.py': 'import no_such_desk\n' }),
    exit: 0,
  },
  {
    name: 'a script in a file that goes on after an exception',
    cannotFix: 'the fault is in the code of the app',
    code: 'exited-cleanly',
    says: /although its log shows a failure: Error: no licence/,
    remedy: /no licence.*`exec`/,
    flags,
    command: ['sh', 'start.sh'],
    files: { 'start.sh': `${node} desk.js\necho done\n`, 'desk.js': "throw new Error('no licence')\n" },
    exit: 0,
  },
];

/** The same scripts around programs that are well. */
export const hiddenHealthy: readonly HealthyApp[] = [
  {
    name: 'Gunicorn before a pipe',
    requires: '/usr/bin/gunicorn',
    ...shell('exec 2>&1; gunicorn -b 0.0.0.0:8000 desk:app | tee desk.log', {
      'desk.py': 'def app(environ, start):\n    start("200 OK", [])\n    return [b"ok"]\n',
    }),
  },
  {
    name: 'a server before `|| true`',
    ...shell(`${node} desk.js || true`, {
      'desk.js': "require('http').createServer((_, answer) => answer.end('ok')).listen(8000)\n",
    }),
  },
];
