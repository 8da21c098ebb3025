import { describe, expect, test } from 'vitest';
import type { Environment } from '../../../src/core/facts/environment.ts';
import type { GunicornConf } from '../../../src/core/facts/gunicorn-conf.ts';
import type { GunicornSigns } from '../../../src/remedies/gunicorn/gunicorn-given.ts';
import { numberAt, placeOf, setAt, unsetAt } from '../../../src/remedies/gunicorn/gunicorn-place.ts';
import { recognise } from '../../../src/remedies/recognise.ts';

const conf: GunicornConf = {
  path: 'gunicorn.conf.py',
  values: { timeout: 3, workers: 4, bind: '127.0.0.1:8000', daemon: true },
  lines: { timeout: 1, workers: 2, bind: 3, daemon: 4, threads: 5 },
  unknown: ['threads'],
};
const seen = (args: readonly string[] = [], environment: Environment = {}, gunicornConf = conf): GunicornSigns => ({
  commands: [['gunicorn', ...args, 'app:app']],
  environment,
  gunicornConf,
});
const without: GunicornConf = { path: '', values: {}, lines: {}, unknown: [] };

describe('the place of a setting', () => {
  test('is the command line, then GUNICORN_CMD_ARGS, then the file, then WEB_CONCURRENCY', () => {
    const variables = { GUNICORN_CMD_ARGS: '-w 8 --timeout=9', WEB_CONCURRENCY: '2' };
    expect([
      placeOf('workers', seen(['-w', '3'], variables)),
      placeOf('workers', seen([], variables)),
      placeOf('workers', seen([], { WEB_CONCURRENCY: '2' })),
      placeOf('workers', seen([], { WEB_CONCURRENCY: '2' }, without)),
      placeOf('workers', seen([], {}, without)),
    ]).toEqual([
      { kind: 'command' },
      { kind: 'variable', name: 'GUNICORN_CMD_ARGS', given: '-w 8' },
      { kind: 'file', path: 'gunicorn.conf.py', line: 2, given: 'workers = 4' },
      { kind: 'variable', name: 'WEB_CONCURRENCY', given: '2' },
      { kind: 'command' },
    ]);
  });

  test('is read from assignments before the command in a shell', () => {
    const commands = [['sh', '-c', 'GUNICORN_CMD_ARGS="--timeout 5" exec gunicorn app:app']];
    expect(placeOf('timeout', { commands, environment: {} })).toMatchObject({ given: '--timeout 5' });
  });

  test('is the file even if the file computes the value', () => {
    const place = placeOf('threads', seen());
    expect(setAt(place, 'threads', 4)).toBe('Write `threads = 4` in gunicorn.conf.py (line 5, which computes it)');
  });
});

test.each([
  ['the command line', seen(['-w', '3']), '`--workers`'],
  ['the file', seen(), 'workers (gunicorn.conf.py, line 2, now `workers = 4`)'],
  ['WEB_CONCURRENCY', seen([], { WEB_CONCURRENCY: '2' }, without), 'workers (WEB_CONCURRENCY, now `2`)'],
])('more workers are asked for at %s', (_, given, words) => {
  expect(numberAt(placeOf('workers', given), 'workers')).toBe(words);
});

test('a value in Python is written as Python writes it', () => {
  expect([
    setAt(placeOf('bind', seen()), 'bind', '0.0.0.0:8000'),
    unsetAt(placeOf('daemon', seen()), 'daemon'),
  ]).toEqual([
    'Write `bind = "0.0.0.0:8000"` in gunicorn.conf.py (line 3, now `bind = "127.0.0.1:8000"`)',
    'Remove `daemon` from gunicorn.conf.py (line 4, now `daemon = True`)',
  ]);
});

test('no step removes `daemon = False` from a file', () => {
  const gunicornConf = { ...conf, values: { daemon: false } };
  expect(recognise({ ...seen(), gunicornConf }).server.foreground).toMatch(/^Start Gunicorn without `--daemon`/);
});

test('the remedy names the command line if the option is not set', () => {
  const { server } = recognise(seen([], {}, without));
  expect([server.bindAll(8000), server.foreground]).toEqual([
    'Start Gunicorn with `--bind 0.0.0.0:8000` (or `--bind 0.0.0.0:$PORT`).',
    expect.stringMatching(/^Start Gunicorn without `--daemon` \(`-D`\)/),
  ]);
});
