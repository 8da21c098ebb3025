import { describe, expect, test } from 'vitest';
import { noPast, type Past } from '../../../src/core/facts/past.ts';
import type { Process } from '../../../src/core/facts/process.ts';
import rule from '../../../src/rules/exit/app-gone.ts';
import { app, facts, health, listener, NOW, process, waiting } from '../../support/builders.ts';
import { exception, findingOf, log, silent } from '../../support/rule-builders.ts';

const of = (pid: number, command: readonly string[], agoMs = 60_000): Process =>
  process({
    pid,
    command,
    name: command[0] ?? '',
    kinship: pid === 7 ? 'main' : 'descendant',
    ppid: 7,
    startedAt: NOW - agoMs,
  });
const past = (gone: Process, agoMs: number, change: Partial<Past['vanished'][number]> = {}): Past => ({
  ...noPast,
  vanished: [{ process: gone, at: NOW - agoMs, listened: [], ...change }],
});
const raised = (agoMs: number, language: 'node' | 'python', where: string) =>
  log([], { exceptions: [exception('Error: no such row', { at: NOW - agoMs, language, where })] });

type Change = Parameters<typeof facts>[0];
const served = (command: readonly string[], change: Change) =>
  facts({
    app: app({ command, pid: 7, startedAt: NOW - 60_000 }),
    health: health(),
    listeners: [listener('0.0.0.0')],
    ...change,
  });

describe('beside an app that serves', () => {
  const server = of(7, ['node', 'server.js']);
  const warming = ['sh', '-c', 'python warm.py & exec node server.js'];
  const script = of(7, ['sh', 'start.sh']);
  const beside = of(8, ['node', 'server.js']);
  const job = of(9, ['python', 'job.py'], 45_000);
  const supervisord = of(7, ['python', '/usr/bin/supervisord', '-n']);

  test.each([
    [
      'a job that ended while a living program logged an exception of its own file',
      served(['sh', '-c', 'node warm.js & exec node server.js'], {
        processes: [server],
        past: past(of(9, ['node', 'warm.js']), 4_000),
        log: raised(4_200, 'node', '/srv/server.js line 4, in f'),
      }),
    ],
    [
      'a job that ended while an exception of another language was logged',
      served(warming, {
        processes: [server],
        past: past(of(9, ['python', 'warm.py']), 4_000),
        log: raised(4_200, 'node', '/srv/rows.js line 4, in f'),
      }),
    ],
    [
      'a job that a script starts again after a sleep',
      served(script.command, {
        processes: [script, beside, of(12, ['sleep', '300'], 40_000)],
        past: past(job, 40_000),
        log: raised(40_200, 'python', '/srv/job.py line 2, in <module>'),
      }),
    ],
    [
      'the former master of a graceful reload',
      served(['sh', 'run.sh'], {
        processes: [of(7, ['sh', 'run.sh']), of(20, ['unicorn master -c u.rb'])],
        past: past(of(9, ['unicorn master (old) -c u.rb']), 5_000, { listened: ['0.0.0.0:8000'] }),
      }),
    ],
    [
      'a worker that its supervisor has started again',
      served(supervisord.command, {
        processes: [supervisord, beside, of(20, ['python', 'worker.py'], 4_000)],
        past: past(of(9, ['python', 'worker.py']), 5_000, { end: { code: 1 } }),
      }),
    ],
  ])('it is silent about %s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });

  test('a program that failed with an exception of its own is told', () => {
    const seen = served(warming, {
      processes: [server],
      past: past(of(9, ['python', 'warm.py']), 4_000),
      log: raised(4_200, 'python', '/srv/warm.py line 2, in <module>'),
    });
    expect(findingOf(rule, seen)).toMatchObject({ severity: 'warning' });
  });

  test('so is one whose file has the name of another that lives', () => {
    const seen = served(['sh', '-c', 'node api/index.js & node mail/index.js & wait'], {
      processes: [
        of(7, ['sh', '-c', 'node api/index.js & node mail/index.js & wait']),
        of(8, ['node', 'api/index.js']),
      ],
      past: past(of(9, ['node', 'mail/index.js']), 4_000),
      log: raised(4_200, 'node', '/srv/mail/index.js line 2, in start'),
    });
    expect(findingOf(rule, seen).summary).toContain('Error: no such row');
  });
});

test('beside a server that may still be starting, a job that only ended is no failure, whatever the log says', () => {
  const seen = (ageMs: number) =>
    facts({
      app: app({ command: ['sh', '-c', 'python warm.py & exec gunicorn app:app'], pid: 7, startedAt: NOW - ageMs }),
      health: waiting(),
      listeners: [],
      probes: [],
      processes: [of(7, ['python', '/usr/bin/gunicorn', 'app:app'], ageMs)],
      past: { ...past(of(9, ['python', 'warm.py'], ageMs - 100), 8_000), execAt: { 7: NOW - ageMs + 500 } },
      log: log(['cache: could not find cache, rebuilding']),
    });
  expect(rule.judge(seen(20_000))).toEqual(silent);
  expect(findingOf(rule, seen(120_000)).confidence).toBe('likely');
});
