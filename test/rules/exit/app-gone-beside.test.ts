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

describe('next to an app that serves', () => {
  const server = of(7, ['node', 'server.js']);
  const warming = ['sh', '-c', 'python warm.py & exec node server.js'];
  const script = of(7, ['sh', 'start.sh']);
  const beside = of(8, ['node', 'server.js']);
  const job = of(9, ['python', 'job.py'], 45_000);
  const supervisord = of(7, ['python', '/usr/bin/supervisord', '-n']);

  test.each([
    [
      'a job that exited while a running program logged an exception from its own file',
      served(['sh', '-c', 'node warm.js & exec node server.js'], {
        processes: [server],
        past: past(of(9, ['node', 'warm.js']), 4_000),
        log: raised(4_200, 'node', '/srv/server.js line 4, in f'),
      }),
    ],
    [
      'a job that exited while an exception of another language was logged',
      served(warming, {
        processes: [server],
        past: past(of(9, ['python', 'warm.py']), 4_000),
        log: raised(4_200, 'node', '/srv/rows.js line 4, in f'),
      }),
    ],
    [
      'a job that a script restarts after a sleep',
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
      'a worker that its supervisor has restarted',
      served(supervisord.command, {
        processes: [supervisord, beside, of(20, ['python', 'worker.py'], 4_000)],
        past: past(of(9, ['python', 'worker.py']), 5_000, { end: { code: 1 } }),
      }),
    ],
  ])('it is silent about %s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });

  test('reports a program that failed with its own exception', () => {
    const seen = served(warming, {
      processes: [server],
      past: past(of(9, ['python', 'warm.py']), 4_000),
      log: raised(4_200, 'python', '/srv/warm.py line 2, in <module>'),
    });
    expect(findingOf(rule, seen)).toMatchObject({ severity: 'warning' });
  });

  describe('an exception in a file that several programs share', () => {
    const where = '/srv/lib/mail.js line 4, in send';
    const ended = (change: Partial<ReturnType<typeof exception>>, more: Partial<Past['vanished'][number]> = {}) =>
      served(['sh', '-c', 'node warm.js & node server.js & wait'], {
        processes: [of(7, ['sh', '-c', 'node warm.js & node server.js & wait']), beside],
        past: past(of(9, ['node', 'warm.js']), 4_000, more),
        log: log(['Error: no such row', '    at send (/srv/lib/mail.js:4:9)'], {
          exceptions: [exception('Error: no such row', { at: NOW - 4_100, language: 'node', where, ...change })],
        }),
      });

    test.each([
      ['that goes back to a file of what serves', ended({ entry: '/srv/server.js' })],
      ['that either may have caught and logged', ended({})],
      [
        'that was caught, since its program kept running',
        ended({ entry: '/srv/warm.js', at: NOW - 6_000 }, { seenAt: NOW - 4_100 }),
      ],
      ['that was caught, since its program exited with 0', ended({ entry: '/srv/warm.js' }, { end: { code: 0 } })],
    ])('it is silent about one %s', (_, seen) => {
      expect(rule.judge(seen)).toEqual(silent);
    });

    test.each([
      ['that goes back to the file of the program that exited', ended({ entry: '/srv/warm.js' })],
      ['that was not caught', ended({ isUncaught: true })],
      ['of a program that is known to have failed', ended({}, { end: { code: 1 } })],
    ])('it quotes one %s', (_, seen) => {
      expect(findingOf(rule, seen).summary).toContain('Error: no such row');
    });
  });

  test("a line with the message of another program's exception is not the reason", () => {
    const command = ['sh', '-c', 'ruby warm.rb & ruby web.rb & wait'];
    const line = "/srv/lib/x.rb:1:in `fill': the cache is missing (RuntimeError)";
    const raisedBy = (entry: string) =>
      served(command, {
        processes: [of(7, command), of(8, ['ruby', 'web.rb'])],
        past: past(of(9, ['ruby', 'warm.rb']), 4_000, { logged: [{ origin: 'stderr', text: line, at: NOW - 4_100 }] }),
        log: log([], {
          exceptions: [
            exception('RuntimeError: the cache is missing', {
              at: NOW - 4_100,
              language: 'ruby',
              where: '/srv/lib/x.rb line 1, in fill',
              entry,
            }),
          ],
        }),
      });
    expect(rule.judge(raisedBy('/srv/web.rb'))).toEqual(silent);
    expect(rule.judge(raisedBy('/srv/warm.rb')).kind).toBe('raised');
  });

  test('reports neither the end of a pipe nor an incomplete trace', () => {
    const both = ['sh', '-c', 'node feed.js & node server.js & wait'];
    const head = ['fatal: no such row', '    at send (/srv/lib/mail.js:4:9)'];
    const ended = (command: readonly string[], lines: readonly string[]) =>
      served(both, {
        processes: [of(7, both), beside],
        past: past(of(9, command), 4_000, {
          logged: lines.map((text) => ({ origin: 'stderr', text, at: NOW - 4_100 })),
        }),
      });
    expect(rule.judge(ended(['node', 'feed.js'], head.slice(0, 1))).kind).toBe('raised');
    expect(rule.judge(ended(['node', 'feed.js'], head))).toEqual(silent);
    expect(rule.judge(ended(['sed', 's/^/feed/'], head.slice(0, 1)))).toEqual(silent);
  });

  test('gives no reason for an exit that the supervisor calls intended', () => {
    const command = ['node', '/srv/node_modules/.bin/concurrently', 'node warm.js', 'node server.js'];
    const seen = (how: string, isWell?: true) => {
      const line = `[0] node warm.js ${how}`;
      const lastEnd = { at: NOW - 4_000, how, line, ...(isWell && { isWell }) };
      const exceptions = [exception('Error: no such row', { at: NOW - 4_100, language: 'node', isUncaught: true })];
      return served(command, {
        processes: [of(7, command), beside],
        past: past(of(9, ['node', 'warm.js']), 4_000),
        log: log([], {
          exceptions,
          supervised: [{ supervisor: 'concurrently', name: 'node warm.js', failures: 0, lastEnd }],
        }),
      });
    };
    expect(rule.judge(seen('exited with code 0', true))).toEqual(silent);
    expect(findingOf(rule, seen('exited with code 1')).summary).toContain('exited with code 1, ');
  });

  test('takes an exception in a file that is named after a running program', () => {
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

describe('next to an app that serves, a program whose exit code is unknown', () => {
  const command = ['sh', '-c', 'node web.js & node jobs.js & wait'];
  const shell = of(7, command);
  const web = of(8, ['node', 'web.js']);
  const jobs = of(9, ['node', 'jobs.js'], 45_000);
  const line = (text: string, agoMs = 4_100) => ({ origin: 'stdout', text, at: NOW - agoMs });
  const written = (logged: readonly ReturnType<typeof line>[], change: Change = {}) =>
    served(command, {
      processes: [shell, web],
      past: past(jobs, 4_000, { logged }),
      log: { ...log(), tail: logged },
      ...change,
    });

  test.each(['Error: QUEUE_URL is not set', 'giving up: the broker cannot be reached', 'fatal: no such queue'])(
    'exited likely because of its line %j',
    (text) => {
      const request = line('127.0.0.1 - - "GET /healthz HTTP/1.1" 200 -', 3_900);
      const { severity, confidence, summary } = findingOf(rule, written([line(text), request]));
      expect({ severity, confidence, summary }).toEqual({
        severity: 'warning',
        confidence: 'likely',
        summary: `\`node jobs.js\` (pid 9) exited 4 s ago (${text}), but the rest of the app still passes its checks.`,
      });
    },
  );

  test.each([
    ['that exited after a line of success', written([line('Error: row 3 is invalid'), line('done: 40 rows')])],
    ['that reports how much of it failed', written([line('seeded 40 rows, 2 failed')])],
    ['that only says what went wrong', written([line('Error: cannot warm /private: 401')])],
    ['whose words only look like a failure', written([line('no restart required')])],
    ['that exited after it', written([line('imported 40 rows'), line('Error: cannot reach the mail host', 3_800)])],
    [
      'next to a server that tries again',
      written([line('Error: connect ECONNREFUSED 127.0.0.1:6379, retrying in 5 s')]),
    ],
    [
      'next to a server that writes the same at other times',
      written([line('Error: metric 4 cannot be sent')], {
        log: { ...log(), tail: [line('Error: metric 3 cannot be sent', 9_000)] },
      }),
    ],
    ['next to a server that logs a request', written([line('POST /orders 500 Error: the card is refused')])],
    ['that exited without a telling line', written([line('tick')])],
    [
      'that is a chore',
      written([line('Error: no table')], {
        past: past(of(9, ['npx', 'prisma', 'migrate']), 4_000, { logged: [line('Error: no table')] }),
      }),
    ],
    [
      'that is a worker of the server',
      written([], { past: past({ ...jobs, ppid: 8 }, 4_000, { logged: [line('Error: no table')] }) }),
    ],
    [
      'that runs again',
      written([line('Error: no table')], { processes: [shell, web, of(12, ['node', 'jobs.js'], 3_000)] }),
    ],
    [
      'that a loop starts again',
      written([line('Error: no feed')], {
        app: app({ command: ['sh', 'start.sh'], pid: 7, startedAt: NOW - 60_000 }),
        processes: [of(7, ['sh', 'start.sh']), web, of(12, ['sleep', '300'], 3_900)],
      }),
    ],
    [
      'that is a step of the script',
      written([line('Error: seed already applied')], {
        app: app({ command: ['bash', '-c', 'node web.js & node jobs.js; fg %1'], pid: 7, startedAt: NOW - 60_000 }),
      }),
    ],
    [
      'that a supervisor looks after',
      written([line('Error: no feed')], { processes: [of(7, ['supervisord', '-n']), web] }),
    ],
  ])('it is silent about one %s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});

test('next to an app that serves, a program that `timeout` stopped has not failed', () => {
  const text = 'timeout 5 node warm.js & exec node web.js';
  const seen = (code: number) =>
    served(['sh', '-c', text], {
      processes: [of(7, ['node', 'web.js'])],
      past: past(of(9, ['timeout', '5', 'node', 'warm.js'], 9_000), 4_000, { end: { code } }),
      log: log(),
    });
  expect(rule.judge(seen(124))).toEqual(silent);
  expect(findingOf(rule, seen(1)).summary).toContain('exited with code 1, ');
});

test('next to an app that serves, a logged Python exception is not the reason for an unreported exit', () => {
  const seen = (change: object) =>
    served(['bash', '-c', 'node web.js & python3 feed.py & wait'], {
      processes: [of(7, ['bash', '-c', 'node web.js & python3 feed.py & wait']), of(8, ['node', 'web.js'])],
      past: past(of(9, ['python3', 'feed.py']), 4_000),
      log: {
        ...log(),
        exceptions: raised(4_200, 'python', '/srv/feed.py line 4, in <module>').exceptions.map((each) => ({
          ...each,
          ...change,
        })),
      },
    });
  expect(rule.judge(seen({ isLogged: true }))).toEqual(silent);
  expect(findingOf(rule, seen({})).summary).toContain('feed.py');
});

test('next to a server that may still be starting, a job that only exited has not failed, whatever the log says', () => {
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

describe('a program that a start script may never have started, or stops itself', () => {
  const started = (text: string, ageMs: number, change: Change = {}) => {
    const command = ['sh', '-c', text];
    return facts({
      app: app({ command, pid: 7, startedAt: NOW - ageMs }),
      health: waiting(),
      listeners: [],
      probes: [],
      processes: [of(7, ['node', 'web.js'], ageMs)],
      past: noPast,
      ...change,
    });
  };
  const cold = (ageMs: number): Change => {
    const early = [{ origin: 'stderr', text: 'Error: cache is cold', at: NOW - ageMs + 300 }];
    return { log: { ...log(), tail: early }, past: { ...noPast, begun: early } };
  };
  const missing = (text: string) => rule.judge(started(text, 6_000, cold(6_000))).kind;

  test.each([
    'if [ "$CRON" = 1 ]; then node cron.js & fi; exec node web.js',
    'case "$ROLE" in cron) node cron.js & ;; esac; exec node web.js',
    '[ "$CRON" = 1 ] && node cron.js & exec node web.js',
    'cron() { node cron.js & }; exec node web.js',
    'node cron.js & wait $!; exec node web.js',
    'while :; do node cron.js; sleep 9; done & exec node web.js',
    'cat >cron <<EOF\nnode cron.js &\nEOF\nexec node web.js',
  ])('nothing is missing by %s', (text) => {
    expect(missing(text)).toBe('silent');
  });

  test.each([
    'node cron.js & exec node web.js',
    'cd /srv && node cron.js & exec node web.js',
    'cron() { node cron.js & }; cron; exec node web.js',
    '{ node cron.js; } & exec node web.js',
  ])('something is by %s', (text) => {
    expect(missing(text)).toBe('raised');
  });

  test.each([
    ['node up.js & M=$!; sleep 3; kill $M; exec node web.js', 'silent'],
    ['node up.js & wait $!; exec node web.js', 'silent'],
    ['node up.js & M=$!; trap "kill $M" TERM; exec node web.js', 'raised'],
  ])('after %s the end of a program that listened is %s', (text, kind) => {
    const ended = { process: of(9, ['node', 'up.js'], 5_900), at: NOW - 2_500, listened: ['0.0.0.0:8000'] };
    const past = { ...noPast, vanished: [ended], execAt: { 7: NOW - 2_900 } };
    expect(rule.judge(started(text, 6_000, { health: health(), past })).kind).toBe(kind);
  });

  test.each([
    ['node prime.js & exec node desk.js', 7, 'warning'],
    ['node desk.js & node prime.js & wait', 8, 'error'],
  ])('by %s what failed is no error while the last program may still start: %#', (text, pid, severity) => {
    const prime = { process: of(9, ['node', 'prime.js'], 19_900), at: NOW - 19_500, listened: [], end: { code: 1 } };
    const shell = of(7, ['sh', '-c', text], 20_000);
    const desk = of(pid, ['node', 'desk.js'], 20_000);
    const processes = pid === 7 ? [desk] : [shell, desk];
    const past = { ...noPast, vanished: [prime], ...(pid === 7 && { execAt: { 7: NOW - 19_900 } }) };
    expect(findingOf(rule, started(text, 20_000, { processes, past }))).toMatchObject({ severity });
    if (pid !== 7) return;
    const late = { ...past, execAt: { 7: NOW - 90_000 }, vanished: [{ ...prime, at: NOW - 89_000 }] };
    const seen = started(text, 90_000, { processes: [of(7, ['node', 'desk.js'], 90_000)], past: late });
    expect(findingOf(rule, seen)).toMatchObject({ severity: 'error' });
  });
});
