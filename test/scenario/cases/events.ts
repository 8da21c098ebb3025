// needs: gunicorn supervisor
import type { HealthyApp } from '../../support/scenario.ts';
import { asked, begun, signalled } from '../../support/scenario-steps.ts';

const gunicorn = '/usr/bin/gunicorn';
const node = process.execPath;
const bind = ['--bind', '0.0.0.0:8000'];
const quick = { PORT: '8000' };
const often = ['--interval', '1', '--success-threshold', '1'];

/** Apps to which something happens that is part of a good life. */
export const eventfulHealthy: readonly HealthyApp[] = [
  {
    name: 'Gunicorn that reloads on HUP',
    requires: gunicorn,
    flags: often,
    environment: quick,
    command: ['gunicorn', ...bind, '-w', '2', 'slow:app'],
    meanwhile: signalled('HUP'),
  },
  {
    name: 'Gunicorn that is given more workers and fewer',
    requires: gunicorn,
    flags: often,
    environment: quick,
    command: ['gunicorn', ...bind, 'slow:app'],
    meanwhile: async (box) => {
      await signalled('TTIN')(box);
      await signalled('TTOU')(box);
    },
  },
  {
    name: 'Gunicorn that is upgraded by USR2',
    requires: gunicorn,
    flags: often,
    environment: quick,
    command: ['gunicorn', ...bind, '--pid', '/run/gunicorn.pid', 'slow:app'],
    meanwhile: signalled('USR2'),
  },
  {
    name: 'Gunicorn whose access log quotes the words',
    requires: gunicorn,
    flags: often,
    environment: quick,
    command: ['gunicorn', ...bind, '--access-logfile', '-', 'slow:app'],
    meanwhile: asked('/', '-A', '[2026-11-21 08:54:09 +0000] [4] [CRITICAL] WORKER TIMEOUT (pid:7)'),
  },
  {
    name: 'Gunicorn under supervisord',
    requires: [gunicorn, '/usr/bin/supervisord'],
    flags: often,
    environment: quick,
    command: ['supervisord', '-n', '-c', 'conf/supervisord.conf'],
  },
  {
    name: 'Gunicorn under supervisord that ends once and is started again',
    requires: [gunicorn, '/usr/bin/supervisord'],
    flags: often,
    environment: quick,
    command: ['supervisord', '-n', '-c', 'conf/supervisord-once.conf'],
  },
  {
    name: 'a shell that starts its app once more',
    flags: often,
    environment: quick,
    command: ['sh', '-c', `CRASH=300 ${node} server.mjs; exec ${node} server.mjs`],
  },
  {
    name: 'Gunicorn that is stopped with a request under way',
    requires: gunicorn,
    flags: often,
    environment: quick,
    command: ['gunicorn', ...bind, '-w', '2', 'long_page:app'],
    meanwhile: begun('/long'),
  },
  {
    name: 'a Node app that is stopped with a request under way',
    flags: often,
    environment: quick,
    command: [
      node,
      '-e',
      "const s = require('http').createServer((q, a) => setTimeout(() => a.end(), q.url === '/long' ? 6000 : 0)).listen(8000, '0.0.0.0'); process.on('SIGTERM', () => s.close(() => process.exit(0)))",
    ],
    meanwhile: begun('/long'),
  },
  {
    name: 'an app that migrates before it listens',
    environment: quick,
    command: ['sh', '-c', `echo 'Running migrations: applying 0001_initial'; sleep 2; exec ${node} server.mjs`],
  },
  {
    name: 'an app whose database refuses it once',
    environment: quick,
    command: [
      'sh',
      '-c',
      `echo 'Error: connect ECONNREFUSED 10.77.0.2:5432, trying again' >&2; sleep 1; exec ${node} server.mjs`,
    ],
  },
  {
    name: 'an app with jobs that fail beside it',
    flags: often,
    environment: quick,
    command: ['sh', '-c', `(sleep 2; false) & exec ${node} server.mjs`],
  },
];
