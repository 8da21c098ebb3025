// needs: gunicorn iproute2 postgresql-client python3
import { newerGunicorn } from '../../support/newer-gunicorn.ts';
import type { Fault, HealthyApp } from '../../support/scenario.ts';

const gunicorn = '/usr/bin/gunicorn';
const python = '/usr/bin/python3';
const node = process.execPath;
const quick = { PORT: '8000' };
const soon = ['--release-timeout', '8'];
const bind = ['--bind', '0.0.0.0:8000'];
// A network from which nothing comes back: what is sent there comes in on loopback, for nobody.
const nowhere = 'ip route add 10.88.0.0/24 dev lo && exec';
const newer = { requires: newerGunicorn.file, environment: { ...quick, PYTHONPATH: newerGunicorn.path } };

/** Apps that another host keeps from serving, or that stand still. */
export const waitingFaults: readonly Fault[] = [
  {
    name: 'a Python app that ends because its database refuses it',
    cannotFix: 'its words do not name the address',
    code: 'dependency-unreachable',
    says: /exited with code 1 .* refuses the connection/,
    remedy: /host and port/,
    requires: python,
    environment: quick,
    command: ['python3', 'needs_db.py'],
    exit: 1,
  },
  {
    name: 'a script that says once, as wait-for-it does, for which host it waits',
    field: true,
    cannotFix: 'the service is missing',
    code: 'dependency-unreachable',
    says: /is still not listening on any port after \d+ s because PostgreSQL at desk-db:5432 cannot be reached/,
    remedy: /PostgreSQL at desk-db:5432 is up/,
    severity: 'warning',
    environment: quick,
    flags: ['--release-timeout', '20'],
    command: ['bash', 'start.sh'],
    files: {
      'start.sh':
        'HOST=desk-db\necho "wait-for-it.sh: waiting 60 seconds for $HOST:5432" >&2\nuntil (echo >/dev/tcp/$HOST/5432) >/dev/null 2>&1; do sleep 1; done\nexec node desk.js\n',
    },
  },
  {
    name: 'a Node app that ends because its cache refuses it',
    fixWorks: true,
    code: 'dependency-unreachable',
    says: /nothing listens on 127\.0\.0\.1:6379 \(Redis\)/,
    remedy: /localhost in a container/,
    environment: quick,
    command: [
      node,
      '-e',
      "require('net').connect(6379, '127.0.0.1', () => require('http').createServer((q, s) => s.end('ok')).listen(8000))",
    ],
    exit: 1,
  },
  {
    name: 'Gunicorn workers that cannot import because of the database',
    cannotFix: 'its words do not name the address',
    code: 'dependency-unreachable',
    says: /workers fail to boot because/,
    remedy: /host and port/,
    requires: gunicorn,
    environment: quick,
    command: ['gunicorn', ...bind, 'needs_db:app'],
    exit: 3,
  },
  {
    name: 'an app that tries again and again',
    fixWorks: true,
    code: 'dependency-unreachable',
    says: /is still not listening on any port .* refuses the connection/,
    remedy: /retry in the background/,
    severity: 'warning',
    requires: python,
    flags: soon,
    environment: { ...quick, DB_WAIT: '600' },
    command: ['python3', 'needs_db.py'],
  },
  {
    name: 'an app whose connect gets no answer',
    fixWorks: true,
    code: 'dependency-unreachable',
    says: /PostgreSQL at 10\.88\.0\.9:5432 does not answer/,
    remedy: /security group/,
    requires: python,
    // Half of it must leave a connect the time to be without an answer.
    flags: ['--release-timeout', '14'],
    environment: { ...quick, DB_HOST: '10.88.0.9' },
    command: ['sh', '-c', `${nowhere} python3 needs_db.py`],
  },
  {
    name: 'an app whose database has no address',
    cannotFix: 'its words do not name the port',
    code: 'dependency-unreachable',
    says: /cannot be found/,
    remedy: /host name/,
    environment: quick,
    command: [node, '-e', "require('net').connect(5432, 'db.internal.invalid')"],
    exit: 1,
  },
  {
    name: 'a start script that waits for PostgreSQL',
    fixWorks: true,
    code: 'dependency-unreachable',
    says: /127\.0\.0\.1:5432/,
    remedy: /up/,
    requires: '/usr/bin/pg_isready',
    flags: soon,
    environment: quick,
    command: ['sh', '-c', `until pg_isready -h 127.0.0.1 -p 5432; do sleep 0.3; done; exec ${node} server.mjs`],
  },
  {
    name: 'a start script that sleeps',
    fixWorks: true,
    code: 'not-listening',
    says: /is sleeping \(`sleep 600`\)/,
    remedy: /^Remove `sleep 600` from the start script/,
    severity: 'warning',
    flags: soon,
    environment: quick,
    command: ['sh', '-c', `sleep 600; exec ${node} server.mjs`],
  },
  {
    name: 'a Gunicorn worker whose request waits for the database',
    cannotFix: 'it needs its database',
    code: 'worker-request-timeout',
    says: /was waiting for an answer from 127\.0\.0\.1:5432/,
    remedy: /--timeout/,
    requires: gunicorn,
    flags: ['--interval', '2', '--probe-timeout', '15'],
    environment: { ...quick, DB_WAIT: '5', DB_ASKED: '1' },
    command: ['sh', '-c', `(sleep 2; exec python3 mute.py) & exec gunicorn ${bind.join(' ')} --timeout 8 needs_db:app`],
  },
  {
    name: 'a Gunicorn 23 whose worker hangs while it boots',
    cannotFix: 'its import never ends',
    code: 'slow-boot',
    says: /has been booting/,
    remedy: /--preload/,
    ...newer,
    environment: { ...newer.environment, BOOT_SECONDS: '600' },
    flags: soon,
    command: ['python3', '-m', 'gunicorn', ...bind, '--timeout', '2', 'slow:app'],
  },
  {
    name: 'a Gunicorn 23 whose requests hang',
    cannotFix: 'its requests never end',
    code: 'worker-request-timeout',
    says: /hung in .*stuck\.py/,
    remedy: /--timeout/,
    ...newer,
    flags: ['--interval', '2', '--probe-timeout', '2'],
    command: ['python3', '-m', 'gunicorn', ...bind, '--timeout', '3', 'stuck:app'],
  },
];

/** Apps that wait a little, or that others fail now and then, and that are well. */
export const waitingHealthy: readonly HealthyApp[] = [
  {
    name: 'an app that tries again until its database is there',
    requires: python,
    environment: { ...quick, DB_WAIT: '30', SECONDS_BEFORE: '3' },
    command: ['sh', '-c', 'python3 mute.py & exec python3 needs_db.py'],
  },
  {
    name: 'a healthy app that logs a refused connection',
    environment: quick,
    command: [
      'sh',
      '-c',
      `echo 'Error: connect ECONNREFUSED 127.0.0.1:6379' >&2; echo 'redis.exceptions.ConnectionError: Error 111 connecting to redis:6379. Connection refused.'; exec ${node} server.mjs`,
    ],
  },
  {
    name: 'a healthy app that cannot reach its metrics host',
    environment: quick,
    command: [
      'sh',
      '-c',
      `${nowhere} ${node} -e "setInterval(() => require('net').connect(8125, '10.88.0.9').on('error', console.error), 200); require('http').createServer((q, s) => s.end('ok')).listen(8000, '0.0.0.0')"`,
    ],
  },
  {
    name: 'a start script whose wait comes to an end',
    environment: { ...quick, SECONDS_BEFORE: '2' },
    requires: [python, '/usr/bin/pg_isready'],
    command: [
      'bash',
      '-c',
      `python3 mute.py & until (echo > /dev/tcp/127.0.0.1/5432) 2>/dev/null; do sleep 0.3; done; exec ${node} server.mjs`,
    ],
  },
  {
    name: 'a Gunicorn 23 that boots for longer than its timeout',
    ...newer,
    environment: { ...newer.environment, BOOT_SECONDS: '8' },
    command: ['python3', '-m', 'gunicorn', ...bind, '--timeout', '6', 'slow:app'],
  },
];
