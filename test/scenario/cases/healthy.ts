// needs: gunicorn nginx-light
import type { HealthyApp } from '../../support/scenario.ts';

const gunicorn = '/usr/bin/gunicorn';
const bind = ['--bind', '0.0.0.0:8000'];
const quick = { PORT: '8000' };

/** Apps with nothing wrong, or with what only looks wrong. */
export const healthyApps: readonly HealthyApp[] = [
  { name: 'Gunicorn', requires: gunicorn, environment: quick, command: ['gunicorn', ...bind, '-w', '2', 'slow:app'] },
  {
    name: 'Gunicorn that boots slowly within its timeout',
    requires: gunicorn,
    environment: { ...quick, BOOT_SECONDS: '4' },
    command: ['gunicorn', ...bind, '--timeout', '30', 'slow:app'],
  },
  {
    name: 'Gunicorn that preloads a slow app',
    requires: gunicorn,
    environment: { ...quick, BOOT_SECONDS: '8' },
    command: ['gunicorn', ...bind, '--timeout', '6', '--preload', 'slow:app'],
  },
  {
    name: 'Gunicorn that recycles its workers',
    requires: gunicorn,
    flags: ['--interval', '1'],
    environment: quick,
    command: ['gunicorn', ...bind, '--max-requests', '1', 'slow:app'],
  },
  { name: 'a Node app', environment: quick, command: [process.execPath, 'server.mjs'] },
  {
    name: 'a Node app on :: without an endpoint named',
    environment: { HOST: '::', PORT: '8000' },
    command: [process.execPath, 'server.mjs'],
  },
  {
    name: 'a Node app with strict checks',
    flags: ['--strict'],
    environment: quick,
    command: [process.execPath, 'server.mjs'],
  },
  {
    name: 'nginx in the foreground',
    requires: '/usr/sbin/nginx',
    environment: { PORT: '80' },
    command: ['nginx', '-g', 'daemon off;'],
  },
  {
    name: 'a server whose log quotes the words',
    environment: quick,
    command: [
      'sh',
      '-c',
      `echo '127.0.0.1 - - "GET /?q=[CRITICAL]%20WORKER%20TIMEOUT HTTP/1.1" 200' >&2; echo '[2026-11-21 08:54:09 +0000] [4] [CRITICAL] WORKER TIMEOUT (pid:7)' >&2; exec ${process.execPath} server.mjs`,
    ],
  },
];
