import { describe, expect, test } from 'vitest';
import { noPast, type Vanished } from '../../../src/core/facts/past.ts';
import type { Process } from '../../../src/core/facts/process.ts';
import type { SupervisedProgram } from '../../../src/core/facts/supervised.ts';
import rule from '../../../src/rules/exit/crash-loop.ts';
import exitedCleanly from '../../../src/rules/exit/exited-cleanly.ts';
import exitedEarly from '../../../src/rules/exit/exited-early.ts';
import notListening from '../../../src/rules/listening/not-listening.ts';
import bootFailed from '../../../src/rules/workers/worker-boot-failed.ts';
import {
  answered,
  app,
  facts,
  health,
  listener,
  NOW,
  pool,
  probe,
  process,
  releaseFailed,
  STARTED,
  waiting,
  worker,
} from '../../support/builders.ts';
import { causesOf, ended, exception, findingOf, log, silent } from '../../support/rule-builders.ts';
import { timedOut } from '../../support/timeout-builders.ts';

const early = probe(answered(200), { at: NOW - 90_000 });

/** Workers that exited 100 ms after their start, one after another; the last one `agoMs` ago. */
const quick = (count: number, agoMs = 1_000, change: Partial<ReturnType<typeof worker>> = {}) =>
  Array.from({ length: count }, (_, i) => {
    const endedAt = NOW - agoMs - (count - 1 - i) * 200;
    return worker(8 + i, { bootedAt: endedAt - 100, end: { kind: 'exit', at: endedAt, code: 1 }, ...change });
  });

const looping = (workers = quick(6), change: Parameters<typeof facts>[0] = {}) =>
  facts({ pool: pool({ workers, bootCount: workers.length + 1 }), probes: [early], ...change });

describe('crash-loop', () => {
  test('quotes what the workers print when there is no exception', () => {
    const lines = ['missing SECRET_KEY', '[2026-11-21 08:56:35 +0000] [12] [INFO] Worker exiting (pid: 12)'];
    const { summary, severity } = findingOf(rule, looping(quick(6), { log: log(lines) }));
    expect({ summary, severity }).toEqual({
      summary:
        'Gunicorn has started 6 workers that exited within seconds (the last one, pid 13, exited with code 1): their last line was "missing SECRET_KEY".',
      severity: 'error',
    });
  });

  test('quotes the first exception of the loop', () => {
    const exceptions = [
      exception('OSError: from an earlier life', { at: NOW - 80_000 }),
      exception("KeyError: 'DATABASE_URL'", { at: NOW - 1_500, where: 'app.py line 4, in <module>' }),
      exception('SystemExit: 1', { at: NOW - 1_000 }),
    ];
    const { summary, remedy } = findingOf(rule, looping(quick(6), { log: log([], { exceptions }) }));
    expect(summary).toContain("KeyError: 'DATABASE_URL' (app.py line 4, in <module>)");
    expect(remedy[0]).toContain('DATABASE_URL');
  });

  test('counts ready workers that crashed: PHP-FPM logs each child as started immediately', () => {
    const crashed = quick(4).map((each) => ({
      ...each,
      readyAt: each.bootedAt ?? NOW,
      end: { kind: 'signal' as const, at: each.end?.at ?? NOW, signal: 'SIGSEGV' },
    }));
    expect(findingOf(rule, looping(crashed)).summary).toContain('was killed by SIGSEGV): ');
    expect(rule.judge(looping(crashed.slice(0, 2)))).toEqual(silent);
  });

  test('is a symptom when the server says that the workers fail to boot', () => {
    const workers = quick(6);
    const seen = facts({
      pool: pool({ workers, bootCount: 7, bootFailure: { at: NOW - 1_000, line: 'Unable to start worker' } }),
      log: log([], { exceptions: [exception('KeyError', { at: NOW - 1_100 })] }),
      probes: [early],
    });
    expect(causesOf([rule, bootFailed], seen)).toEqual({
      'worker-boot-failed': 'primary',
      'crash-loop': 'worker-boot-failed',
    });
  });

  describe('a script that restarts its program', () => {
    const shell = process({ pid: 7, command: ['sh', '-c', 'while true; do node server.js; done'] });
    const gone = (count: number, command = ['node', 'server.js'], livedMs = 300, everyMs = 1_000) =>
      Array.from({ length: count }, (_, i) => {
        const at = NOW - 1_000 - (count - 1 - i) * everyMs;
        return { process: process({ pid: 20 + i, ppid: 7, command, startedAt: at - livedMs }), at, listened: [] };
      });
    const restarting = (vanished = gone(6), change: Parameters<typeof facts>[0] = {}) =>
      facts({
        pool: undefined,
        processes: [shell],
        listeners: [],
        probes: [],
        health: waiting(),
        past: { vanished, zombies: [], listening: {}, execAt: {} },
        log: log([], { exceptions: [exception('Error: no license', { at: NOW - 1_100 })] }),
        ...change,
      });

    test('names the script, the program and its exception', () => {
      expect(findingOf(rule, restarting()).summary).toBe(
        "`sh -c 'while true; do node server.js; done'` (pid 7) has started `node server.js` 6 times, but it exited within seconds each time (the last one, pid 25, exited on its own): Error: no license.",
      );
    });

    test.each([
      ['at least 6', 200],
      ['6', 100],
    ])('has started it %s times if each was seen so long before it was gone: %s', (times, beforeMs) => {
      const seen = gone(6).map((each) => ({ ...each, seenAt: each.at - beforeMs }));
      expect(findingOf(rule, restarting(seen)).summary).toContain(`\`node server.js\` ${times} times`);
    });

    test.each([
      ['four ends', restarting(gone(4))],
      ['programs that live long', restarting(gone(6, ['node', 'server.js'], 20_000))],
      ['a script that waits with a small program', restarting(gone(6, ['pg_isready', '-h', 'db']))],
      ['a program that exits without an exception', restarting(gone(6), { log: log() })],
      ['an app that listens', restarting(gone(6), { listeners: [listener('0.0.0.0')] })],
      ['jobs beside a healthy app', restarting(gone(6), { health: health() })],
    ])('stays silent about %s', (_what, seen) => {
      expect(rule.judge(seen)).toEqual(silent);
    });

    test('also waits longer when a script in a file starts a program that is not a server by its name', () => {
      const named = (name: string, everyMs: number) =>
        restarting(gone(7, ['node', name], 300, everyMs), {
          app: app({ command: ['sh', 'start.sh'], pid: 7 }),
          processes: [process({ pid: 7, command: ['sh', 'start.sh'] })],
        });
      expect(rule.judge(named('fetch.js', 2_000))).toEqual(silent);
      expect(rule.judge(named('fetch.js', 6_000)).kind).toBe('raised');
      // So may a loop that waits: `until node desk.js; do sleep 2; done`.
      expect(rule.judge(named('desk.js', 2_000))).toEqual(silent);
      expect(rule.judge(named('desk.js', 6_000)).kind).toBe('raised');
      expect(rule.judge(named('server.js', 2_000)).kind).toBe('raised');
    });

    test.each([
      ['while read -r T; do T=$T node server.js; done <list; exec node web.js', 'silent'],
      ['while ! test -f all.bin; do node server.js; done; exec node web.js', 'silent'],
      ['while true; do node server.js && break; sleep 1; done; exec node web.js', 'silent'],
      ['for i in 1 2 3 4 5 6; do node server.js && break; sleep 1; done; exec node web.js', 'silent'],
      ['retry() { until "$@"; do sleep 1; done; }; retry node server.js; exec node web.js', 'silent'],
      ['while :; do node server.js & P=$!; sleep 4; kill $P; done', 'silent'],
      ['while true; do node server.js; sleep 1; done; exec node web.js', 'raised'],
      ['while true; do node server.js || true; sleep 1; done', 'raised'],
      ['for i in 1 2 3 4 5 6; do node server.js && break; sleep 1; done', 'raised'],
      ['while :; do node server.js & wait $!; sleep 1; done', 'raised'],
    ])('by %s it is %s', (text, kind) => {
      const looper = process({ pid: 7, command: ['sh', '-c', text] });
      const seen = restarting(gone(6), {
        app: app({ pid: 7, command: looper.command }),
        processes: [looper],
      });
      expect(rule.judge(seen).kind).toBe(kind);
    });

    describe('that serves until it exits', () => {
      const served = (count: number, command?: readonly string[], change: Partial<Vanished> = {}) =>
        gone(count, command ? [...command] : undefined, 400, 1_400).map((each) => ({
          ...each,
          listened: ['0.0.0.0:8000'],
          ...change,
        }));
      const quota = exception('Error: the quota file is locked', { at: NOW - 1_100 });
      const serving = (vanished: readonly Vanished[], change: Parameters<typeof facts>[0] = {}) =>
        restarting([], {
          health: health(),
          processes: [shell, process({ pid: 40, ppid: 7, command: ['node', 'server.js'], startedAt: NOW - 400 })],
          listeners: [listener('0.0.0.0', 8000, { pid: 40 })],
          listenersSince: NOW - 300,
          past: { ...noPast, vanished },
          log: log([], { exceptions: [quota] }),
          ...change,
        });
      const refusals = [1, 2].map((i) => probe({ kind: 'refused' }, { at: NOW - 1_300 * i, passed: false }));

      test('is named after the third exit, even if checks pass in between', () => {
        expect(findingOf(rule, serving(served(3)))).toMatchObject({
          severity: 'error',
          confidence: 'certain',
          summary: expect.stringMatching(
            /`node server\.js` 3 times, .* pid 22, exited on its own\): Error: the quota file/,
          ),
        });
        expect(rule.judge(serving(served(2)))).toEqual(silent);
      });

      test('stays named between an exit and its trace', () => {
        const exceptions = [{ ...quota, at: NOW - 2_500 }];
        expect(findingOf(rule, serving(served(3), { log: log([], { exceptions }) })).summary).toContain('quota');
      });

      test('counts a worker whose first process listens for it', () => {
        const command = ['/usr/bin/node', '/srv/c.js'];
        const primary = process({ pid: 7, command: ['node', 'c.js'] });
        const forIt = { listened: [], parentListened: ['0.0.0.0:8000'] };
        const seen = (since: number) =>
          serving(served(3, command, forIt), {
            processes: [primary, process({ pid: 41, ppid: 7, command, startedAt: NOW - 9_000 })],
            listeners: [listener('0.0.0.0', 8000, { pid: 7 })],
            listenersSince: since,
            past: { ...noPast, vanished: served(3, command, forIt) },
          });
        expect(findingOf(rule, seen(NOW - 300)).summary).toContain('`/usr/bin/node /srv/c.js` 3 times');
        // Others have kept the port open.
        expect(rule.judge(seen(NOW - 60_000))).toEqual(silent);
      });

      test('counts a worker of another file once a check fails after the app had answered', () => {
        const forIt = { listened: [], parentListened: ['0.0.0.0:8000'] };
        const vanished = served(3, ['node', 'w.js'], forIt);
        const seen = (probes = refusals) =>
          serving(vanished, {
            processes: [process({ pid: 7, command: ['node', 'p.js'] })],
            past: { ...noPast, vanished, firstAnswer: probe(undefined, { at: NOW - 5_000 }) },
            probes,
          });
        expect(findingOf(rule, seen()).summary).toContain('`node w.js` 3 times');
        // Jobs of a server are such, too, and another port that it opens closes none.
        expect(rule.judge(seen([]))).toEqual(silent);
      });

      test('does not mistake the first port that an app opens next to its jobs for a reopened port', () => {
        const forIt = { listened: [], parentListened: ['0.0.0.0:8000'] };
        const vanished = served(3, ['python3', '/srv/web.py'], forIt);
        const seen = serving(vanished, {
          processes: [process({ pid: 7, command: ['python3', 'web.py'] })],
          past: { ...noPast, vanished, listenedAt: NOW - 300 },
        });
        expect(rule.judge(seen)).toEqual(silent);
      });

      test('does not count the last try of a script, which has become the server', () => {
        const tries = gone(8, ['node', 'up.js']);
        const vanished = tries.map((each, i) => (i < 7 ? each : { ...each, parentListened: ['0.0.0.0:8000'] }));
        const main = process({ pid: 7, command: ['node', 'desk.js'] });
        const seen = serving(vanished, { processes: [main], listeners: [listener('0.0.0.0', 8000, { pid: 7 })] });
        expect(rule.judge(seen)).toEqual(silent);
      });

      test('counts the exit of the program that had started the server', () => {
        const npm = gone(3, ['npm', 'start'], 900, 1_400);
        const below = npm.map(({ process: { pid }, at }) => ({
          process: process({ pid: pid + 50, ppid: pid, command: ['node', 'web.js'], startedAt: at - 800 }),
          at,
          listened: ['0.0.0.0:8000'],
        }));
        expect(findingOf(rule, serving([...below, ...npm])).summary).toContain('`npm start` 3 times');
      });

      test('quotes a line that reads like a failure about two of the exits', () => {
        const logged = served(3).map((each) => ({
          ...each,
          logged: [{ origin: 'stderr', text: 'fatal: the quota file is locked', at: each.at }],
        }));
        expect(findingOf(rule, serving(logged, { log: log() })).summary).toContain('"fatal: the quota file is locked"');
        expect(rule.judge(serving([...served(2), ...logged.slice(2)], { log: log() }))).toEqual(silent);
      });

      test('needs no log line when checks have failed meanwhile', () => {
        expect(findingOf(rule, serving(served(3), { log: log(), probes: refusals })).severity).toBe('error');
      });

      test.each([
        ['one that is told to end', serving(served(3), { log: log() })],
        ['a server for a single caller', serving(served(3, ['nc', '-l', '8000']), { log: log(), probes: refusals })],
        [
          'the jobs of a server that opens another port',
          serving(served(3, ['node', 'job.js'], { listened: [], parentListened: ['0.0.0.0:8000'] }), {
            processes: [process({ pid: 7, command: ['node', 'desk.js'] })],
            listenersSince: NOW - 2_500,
          }),
        ],
        [
          'a program that a script tried before it became the server',
          serving([], {
            processes: [process({ pid: 7, command: ['node', 'desk.js'] })],
            past: {
              ...noPast,
              vanished: served(3, ['node', 'up.js'], { listened: [] }),
              listening: { 7: ['0.0.0.0:8000'] },
            },
          }),
        ],
        ['one on another port', serving(served(3, undefined, { listened: ['0.0.0.0:9100'] }))],
        [
          'exits near an exception from another time',
          serving(served(3), { log: log([], { exceptions: [{ ...quota, at: NOW - 30_000 }] }) }),
        ],
        [
          'workers of a server that listens for them',
          serving([], {
            processes: [process({ pid: 7, command: ['gunicorn', 'desk:app'] })],
            past: {
              ...noPast,
              vanished: served(3, ['gunicorn', 'desk:app'], { listened: [], parentListened: ['0.0.0.0:8000'] }),
            },
          }),
        ],
      ])('stays silent about %s', (_what, seen) => {
        expect(rule.judge(seen)).toEqual(silent);
      });
    });

    describe('next to a program that may be the server', () => {
      const text = '(while true; do node job.js; sleep 1; done) & exec node desk.js';
      const looper = process({ pid: 7, ppid: 6, kinship: 'descendant', command: ['sh', '-c', text] });
      const beside = (command: readonly string[], agoMs: number, change: Parameters<typeof facts>[0] = {}) =>
        restarting(gone(6, ['node', 'job.js']), {
          app: app({ pid: 6, command: ['sh', '-c', text], startedAt: NOW - agoMs }),
          processes: [looper, process({ pid: 6, ppid: 1, command, startedAt: NOW - agoMs })],
          log: log([], { exceptions: [exception('Error: no license', { at: NOW - 1_100, language: 'node' })] }),
          ...change,
        });

      test('is silent while that program is young, and only likely during the usual start time', () => {
        const desk = ['node', 'desk.js'];
        expect(rule.judge(beside(desk, 14_000))).toEqual(silent);
        const { severity, confidence, summary } = findingOf(rule, beside(desk, 25_000));
        expect({ severity, confidence }).toEqual({ severity: 'warning', confidence: 'likely' });
        expect(summary).toMatch(/Error: no license; `node desk\.js` \(pid 6\) keeps the container alive\.$/);
      });

      test('never explains that nothing listens if it restarts a job by its name', () => {
        const seen = beside(['node', 'desk.js'], 150_000, { health: releaseFailed() });
        expect(causesOf([notListening, rule], seen)).toEqual({
          'not-listening': 'primary',
          'crash-loop': 'unexplained',
        });
      });

      test('is an error for a server by its name, once the other has had its time, and immediately next to jobs', () => {
        const vanished = gone(6, ['node', 'server.js']);
        const seen = (command: readonly string[], agoMs: number) =>
          findingOf(rule, beside(command, agoMs, { past: { ...noPast, vanished } }));
        expect(seen(['node', 'desk.js'], 150_000)).toMatchObject({ severity: 'error', confidence: 'likely' });
        expect(seen(['node', 'jobs.js'], 9_000)).toMatchObject({ severity: 'error', confidence: 'certain' });
      });

      test('is sure immediately if the program had listened', () => {
        const vanished = gone(6, ['node', 'a.js']).map((each) => ({ ...each, listened: ['0.0.0.0:8000'] }));
        expect(findingOf(rule, beside(['node', 'b.js'], 9_000, { past: { ...noPast, vanished } }))).toMatchObject({
          severity: 'error',
          confidence: 'certain',
        });
      });

      test("also counts a program that the loop's script has started", () => {
        const both = process({ pid: 7, command: ['sh', '-c', 'node desk.js & while :; do node job.js; done'] });
        const desk = process({ pid: 8, ppid: 7, kinship: 'descendant', command: ['node', 'desk.js'] });
        const under = (agoMs: number) =>
          beside(['tini'], 9_000, {
            processes: [
              { ...both, startedAt: NOW - 9_100 },
              { ...desk, startedAt: NOW - agoMs },
            ],
          });
        expect(rule.judge(under(9_000))).toEqual(silent);
        expect(findingOf(rule, under(500))).toMatchObject({ severity: 'error', confidence: 'certain' });
      });

      test('counts neither a program that forks itself again and again, nor its other worker', () => {
        const forked = ['/usr/bin/node', '/srv/cluster.mjs'];
        const first = process({ pid: 7, ppid: 1, command: ['node', 'cluster.mjs'], startedAt: NOW - 9_000 });
        const other = process({ pid: 60, ppid: 7, kinship: 'descendant', command: forked, startedAt: NOW - 2_000 });
        const forking = { past: { ...noPast, vanished: gone(6, forked) }, processes: [first, other] };
        const raised = { exceptions: [exception('Error: no license', { at: NOW - 1_100, language: 'node' as const })] };
        expect(findingOf(rule, restarting([], { ...forking, log: log([], raised) }))).toMatchObject({
          severity: 'error',
          confidence: 'certain',
        });
        const jobs = { past: { ...noPast, vanished: gone(6, ['node', '/srv/job.mjs']) }, processes: [first] };
        expect(rule.judge(restarting([], { ...jobs, log: log([], raised) }))).toEqual(silent);
      });

      test("does not mistake that program's exception for the loop's", () => {
        const raised = exception('Error: id', { at: NOW - 1_100, language: 'node', where: '/srv/desk.js line 3' });
        expect(rule.judge(beside(['node', 'desk.js'], 25_000, { log: log([], { exceptions: [raised] }) }))).toEqual(
          silent,
        );
      });
    });

    test("does not mistake another program's lines for those of the restarted program", () => {
      const said = (at: number, text: string) => ({ origin: 'stdout', text, at });
      const noise = 'Error: no parcels';
      const runsv = process({ pid: 7, command: ['runsv', 'web'] });
      const belts = process({ pid: 90, command: ['node', 'belts.js'] });
      const among = (own: readonly string[]) => {
        const ends = gone(6).map((each) => ({
          ...each,
          logged: [
            said(each.at - 900, noise),
            said(each.at - 500, noise),
            ...own.map((text) => said(each.at - 200, text)),
            said(each.at - 100, noise),
          ],
        }));
        return findingOf(rule, restarting(ends, { processes: [runsv, belts], log: log([noise]) })).summary;
      };
      expect(among(['no such plan: gold'])).toContain('its last line was "no such plan: gold"');
      expect(among([])).toContain('the log does not show why');
    });

    test('waits longer when a script in a file may only check whether another host is available', () => {
      const refused = exception('psycopg2.OperationalError: Connection refused', {
        at: NOW - 1_100,
        dependency: { how: 'refused', target: 'db:5432', service: 'PostgreSQL' },
      });
      const change = {
        app: app({ command: ['bash', 'entrypoint.sh'], pid: 7 }),
        processes: [process({ pid: 7, command: ['bash', 'entrypoint.sh'] })],
        log: log([], { exceptions: [refused] }),
      };
      expect(rule.judge(restarting(gone(7, ['python'], 300, 2_000), change))).toEqual(silent);
      const long = { ...change, log: log([], { exceptions: [{ ...refused, at: NOW - 60_000 }, refused] }) };
      expect(rule.judge(restarting(gone(20, ['python'], 300, 2_000), long)).kind).toBe('raised');
    });

    describe('without an exception', () => {
      const looping = (
        script: string,
        {
          command = ['./web'],
          lines = ['fatal: no port'] as readonly string[],
          others = [] as readonly Process[],
        } = {},
        change: Parameters<typeof facts>[0] = {},
      ) => {
        const looper = process({ pid: 7, command: ['sh', '-c', script] });
        return restarting(gone(6, command), {
          app: app({ pid: 7, command: looper.command }),
          processes: [looper, ...others],
          log: log(lines),
          ...change,
        });
      };
      const beside = process({
        pid: 40,
        ppid: 7,
        kinship: 'descendant',
        command: ['node', 'web.js'],
        startedAt: STARTED - 1,
      });

      test('quotes what the program printed before it exited', () => {
        const { summary, remedy } = findingOf(rule, looping('while true; do ./web; sleep 1; done'));
        expect(summary).toBe(
          '`sh -c \'while true; do ./web; sleep 1; done\'` (pid 7) has started `./web` 6 times, but it exited within seconds each time (the last one, pid 25, exited on its own): its last line was "fatal: no port".',
        );
        expect(remedy[0]).toBe('Fix what the quoted line reports: `./web` prints it before it exits.');
      });

      test('knows a server by its name, whatever it prints', () => {
        const seen = looping('while :; do gunicorn app:app; done', {
          command: ['gunicorn', 'app:app'],
          lines: ['bye'],
        });
        expect(findingOf(rule, seen).summary).toContain('`gunicorn app:app` 6 times');
      });

      test('counts the pauses of a loop whose program is too quick to be seen', () => {
        const seen = looping('until ./web; do sleep 1; done', { command: ['sleep', '1'] });
        expect(findingOf(rule, seen).summary).toContain('`./web` 6 times');
      });

      test.each([
        ['until ./migrate; do sleep 1; done; exec ./web', './migrate', 'raised'],
        ['until ./migrate-check; do sleep 1; done; exec ./web', './migrate-check', 'silent'],
        ['until ./db-up; do sleep 1; done; exec ./web', './db-up', 'silent'],
      ])('%s: a wait ends never where what it asks fails over its own error', (script, program, kind) => {
        const lines = ['The `add_orders` migration started at 2026-01-10 08:15:22 UTC failed', 'Database not ready'];
        const guess = { kind: 'dependency-failed', how: 'unreached', line: 'Database not ready' } as const;
        const dependencyFailures = [{ ...guess, service: 'database', at: NOW - 100, firstAt: NOW - 9_000, count: 5 }];
        const past = { vanished: gone(22, [program]), zombies: [], listening: {}, execAt: {} };
        const seen = looping(script, { command: [program], lines }, { past, log: log(lines, { dependencyFailures }) });
        expect(rule.judge(seen).kind).toBe(kind);
        const short = { ...past, vanished: gone(9, [program]) };
        expect(rule.judge(looping(script, { command: [program], lines }, { past: short }))).toEqual(silent);
        const pending = ['Error: migrations are pending', 'Database not ready'];
        expect(rule.judge(looping(script, { command: [program], lines: pending }, { past }))).toEqual(silent);
      });

      test('says how to remove a stale pid file, and how to fix an empty port', () => {
        const stale = looping('while :; do gunicorn -p web.pid app:app; done', {
          command: ['gunicorn', '-p', 'web.pid', 'app:app'],
          lines: [`Error: Already running on PID 7 (or pid file 'web.pid' is stale)`],
        });
        expect(findingOf(rule, stale).remedy[0]).toContain('`rm -f web.pid`');
        const empty = looping('while :; do gunicorn -b :$P app:app; done', {
          command: ['gunicorn', '-b', ':', 'app:app'],
          lines: [`Error: '' is not a valid port number.`],
        });
        expect(findingOf(rule, empty).remedy[0]).toContain('it is empty');
      });

      describe('whose lines do not read like a failure', () => {
        const slow = (change: Parameters<typeof facts>[0] = {}) =>
          looping(
            'while :; do ./web; sleep 4; done',
            { lines: ['seat limit reached'] },
            {
              past: { vanished: gone(3, ['sleep', '4'], 3_900, 4_000), zombies: [], listening: {}, execAt: {} },
              ...change,
            },
          );

        test('is reported after three rounds of seconds if the platform expects a port', () => {
          expect(findingOf(rule, slow()).summary).toMatch(
            /has started `\.\/web` 3 times, .*: its last line was "seat limit reached"\.$/,
          );
        });

        test('may be a loop of jobs if no port is expected', () => {
          expect(rule.judge(slow({ endpoints: [] }))).toEqual(silent);
        });
      });

      test.each([
        [
          'a loop that waits for what it needs',
          looping('until ./db-up; do sleep 1; done; exec ./web', { command: ['./db-up'] }),
        ],
        ['the pauses of such a loop', looping('until ./up; do sleep 1; done; exec ./web', { command: ['sleep', '1'] })],
        [
          'a tool that asks for another host',
          looping('while ! nc -z db 1; do sleep 1; done', { command: ['nc', '-z', 'db', '1'] }),
        ],
        [
          'a job that prints no failure',
          looping('while :; do ./job; sleep 1; done', { command: ['./job'], lines: ['done'] }),
        ],
        [
          'a job next to a server that is starting',
          looping('while :; do ./job; done & node web.js', { command: ['./job'], others: [beside] }),
        ],
        ['a shell that only pauses', looping('./web & while :; do sleep 1; done', { command: ['sleep', '1'] })],
        [
          'a script whose text is not visible, for the first half minute',
          looping(
            '',
            {},
            { app: app({ command: ['sh', 'run.sh'] }), processes: [process({ pid: 7, command: ['sh', 'run.sh'] })] },
          ),
        ],
      ])('stays silent about %s', (_what, seen) => {
        expect(rule.judge(seen)).toEqual(silent);
      });
    });
  });

  describe('a program under a supervisor', () => {
    const line = '2026-11-21 16:24:26,059 WARN exited: web (exit status 7; not expected)';
    const program = (change: Partial<SupervisedProgram> = {}): SupervisedProgram => ({
      supervisor: 'supervisord',
      name: 'web',
      failures: 5,
      failingSince: NOW - 9_000,
      lastEnd: { at: NOW - 1_000, how: 'exited with code 7', line },
      ...change,
    });
    const under = (change: Partial<SupervisedProgram> = {}, more: Parameters<typeof facts>[0] = {}, tail = [line]) =>
      facts({
        pool: undefined,
        listeners: [],
        probes: [],
        health: waiting(),
        log: log(tail, { supervised: [program(change)] }),
        ...more,
      });
    const gaveUp = { at: NOW - 90_000, line: 'gave up: web entered FATAL state, too many start retries too quickly' };

    test('names the program, its status, and how to see its output', () => {
      const { summary, severity, remedy } = findingOf(rule, under());
      expect({ summary, severity }).toEqual({
        summary:
          'supervisord has started web 5 times, but it exited within seconds each time (the last time it exited with code 7): the log does not show why.',
        severity: 'error',
      });
      expect(remedy[0]).toContain('`stdout_logfile=/dev/fd/1`');
    });

    test('quotes its last line when its output is captured', () => {
      expect(findingOf(rule, under({}, {}, ['missing SECRET_KEY', line])).remedy[0]).toBe(
        'Set the environment variable SECRET_KEY for this container: the app reads it, but it is not set.',
      );
    });

    test.each([
      ['fatal: bad page', 'Fix what makes web exit while it starts: most likely the problem in the quoted line.'],
      ['ready on 8000', 'Fix what makes web exit while it starts: the quoted line is the last that was printed.'],
    ])('does not repeat them in the remedy: %s', (said, step) => {
      expect(findingOf(rule, under({}, {}, [said, line])).remedy[0]).toBe(step);
    });

    test('treats a program with the name workers like any other', () => {
      expect(findingOf(rule, under({ name: 'workers' })).summary).toBe(
        'supervisord has started workers 5 times, but it exited within seconds each time (the last time it exited with code 7): the log does not show why.',
      );
    });

    test('stays active when the supervisor gave up long ago', () => {
      const last = { at: NOW - 90_000, how: 'exited with code 7', line };
      expect(findingOf(rule, under({ failures: 4, gaveUp, lastEnd: last })).summary).toContain(
        'supervisord has started web 4 times and given up, because it exited within seconds each time (the last time it exited with code 7): ',
      );
    });

    test.each([
      ['answers', { health: health() }],
      ['listens', { listeners: [listener('0.0.0.0')] }],
    ])('is a warning where another program of the app %s', (_what, change) => {
      expect(findingOf(rule, under({}, change)).severity).toBe('warning');
    });

    test('is less sure next to a program that may still be starting', () => {
      const young = process({ pid: 30, command: ['node', 'desk.js'], startedAt: NOW - 12_000 });
      const seen = (ageMs: number) =>
        under({}, { app: app({ startedAt: NOW - ageMs }), processes: [{ ...young, startedAt: NOW - ageMs }] });
      expect(findingOf(rule, seen(12_000))).toMatchObject({ severity: 'warning', confidence: 'likely' });
      expect(findingOf(rule, seen(25_000))).toMatchObject({ severity: 'error', confidence: 'certain' });
      const again = { ...young, startedAt: NOW - 900 };
      expect(findingOf(rule, under({}, { processes: [again] }))).toMatchObject({ confidence: 'certain' });
    });

    test('takes its reason from its own lines, next to another program that keeps running', () => {
      const at = NOW - 2_000;
      const said = (beforeMs: number, text: string) => ({ origin: 'stdout', text, at: at - beforeMs });
      const noise = 'Error: no parcels';
      const logged = [said(900, noise), said(500, noise), said(200, 'no such plan: gold'), said(100, noise)];
      const belts = process({ pid: 30, command: ['python3', 'belts.py'], startedAt: NOW - 60_000 });
      const caught = exception("KeyError: 'belt'", { at: NOW - 3_000, where: '/srv/belts.py line 4, in <module>' });
      const loop = program({ logged, lastEnd: { at, how: 'exited with code 7', line } });
      const seen = facts({
        health: waiting(),
        listeners: [],
        probes: [],
        processes: [belts],
        log: log([noise], { supervised: [loop], exceptions: [caught] }),
      });
      expect(findingOf(rule, seen).summary).toMatch(/: the log shows "no such plan: gold"\.$/);
    });

    test('treats an exception as its own even if a scan still shows the program alive', () => {
      const web = process({ pid: 31, command: ['node', 'web.js'], startedAt: NOW - 1_400 });
      const thrown = exception('Error: no plan', { at: NOW - 1_000, where: '/srv/web.js line 1', language: 'node' });
      const seen = under({}, { processes: [web], log: log([line], { supervised: [program()], exceptions: [thrown] }) });
      expect(findingOf(rule, seen).summary).toContain('Error: no plan (/srv/web.js line 1)');
    });

    test("is an error when only supervisord's own page listens", () => {
      const page = listener('0.0.0.0', 9001, { command: ['/usr/bin/python3', '/usr/bin/supervisord', '-n'] });
      expect(findingOf(rule, under({}, { listeners: [page] })).severity).toBe('error');
    });

    test.each([
      ['a program that was started a few times', under({ failures: 4 })],
      ['one that stays up since', under({ startedAt: NOW - 11_000 })],
      [
        'a program whose last exit is long ago',
        under({ lastEnd: { at: NOW - 121_000, how: 'was killed by SIGKILL', line } }),
      ],
      ['a missing command', under({ unstarted: { at: NOW, missing: 'gunicorm', line } })],
      [
        'a supervisor that waits until a file changes',
        under({ failures: 1, gaveUp: { ...gaveUp, until: 'a file changes' } }),
      ],
      ['an app that exited', under({}, { app: ended({ code: 1 }) })],
    ])('stays silent about %s', (_what, seen) => {
      expect(rule.judge(seen)).toEqual(silent);
    });
  });

  test.each([
    ['a healthy app', facts()],
    ['four ends', looping(quick(4))],
    ['a loop that is over', looping(quick(6, 61_000))],
    ['an app that has answered since', looping(quick(6), { probes: [probe(answered(200), { at: NOW - 500 })] })],
    [
      'workers that were ready, and are replaced after many requests',
      looping(quick(6, 1_000, { readyAt: NOW - 2_000 })),
    ],
    ['workers that time out', looping([1, 2, 3, 4, 5, 6].map((n) => timedOut(7 + n, 2, 3 * n)))],
    [
      'a few quick exits among many long lives',
      looping([
        ...quick(5),
        ...quick(6).map(({ pid, end }) => ({ pid: pid + 100, bootedAt: NOW - 90_000, ...(end && { end }) })),
      ]),
    ],
    ['a server that stops', facts({ pool: pool({ workers: quick(6), stoppingAt: NOW - 60_000 }), probes: [early] })],
  ])('stays silent about %s', (_what, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});

test('stays the cause of the exit of a supervisor that gave up', () => {
  const line = 'PM2 log: Script /app/server.js had too many unstable restarts (16). Stopped. "errored"';
  const at = NOW - 1_000;
  const server: SupervisedProgram = {
    supervisor: 'PM2',
    name: 'server',
    failures: 16,
    failingSince: NOW - 15_000,
    lastEnd: { at, how: 'exited with code 1', line: 'exited' },
    gaveUp: { at, line },
  };
  const base = { health: waiting(), listeners: [] };
  const seen = (supervised: SupervisedProgram) =>
    facts({ ...base, app: ended({ code: 2 }), log: log([line], { supervised: [supervised] }) });
  expect(causesOf([exitedEarly, rule], seen(server))).toEqual({
    'crash-loop': 'primary',
    'exited-early': 'crash-loop',
  });
  // pm2-runtime 7 exits with either 2 or 0.
  const clean = facts({ ...base, app: ended({ code: 0 }), log: log([line], { supervised: [server] }) });
  expect(causesOf([exitedCleanly, rule], clean)).toMatchObject({ 'crash-loop': 'primary' });
  const { gaveUp: _, ...goesOn } = server;
  expect(causesOf([exitedEarly, rule], seen(goesOn))).toEqual({ 'exited-early': 'primary' });
});
