import type { Dialect } from './parse-dialect.ts';
import { fileWatchers } from './parse-file-watcher.ts';
import { forever } from './parse-forever.ts';
import { hostRejections } from './parse-framework.ts';
import { gunicorn } from './parse-gunicorn.ts';
import { parallelRunners } from './parse-parallel-runner.ts';
import { passenger } from './parse-passenger.ts';
import { phpFpm } from './parse-php-fpm.ts';
import { pm2 } from './parse-pm2.ts';
import { procfileRunners } from './parse-procfile-runner.ts';
import { puma } from './parse-puma.ts';
import { runit } from './parse-runit.ts';
import { supervisord } from './parse-supervisord.ts';
import { systemd } from './parse-systemd.ts';
import { unicorn } from './parse-unicorn.ts';
import { upstreamErrors } from './parse-upstream-error.ts';
import { uvicorn } from './parse-uvicorn.ts';
import { uwsgi } from './parse-uwsgi.ts';

/**
 * Every dialect, each from its own file. The first dialect that understands a line decides its meaning.
 * The line parser adds what any program may write: exceptions, bind errors, and failures of other services.
 */
export const dialects: readonly Dialect[] = [
  gunicorn,
  uvicorn,
  puma,
  unicorn,
  passenger,
  uwsgi,
  phpFpm,
  hostRejections,
  upstreamErrors,
  supervisord,
  pm2,
  forever,
  fileWatchers,
  procfileRunners,
  parallelRunners,
  runit,
  systemd,
];
