// needs: celery redis-server ruby-sidekiq
import type { Fault, HealthyApp } from '../../support/scenario.ts';
import { untilListening } from '../../support/scenario-steps.ts';

const celery = '/usr/bin/celery';
const sidekiq = '/usr/bin/sidekiq';
const redis = '/usr/bin/redis-server';
const node = process.execPath;
const short = ['--release-timeout', '8'];
const quick = { PORT: '8000' };

/** Phoenix's words, as a release prints them. */
const notEnabled =
  "[info] Configuration :server was not enabled for StoreWeb.Endpoint, http/https services won't start";

const jobs = { 'tasks.py': "from celery import Celery\napp = Celery('tasks', broker='memory://')\n" };

/** Programs that run well and serve nothing, by what they are or by their settings. */
export const unservedFaults: readonly Fault[] = [
  {
    name: 'Celery where a web server is wanted',
    cannotFix: 'it is a worker, which serves no traffic',
    code: 'not-listening',
    says: /Celery is a worker/,
    remedy: /without an endpoint/,
    requires: celery,
    flags: short,
    environment: quick,
    severity: 'warning',
    files: jobs,
    command: ['celery', '-A', 'tasks', 'worker', '--concurrency', '1'],
  },
  {
    name: 'Sidekiq where a web server is wanted',
    cannotFix: 'it is a worker, which serves no traffic',
    code: 'not-listening',
    says: /Sidekiq is a worker/,
    remedy: /without an endpoint/,
    requires: [sidekiq, redis],
    flags: ['--release-timeout', '16'],
    environment: quick,
    severity: 'warning',
    files: { 'jobs.rb': "require 'sidekiq'\n" },
    prepare: 'redis-server --port 6379 --daemonize yes --save ""',
    command: ['sidekiq', '-c', '1', '-r', './jobs.rb'],
  },
  {
    name: 'a Phoenix release that was not told to serve',
    field: true,
    fixWorks: true,
    code: 'not-listening',
    says: /:server was not enabled for StoreWeb\.Endpoint/,
    remedy: /`PHX_SERVER=true`/,
    flags: short,
    environment: quick,
    severity: 'warning',
    files: {
      'release.mjs': `import { createServer } from 'node:http';\nif (process.env.PHX_SERVER) createServer((q, s) => s.end('fine')).listen(8000);\nelse console.log(${JSON.stringify(notEnabled)});\nsetInterval(() => console.log('[debug] polled 3 orders'), 500);\n`,
    },
    command: [node, 'release.mjs'],
  },
];

/** Web servers that say or run something of the kind beside what they serve. */
export const unservedHealthy: readonly HealthyApp[] = [
  {
    name: 'a Phoenix release of two endpoints, of which one serves',
    environment: quick,
    files: {
      'release.mjs': `import { createServer } from 'node:http';\nconsole.log(${JSON.stringify(notEnabled)});\ncreateServer((q, s) => s.end('fine')).listen(8000);\n`,
    },
    command: [node, 'release.mjs'],
  },
  {
    name: 'Celery beside the web server of its container',
    requires: celery,
    environment: quick,
    files: {
      ...jobs,
      'web.mjs': "import { createServer } from 'node:http';\ncreateServer((q, s) => s.end('fine')).listen(8000);\n",
    },
    command: [
      'sh',
      '-c',
      `celery -A tasks worker --concurrency 1 & '${node}' web.mjs & ${untilListening(8000)}; trap 'kill %1 %2; exit 0' TERM; wait`,
    ],
  },
];
