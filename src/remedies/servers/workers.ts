import type { Invocation } from '../command-line/invocation.ts';
import { type KnownServer, oneSwitch, undetached } from './server.ts';

/** Programs that run jobs from a queue or on a schedule, and listen on no port. */
export const workers: readonly KnownServer[] = [
  // Its processes set their own titles: `[celeryd: celery@HOST:MainProcess] -active-`.
  worker('celery', 'Celery', ['celery', '[celeryd'], {
    runs: ({ args, isTitle }) => isTitle || args.includes('worker') || args.includes('beat'),
    says: /\bcelery@\S{1,100} ready\.$|\bcelery beat v[\d.]+ \(/,
  }),
  worker('sidekiq', 'Sidekiq', ['sidekiq', 'sidekiqswarm'], { says: /\bStarting processing, hit Ctrl-C to stop$/ }),
  worker('rq', 'RQ', ['rq', 'rqworker', 'rqscheduler'], {
    runs: ({ program, args }) => program !== 'rq' || args.includes('worker') || args.includes('worker-pool'),
    says: /\*\*\* Listening (?:on|for work on) .{1,200}\.\.\.$/,
  }),
  worker('dramatiq', 'Dramatiq', ['dramatiq', 'dramatiq-gevent'], { says: /\bDramatiq '[\d.]+' is booting up\.$/ }),
  worker('huey', 'Huey', ['huey_consumer', 'huey_consumer.py'], { says: /\bHuey consumer started with \d/ }),
  worker('arq', 'arq', ['arq'], { says: /\bStarting worker for \d{1,4} functions?: / }),
  worker('taskiq', 'Taskiq', ['taskiq'], { runs: has('worker', 'scheduler') }),
  worker('procrastinate', 'Procrastinate', ['procrastinate'], { runs: has('worker') }),
  worker('django-jobs', "Django's job runner", ['manage.py', 'django-admin'], {
    runs: has('qcluster', 'rqworker', 'rqscheduler', 'process_tasks', 'db_worker', 'run_huey', 'runworker', 'celery'),
  }),
  worker('laravel-queue', "Laravel's queue worker", ['artisan'], {
    runs: has('queue:work', 'queue:listen', 'horizon', 'schedule:work'),
    says: /^\s{0,4}INFO {1,4}(?:Processing jobs from the \[[^\]]{1,100}\] queues?|Horizon started successfully)\./,
  }),
  worker('symfony-messenger', "Symfony's messenger", ['console'], { runs: has('messenger:consume') }),
  worker('rake-jobs', 'the job runner', ['rake', 'rails'], {
    runs: ({ args }) =>
      args.some((arg) => /^(?:(?:environment:)?resque:work|jobs:work|sneakers:run|solid_queue:start)$/.test(arg)),
  }),
  worker('ruby-jobs', 'the job runner', ['good_job', 'delayed_job', 'shoryuken', 'clockwork', 'resque', 'solid_queue']),
  worker('graphile-worker', 'Graphile Worker', ['graphile-worker']),
  worker('prefect', 'the Prefect worker', ['prefect'], { runs: has('worker', 'agent') }),
  worker('airflow', 'Airflow', ['airflow'], { runs: has('scheduler', 'worker', 'triggerer', 'dag-processor') }),
];

function worker(
  id: string,
  name: string,
  programs: readonly string[],
  signs: Pick<KnownServer, 'runs' | 'says'> = {},
): KnownServer {
  return {
    id,
    name,
    role: 'worker',
    programs,
    ...signs,
    ...oneSwitch(
      (port) =>
        `Start the program that should listen on \`0.0.0.0:${port}\` as the container's command: ${name} serves no traffic.`,
    ),
    foreground: undetached(name),
  };
}

/** Whether one of these words is a separate argument. */
function has(...words: readonly string[]): (invocation: Invocation) => boolean {
  return ({ args, isTitle }) => !isTitle && args.some((arg) => words.includes(arg));
}
