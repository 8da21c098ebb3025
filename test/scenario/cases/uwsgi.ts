// needs: python3 uwsgi-core uwsgi-plugin-python3
import type { Sandbox } from '../../support/sandbox.ts';
import type { Fault, HealthyApp } from '../../support/scenario.ts';
import { asked } from '../../support/scenario-steps.ts';

const uwsgi = '/usr/bin/uwsgi';
const requires = [uwsgi, '/usr/lib/uwsgi/plugins/python3_plugin.so'];
const quick = { PORT: '8000' };
const often = ['--interval', '1', '--failure-threshold', '2', '--success-threshold', '1'];
const http = ['uwsgi', '--plugin', 'python3,http', '--http', '0.0.0.0:8000', '--master', '--die-on-term'];
const app = (name: string): readonly string[] => ['--wsgi-file', name, '--callable', 'app'];

const tenTimes = async (box: Sandbox): Promise<void> => {
  for (let count = 10; count > 0; count -= 1) await asked('/')(box);
};

/** uWSGI, broken. */
export const uwsgiFaults: readonly Fault[] = [
  {
    name: 'a uWSGI whose requests hang',
    fixWorks: true,
    code: 'worker-request-timeout',
    says: /uWSGI/,
    remedy: /--harakiri/,
    severity: 'warning',
    requires,
    flags: often,
    environment: quick,
    command: [...http, '--harakiri', '2', ...app('stuck_page.py')],
    meanwhile: asked('/stuck'),
  },
  {
    name: 'a uWSGI without its app, strict checks',
    fixWorks: true,
    code: 'app-object-not-found',
    says: /uWSGI/,
    remedy: /--wsgi-file|--module|callable/,
    requires,
    flags: ['--strict', '--release-timeout', '10'],
    environment: quick,
    command: [...http, '--wsgi-file', 'slow.py', '--callable', 'application'],
  },
  {
    name: 'a uWSGI that needs its app, and cannot import it',
    fixWorks: true,
    code: 'worker-boot-failed',
    says: /DATABASE_URL/,
    remedy: /DATABASE_URL|import/,
    requires,
    environment: quick,
    command: [...http, '--need-app', ...app('raising.py')],
    exit: 22,
  },
  {
    name: 'uWSGI that speaks its own protocol',
    fixWorks: true,
    code: 'not-http',
    says: /uwsgi/,
    remedy: /--http/,
    requires,
    environment: quick,
    command: ['uwsgi', '--plugin', 'python3', '--socket', '0.0.0.0:8000', '--master', ...app('slow.py')],
  },
  {
    name: 'uWSGI on 127.0.0.1',
    fixWorks: true,
    code: 'bound-to-loopback',
    remedy: /--http(-socket)? 0\.0\.0\.0:8000/,
    requires,
    environment: quick,
    command: ['uwsgi', '--plugin', 'python3', '--http-socket', '127.0.0.1:8000', '--master', ...app('slow.py')],
  },
  {
    name: 'uWSGI that daemonizes',
    fixWorks: true,
    code: 'daemonized',
    remedy: /--daemonize/,
    requires,
    environment: quick,
    command: [...http, ...app('slow.py'), '--daemonize', '/run/uwsgi.log'],
    exit: 0,
  },
];

/** uWSGI with nothing wrong. */
export const uwsgiHealthy: readonly HealthyApp[] = [
  {
    name: 'uWSGI that recycles its workers',
    requires,
    flags: often,
    environment: quick,
    command: [
      ...http,
      '--processes',
      '2',
      '--max-requests',
      '3',
      '--min-worker-lifetime',
      '1',
      '--worker-reload-mercy',
      '5',
      ...app('slow.py'),
    ],
    meanwhile: tenTimes,
  },
];
