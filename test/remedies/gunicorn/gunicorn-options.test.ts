import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Environment } from '../../../src/core/facts/environment.ts';
import { gunicornOptions, isAsyncWorker } from '../../../src/remedies/gunicorn/gunicorn-options.ts';

interface Run {
  readonly args: readonly string[];
  readonly env: Environment;
  readonly real: Readonly<Record<'timeoutS' | 'workers', number>> &
    Readonly<Record<'preload' | 'daemon', boolean>> & { readonly workerClass: string; readonly binds: string[] };
}

/** Arguments and environments, with the settings that the WSGIApplication of the real Gunicorn 20.1.0 read from them. */
const runs: readonly Run[] = JSON.parse(
  readFileSync(new URL('../../fixtures/remedies/gunicorn-20.1.0-options.json', import.meta.url), 'utf8'),
);

const options = (commands: readonly (readonly string[])[], environment: Environment = {}) =>
  gunicornOptions({ commands, environment });

describe('gunicornOptions', () => {
  test.each(runs.map((run) => [`${run.args.join(' ')} ${JSON.stringify(run.env)}`, run] as const))(
    'reads as Gunicorn does: %s',
    (_title, { args, env, real }) => {
      const { timeoutGiven: _, workerClass = 'sync', workers = 1, ...others } = options([['gunicorn', ...args]], env);
      // Gunicorn shows a gthread worker that it chose itself as `threads`.
      const shown = real.workerClass === 'threads' ? 'gthread' : real.workerClass;
      expect({ workerClass, workers, ...others }).toEqual({ ...real, workerClass: shown });
    },
  );

  test('distinguishes a given timeout from the default', () => {
    expect(options([['gunicorn', '-t', '30', 'app']])).toMatchObject({ timeoutS: 30, timeoutGiven: true });
    expect(options([['gunicorn', 'app']])).toMatchObject({ timeoutS: 30, timeoutGiven: false });
    expect(options([['gunicorn', 'app']], { GUNICORN_CMD_ARGS: '-t 9' })).toMatchObject({ timeoutGiven: true });
  });

  test('leaves the worker class and the workers undefined when they are not set', () => {
    const { workerClass, workers } = options([['gunicorn', 'app']]);
    expect([workerClass, workers]).toEqual([undefined, undefined]);
  });

  test('looks into shell strings, with their variables', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own braces
    const command = ['sh', '-c', 'exec gunicorn -b 0.0.0.0:$PORT -t ${T:-7} $GUNICORN_CMD_ARGS app:app'];
    expect(options([command], { PORT: '81', GUNICORN_CMD_ARGS: '-w 3' })).toMatchObject({
      binds: ['0.0.0.0:81'],
      timeoutS: 7,
      workers: 3,
    });
  });

  test('lets assignments before the command beat the environment', () => {
    const command = ['sh', '-c', 'PORT=82 GUNICORN_CMD_ARGS="-t 8" WEB_CONCURRENCY=4 gunicorn app:app'];
    expect(options([command], { PORT: '81', GUNICORN_CMD_ARGS: '-t 9', WEB_CONCURRENCY: '2' })).toMatchObject({
      binds: ['0.0.0.0:82'],
      timeoutS: 8,
      workers: 4,
    });
  });

  test.each([
    [['python3', '-m', 'gunicorn', '-t', '5']],
    [['/usr/bin/python3', '/usr/local/bin/gunicorn', '-t', '5']],
    [['poetry', 'run', 'gunicorn', '-t', '5']],
    [['python', '-m', 'gunicorn.app.wsgiapp', '-t', '5']],
    [['newrelic-admin', 'run-program', 'gunicorn', '-t', '5']],
  ])('finds the options in %j', (command) => {
    expect(options([command]).timeoutS).toBe(5);
  });

  test('skips a title, whose words are not options, and reads the command after it', () => {
    const commands = [['gunicorn: master [app -t 9]'], ['sh', 'start.sh'], ['gunicorn', '-t', '5', 'app']];
    expect(options(commands).timeoutS).toBe(5);
  });

  test('takes nothing from another program', () => {
    expect(options([['uvicorn', '-t', '5', '--workers', '3']])).toEqual({
      timeoutS: 30,
      timeoutGiven: false,
      preload: false,
      binds: ['127.0.0.1:8000'],
      daemon: false,
    });
  });

  test.each(['x', '-5', '', '1e3', '99999999999999999999'])('does not believe the number %j', (text) => {
    expect(options([['gunicorn', `--timeout=${text}`, `-w=${text}`, 'app']])).toMatchObject({
      timeoutS: 30,
      timeoutGiven: false,
    });
  });

  test('ignores a prefix that fits several options', () => {
    expect(options([['gunicorn', '--t', '5', '--worker-c', 'gevent', '--worker', '3', 'app']])).toEqual({
      timeoutS: 30,
      timeoutGiven: false,
      preload: false,
      binds: ['127.0.0.1:8000'],
      daemon: false,
    });
  });
});

describe('isAsyncWorker', () => {
  test.each([
    ...['gevent', 'eventlet', 'tornado', 'uvicorn.workers.UvicornWorker', 'uvicorn_worker.UvicornH11Worker'],
    ...['asgi', 'gunicorn.workers.ggevent.GeventWorker', 'egg:gunicorn#gevent_wsgi', 'aiohttp.GunicornWebWorker'],
  ])('takes %s for asynchronous', (workerClass) => {
    expect(isAsyncWorker(workerClass)).toBe(true);
  });

  test.each([undefined, 'sync', 'gthread', 'threads', 'gunicorn.workers.sync.SyncWorker', 'myapp.Worker'])(
    'takes %s for synchronous',
    (workerClass) => {
      expect(isAsyncWorker(workerClass)).toBe(false);
    },
  );
});

test('gunicorn.conf.py loses to the command line and GUNICORN_CMD_ARGS, and beats WEB_CONCURRENCY and PORT', () => {
  const gunicornConf = {
    path: 'gunicorn.conf.py',
    values: { timeout: 120, workers: 3, bind: '0.0.0.0:9000' },
    unknown: [],
  };
  const environment = { WEB_CONCURRENCY: '8', PORT: '5000' };
  const byFile = gunicornOptions({ commands: [['gunicorn', 'app:app']], environment, gunicornConf });
  expect(byFile).toMatchObject({
    timeoutS: 120,
    timeoutGiven: true,
    workers: 3,
    binds: ['0.0.0.0:9000'],
  });
  const byWord = gunicornOptions({ commands: [['gunicorn', '-t', '9', 'app:app']], environment, gunicornConf });
  expect(byWord.timeoutS).toBe(9);
  const computed = { path: 'gunicorn.conf.py', values: {}, unknown: ['timeout'] };
  expect(gunicornOptions({ commands: [['gunicorn', 'app:app']], environment, gunicornConf: computed })).toMatchObject({
    timeoutGiven: false,
    timeoutIsComputed: true,
  });
});
