import { describe, expect, test } from 'vitest';
import { noPast, type Past, type Vanished } from '../../../src/core/facts/past.ts';
import type { Process } from '../../../src/core/facts/process.ts';
import type { SupervisedProgram } from '../../../src/core/facts/supervised.ts';
import dependencyUnreachable from '../../../src/rules/dependencies/dependency-unreachable.ts';
import rule from '../../../src/rules/exit/app-gone.ts';
import notListening from '../../../src/rules/listening/not-listening.ts';
import wrongPort from '../../../src/rules/listening/wrong-port.ts';
import {
  answered,
  app,
  facts,
  health,
  listener,
  NOW,
  probe,
  process,
  releaseFailed,
  waiting,
} from '../../support/builders.ts';
import { causesOf, ended, exception, findingOf, log, refused, silent } from '../../support/rule-builders.ts';

const run = (pid: number, ...command: readonly string[]): Process =>
  process({ pid, command, name: command[0] ?? '', kinship: pid === 7 ? 'main' : 'descendant' });
const shell = run(7, 'sh', '-c', 'node server.mjs & sleep 1; tail -f /dev/null');
const script = run(7, 'sh', 'start.sh');
const tail = run(12, 'tail', '-f', '/dev/null');
const node = run(9, 'node', 'server.mjs');

const gone = (server: Process, agoMs = 5_000, listened: readonly string[] = ['0.0.0.0:8000']): Past => ({
  vanished: [{ process: server, at: NOW - agoMs, listened }],
  zombies: [],
  listening: {},
  execAt: {},
});

const left = (change: Parameters<typeof facts>[0] = {}) =>
  facts({ processes: [shell, tail], listeners: [], past: gone(node), ...change });

test('names the server that exited and what keeps the container alive', () => {
  const finding = findingOf(rule, left());
  expect(finding.confidence).toBe('certain');
  expect(finding.summary).toBe(
    '`node server.mjs` (pid 9), which listened on 0.0.0.0:8000, exited 5 s ago, but `tail -f /dev/null` (pid 12) keeps the container alive.',
  );
  expect(finding.remedy[0]).toContain('`exec`');
});

test.each([
  ['sleep infinity', run(12, 'sleep', 'infinity')],
  ['sleep for a day', run(12, '/bin/sleep', '1d')],
  ['tail -F', run(12, 'tail', '-n', '0', '-F', 'app.log')],
  ['busybox tail', run(12, '/bin/busybox', 'tail', '-f', 'app.log')],
  ['a bare cat', run(12, 'cat')],
])('knows %s', (_, keeper) => {
  expect(rule.judge(left({ processes: [shell, keeper] })).kind).toBe('raised');
});

test('is likely for a server that was never seen to listen', () => {
  const finding = findingOf(rule, left({ past: gone(run(9, 'gunicorn', 'app:app'), 5_000, []) }));
  expect(finding.confidence).toBe('likely');
});

test('counts a zombie server as gone', () => {
  expect(rule.judge(left({ processes: [shell, tail, { ...node, state: 'Z' }] })).kind).toBe('raised');
});

test('explains that nothing listens', () => {
  expect(causesOf([notListening, rule], left({ health: releaseFailed(), probes: [refused] }))).toMatchObject({
    'app-gone': 'primary',
    'not-listening': 'app-gone',
  });
});

describe('is silent', () => {
  test.each([
    ['on a healthy app', facts()],
    ['on a healthy app behind a shell', left({ processes: [shell, tail, node], listeners: [listener('0.0.0.0')] })],
    [
      'when a script has moved on to its next program',
      left({
        processes: [script, { ...run(13, 'python', 'worker.py'), ppid: 7, startedAt: NOW - 4_900 }],
        past: gone({ ...node, ppid: 7 }),
      }),
    ],
    ['when only a chore has exited', left({ past: gone(run(9, 'python', 'manage.py', 'migrate'), 5_000, []) })],
    ['on a server that exited just now', left({ past: gone(node, 500) })],
    ['while a supervising shell pauses', left({ processes: [shell, run(12, 'sleep', '5')] })],
    [
      'on a bare sleep that never was a server',
      left({ past: { vanished: [], zombies: [], listening: {}, execAt: {} } }),
    ],
    ['when the command has exited', left({ app: ended({ code: 1 }), processes: [] })],
    ['when it was asked to end', left({ app: app({ stopRequestedAt: NOW - 1_000 }) })],
  ])('%s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});

describe('a program whose supervisor waits until a file changes', () => {
  const line = '[nodemon] app crashed - waiting for file changes before starting...';
  const nodemon = run(7, 'node', '/usr/bin/nodemon', 'server.js');
  const waitingSince = (at: number, change: Parameters<typeof facts>[0] = {}) =>
    facts({
      processes: [nodemon],
      listeners: [],
      past: noPast,
      log: log([line], {
        supervised: [
          { supervisor: 'nodemon', name: 'node server.js', failures: 0, gaveUp: { at, until: 'a file changes', line } },
        ],
        exceptions: [exception('Error: no license file', { at: at - 100, where: 'server.js line 3' })],
      }),
      ...change,
    });

  test('says what waits for what, and why the program exited', () => {
    const { summary, remedy } = findingOf(rule, waitingSince(NOW - 5_000));
    expect(summary).toBe(
      'nodemon reports that `node server.js` has exited, and restarts it only when a file changes, which does not happen in a container: Error: no license file (server.js line 3).',
    );
    expect(remedy).toEqual([
      'Fix the cause of Error: no license file in server.js line 3.',
      'Start the program without nodemon, which is for development: the container then exits when the program does, and the platform restarts it.',
    ]);
  });

  test("takes a trace that is read late, and not the supervisor's own line, as the reason", () => {
    const at = NOW - 7_000;
    const own = ['[nodemon] starting `node server.js`', line, '[nodemon] still waiting: it crashed'];
    const { log: told } = waitingSince(at).observed;
    const supervised = told.known ? (told.value.supervised ?? []) : [];
    expect(findingOf(rule, waitingSince(at, { log: log(own, { supervised }) })).summary).toContain(
      'the log shows no exception',
    );
    const late = [exception('Error: no license file', { at: at + 6_000, where: 'server.js line 3' })];
    expect(findingOf(rule, waitingSince(at, { log: log(own, { supervised, exceptions: late }) })).summary).toContain(
      'Error: no license file',
    );
  });

  test.each([
    ['has only just said so', waitingSince(NOW - 900)],
    ['leaves another one that listens', waitingSince(NOW - 5_000, { listeners: [listener('0.0.0.0')] })],
    ['has exited too', waitingSince(NOW - 5_000, { app: ended({ code: 1 }) })],
  ])('is silent where it %s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});

test('knows a program by its exception when nothing shows that it should serve', () => {
  const past = gone(node, 5_000, []);
  expect(rule.judge(left({ past }))).toEqual(silent);
  const raised = exception('Error: no license', { at: NOW - 4_800, language: 'node' });
  const { summary, remedy } = findingOf(rule, left({ past, log: log([], { exceptions: [raised] }) }));
  expect(summary).toMatch(
    /node server\.mjs` \(pid 9\) exited 5 s ago \(Error: no license\), but .* keeps the container alive\.$/,
  );
  expect(remedy[1]).toContain('`exec`');
  expect(remedy[0]).toBe('Fix what the log reports: Error: no license.');
});

describe('several programs', () => {
  const both = run(7, 'sh', '-c', 'node web.js & node jobs.js & wait');
  const of = (pid: number, command: readonly string[], change: Partial<Process> = {}): Process => ({
    ...run(pid, ...command),
    ppid: 7,
    startedAt: NOW - 8_000,
    ...change,
  });
  const web = of(9, ['node', 'web.js']);
  const jobs = of(10, ['node', 'jobs.js'], { startedAt: NOW - 20_000 });
  const past = (server: Process, agoMs = 1_000, change: Partial<Past['vanished'][number]> = {}): Past => ({
    ...noPast,
    vanished: [{ process: server, at: NOW - agoMs, listened: [], ...change }],
  });
  const error = exception('Error: STRIPE_KEY missing', { at: NOW - 900, language: 'node', isUncaught: true });
  const raised = log([], { exceptions: [error] });
  const without = (change: Parameters<typeof facts>[0] = {}) =>
    facts({
      app: app({ command: both.command, pid: 7, startedAt: NOW - 8_000 }),
      health: waiting(),
      probes: [],
      processes: [both, jobs],
      listeners: [],
      past: past(web),
      log: raised,
      ...change,
    });

  test('names the program that exited, why, and what keeps the container alive', () => {
    const { summary, severity, confidence, remedy } = findingOf(rule, without());
    expect({ summary, severity, confidence }).toEqual({
      summary:
        '`node web.js` (pid 9) exited 1 s ago (Error: STRIPE_KEY missing), but `node jobs.js` (pid 10) keeps the container alive.',
      severity: 'error',
      confidence: 'certain',
    });
    expect(remedy.join(' ')).toMatch(/STRIPE_KEY missing.*`exec`/);
  });

  test('quotes the one of two exceptions in shared files that does not repeat', () => {
    const shared = (text: string, agoMs: number) =>
      exception(text, { at: NOW - agoMs, language: 'node', where: '/srv/lib/q.js line 1, in run' });
    const line = (text: string, agoMs: number) => ({ origin: 'stderr', text, at: NOW - agoMs });
    const stuck = 'Error: the queue is stuck';
    const license = 'Error: no license for it';
    const seen = without({
      log: log([], {
        tail: [line(stuck, 1_600), line(license, 1_050), line(stuck, 900)],
        exceptions: [shared(license, 1_050), shared(stuck, 900)],
      }),
    });
    expect(findingOf(rule, seen).summary).toContain('exited 1 s ago (Error: no license for it (');
  });

  test('is less sure while the running program is new and may be the server', () => {
    const { severity, confidence } = findingOf(
      rule,
      without({ processes: [both, { ...jobs, startedAt: NOW - 8_000 }] }),
    );
    expect({ severity, confidence }).toEqual({ severity: 'warning', confidence: 'likely' });
  });

  test.each([
    ['has only just begun', 3_000, silent],
    ['should listen by now', 400_000, expect.objectContaining({ kind: 'raised' })],
  ])('waits for the program that the script became after that end: it %s', (_, agoMs, verdict) => {
    const startedAt = NOW - agoMs - 2_000;
    const became = { ...jobs, pid: 7, ppid: 1, kinship: 'main' as const, startedAt };
    const ended = { ...past({ ...web, startedAt }, agoMs + 500), execAt: { 7: NOW - agoMs } };
    const seen = without({ app: app({ command: both.command, pid: 7, startedAt }), processes: [became], past: ended });
    const failed = log([], { exceptions: [{ ...error, at: NOW - agoMs - 400 }] });
    expect(
      rule.judge({ ...seen, observed: { ...seen.observed, log: { known: true, value: failed, at: NOW } } }),
    ).toEqual(verdict);
  });

  test('quotes the exit code that a zombie keeps, and the last line printed', () => {
    const seen = without({ past: past(web, 1_000, { end: { code: 78 } }), log: log(['DB_URL is not set', 'tick']) });
    expect(findingOf(rule, seen).summary).toBe(
      '`node web.js` (pid 9) exited with code 78, 1 s ago (DB_URL is not set), but `node jobs.js` (pid 10) keeps the container alive.',
    );
  });

  test('quotes the last line, whatever it says, when nothing else is left that writes', () => {
    const past78 = past(web, 1_000, { end: { code: 78 } });
    const seen = without({ processes: [tail], past: past78, log: log(['DESK: bye', 'tail: app.log: file truncated']) });
    expect(findingOf(rule, seen).summary).toContain('exited with code 78, 1 s ago (DESK: bye), but `tail');
  });

  test('names a zombie by the script when its own command line is lost', () => {
    const zombie = of(9, [], { name: 'node', state: 'Z' });
    const seen = without({
      processes: [{ ...jobs, pid: 7, kinship: 'main' }, zombie],
      past: past(zombie, 1_000, { end: { signal: 'SIGSEGV' } }),
      log: log(),
    });
    expect(findingOf(rule, seen).summary).toMatch(/^`node web\.js` \(pid 9\) was killed by SIGSEGV, 1 s ago, but /);
  });

  test.each(['grep', 'sh'])('does not mistake a %s that a shell waited with for a program of the script', (name) => {
    const main = run(7, 'nginx: master process');
    const started = app({
      command: [
        'sh',
        '-c',
        'gunicorn -b 127.0.0.1:3000 app:app & until grep -q READY log; do sleep 1; done; exec nginx',
      ],
      pid: 7,
      startedAt: NOW - 8_000,
    });
    const zombie = of(20, [], { name, state: 'Z' });
    const vanished = past(zombie, 1_000, { end: { code: 1 } });
    const beside = {
      app: started,
      processes: [{ ...main, kinship: 'main' as const }, zombie],
      past: vanished,
      log: log(),
    };
    expect(rule.judge(without(beside)).kind).toBe('silent');
  });

  test('counts the zombies of a script in a file that have the name of a server, not its small helpers', () => {
    const start = run(7, 'bash', 'start.sh');
    const seen = (name: string) => {
      const zombie = of(20, [], { name, state: 'Z' });
      const started = app({ command: start.command, pid: 7, startedAt: NOW - 8_000 });
      const vanished = past(zombie, 3_000, { end: { code: 1 } });
      return rule.judge(without({ app: started, processes: [start, jobs, zombie], past: vanished, log: log() })).kind;
    };
    expect(['node', 'readlink', 'bash'].map(seen)).toEqual(['raised', 'silent', 'silent']);
  });

  test('assumes nothing about a script in a file that sleeps for a moment: it may be a loop', () => {
    const start = run(7, 'sh', 'once.sh');
    const raised = { ...error, at: NOW - 4_000, where: '/srv/web.js line 1, in Object.<anonymous>' };
    const seen = (...sleep: readonly string[]) =>
      rule.judge(
        without({
          app: app({ command: start.command, pid: 7, startedAt: NOW - 5_000 }),
          processes: [start, of(12, sleep)],
          past: noPast,
          log: log([], { exceptions: [raised] }),
        }),
      ).kind;
    expect(seen('sleep', '3')).toBe('silent');
    expect(seen('sleep', 'infinity')).toBe('raised');
  });

  test('waits for the next round of a script in a file after its sleep', () => {
    const start = run(7, 'sh', 'once.sh');
    const sleep = { process: of(12, ['sleep', '3']), at: NOW - 300, listened: [] };
    const server = { process: of(9, ['node', 'server.js']), at: NOW - 3_200, listened: [], end: { code: 1 } };
    const seen = (...vanished: readonly Vanished[]) =>
      rule.judge(
        without({
          app: app({ command: start.command, pid: 7, startedAt: NOW - 5_000 }),
          processes: [start],
          past: { ...noPast, vanished },
          log: log(['Error: no file']),
        }),
      ).kind;
    expect(seen(server, sleep)).toBe('silent');
    expect(seen(server)).toBe('raised');
  });

  test('assumes by the script and the exception that an unseen program is gone', () => {
    const { summary, confidence } = findingOf(
      rule,
      without({ past: noPast, log: log([], { exceptions: [{ ...error, at: NOW - 7_500 }] }) }),
    );
    expect({ summary, confidence }).toEqual({
      summary:
        '`node web.js` is not running (Error: STRIPE_KEY missing), but `node jobs.js` (pid 10) keeps the container alive.',
      confidence: 'likely',
    });
  });

  test('assumes the same for a script in a file, by an exception at the top of a file that nothing runs', () => {
    const start = run(7, 'sh', 'start.sh');
    const top = (where: string) => ({
      app: app({ command: start.command, pid: 7, startedAt: NOW - 8_000 }),
      processes: [start, jobs],
      past: noPast,
      log: log([], { exceptions: [{ ...error, at: NOW - 7_500, where }] }),
    });
    const { summary, confidence } = findingOf(rule, without(top('/srv/web.py line 1, in <module>')));
    expect({ summary, confidence }).toEqual({
      summary:
        'A program that the command started is not running (Error: STRIPE_KEY missing (/srv/web.py line 1, in <module>)), but `node jobs.js` (pid 10) keeps the container alive.',
      confidence: 'likely',
    });
    expect(rule.judge(without(top('/srv/web.js line 9, in load')))).toEqual(silent);
    const step = { ...start, command: ['sh', '-c', 'python web.py; node jobs.js & mail & wait'] };
    const behind = { app: app({ command: step.command, pid: 7, startedAt: NOW - 8_000 }), processes: [step, jobs] };
    const seen = { ...top('/srv/web.py line 1, in <module>'), ...behind };
    expect(rule.judge(without({ ...seen, processes: [step, jobs, of(12, ['mail'])] }))).toEqual(silent);
    expect(rule.judge(without(top('/srv/jobs.js line 1, in Object.<anonymous>')))).toEqual(silent);
  });

  test('takes longer to be sure when a program only printed something like an error', () => {
    const said = log(['fatal: no key']);
    expect(rule.judge(without({ log: said }))).toEqual(silent);
    const { summary, confidence } = findingOf(rule, without({ log: said, past: past(web, 6_000) }));
    expect(summary).toMatch(/^`node web\.js` \(pid 9\) exited 6 s ago \(fatal: no key\), but /);
    expect(confidence).toBe('likely');
  });

  test('is sure sooner when the program is the server by its name', () => {
    const seen = (name: string, agoMs: number) => {
      const tail = [{ origin: 'stderr', text: 'fatal: no key', at: NOW - agoMs - 100 }];
      const gone = past(of(9, ['node', name]), agoMs, { logged: tail });
      return rule.judge(without({ log: { ...log(), tail }, past: gone })).kind;
    };
    expect([seen('web.js', 400), seen('web.js', 600), seen('a.js', 2_500), seen('a.js', 3_000)]).toEqual([
      'silent',
      'raised',
      'silent',
      'raised',
    ]);
  });

  test('is a warning when the app passes its checks without it', () => {
    const seen = without({
      health: health(),
      listeners: [listener('0.0.0.0')],
      past: past(of(11, ['node', 'mail.js'])),
    });
    const { summary, severity } = findingOf(rule, seen);
    expect(severity).toBe('warning');
    expect(summary).toMatch(/^`node mail\.js` \(pid 11\) .*, but the rest of the app still passes its checks\.$/);
  });

  describe('next to a program that may be the server and has its own trouble', () => {
    const ended = (...command: readonly string[]): Process => of(9, command, { startedAt: NOW - 19_000 });
    const job = ended('node', 'a.js');
    const desk = run(7, 'node', 'b.js');
    const became = (...of: Parameters<typeof past>): Past => ({ ...past(...of), execAt: { 7: NOW - 10_000 } });
    const beside = (change: Parameters<typeof facts>[0] = {}) =>
      without({
        processes: [{ ...desk, startedAt: NOW - 20_000 }],
        past: became(job, 5_000),
        app: app({ command: ['sh', '-c', 'node a.js & exec node b.js'], pid: 7, startedAt: NOW - 20_000 }),
        log: log([], { exceptions: [{ ...error, at: NOW - 4_900 }] }),
        listenersSince: NOW - 19_000,
        ...change,
      });
    const elsewhere = { listeners: [listener('0.0.0.0', 3000, { pid: 7, command: desk.command })] };
    const connecting = { pid: 7, address: '10.0.0.9', port: 5432, state: 'connecting' as const, since: NOW - 19_000 };

    test('leaves it to the port on which that program listens', () => {
      expect(causesOf([wrongPort, rule], beside(elsewhere))).toEqual({
        'wrong-port': 'primary',
        'app-gone': 'unexplained',
      });
      expect(rule.judge(beside({ ...elsewhere, past: became(job, 1_000) }))).toEqual(silent);
    });

    test('leaves it to the host that that program waits for', () => {
      const seen = beside({ connections: [connecting], health: releaseFailed() });
      expect(causesOf([dependencyUnreachable, rule], seen)).toEqual({
        'dependency-unreachable': 'primary',
        'app-gone': 'unexplained',
      });
    });

    test("leaves it to that program's own fault when a job by its name has exited", () => {
      const seen = beside({ past: became(ended('node', 'jobs/seed.js'), 5_000), health: releaseFailed() });
      expect(causesOf([notListening, rule], seen)).toEqual({ 'not-listening': 'primary', 'app-gone': 'unexplained' });
    });

    test.each([
      ['node index.js', 'node admin-api.js', 'app-gone'],
      ['node main.js', 'node metrics.js', 'app-gone'],
      ['node index.js', 'node api.js', 'app-gone'],
      ['node search-index.js', 'node api.js', 'wrong-port'],
      ['node cron.js', 'node web.js', 'wrong-port'],
      ['node admin.js', 'node web.js', 'wrong-port'],
    ])('of `%s`, which ended, beside `%s` on another port the first word is %s', (gone, living, code) => {
      const other = run(7, ...living.split(' '));
      const causes = causesOf(
        [wrongPort, rule],
        beside({
          processes: [{ ...other, startedAt: NOW - 20_000 }],
          listeners: [listener('0.0.0.0', 3000, { pid: 7, command: other.command })],
          past: became(ended(...gone.split(' ')), 5_000),
        }),
      );
      expect(Object.keys(causes).find((each) => causes[each] === 'primary')).toBe(code);
    });

    test.each([
      ['a server by its name', became(ended('node', 'web.js'), 5_000)],
      ['one that had listened', became(job, 5_000, { listened: ['0.0.0.0:8000'] })],
    ])('is itself what is wrong where %s has ended', (_, gone) => {
      expect(causesOf([wrongPort, rule], beside({ ...elsewhere, past: gone }))).toEqual({
        'app-gone': 'primary',
        'wrong-port': 'app-gone',
      });
    });
  });

  test('waits for the program that the shell starts after a program that had listened', () => {
    const seen = (startedAgoMs: number) =>
      without({
        processes: [both, of(14, ['node', 'shop.js'], { startedAt: NOW - startedAgoMs })],
        past: past(web, 5_000, { listened: ['127.0.0.1:8000'] }),
        log: log(),
      });
    expect(rule.judge(seen(5_080))).toEqual(silent);
    expect(rule.judge(seen(7_000)).kind).toBe('raised');
  });

  test('is over once another program listens in the same place', () => {
    const second = of(14, ['node', 'web2.js'], { startedAt: NOW - 3_000 });
    const seen = (pid: number) =>
      without({
        health: health(),
        processes: [both, jobs, second],
        listeners: [listener('0.0.0.0', 8000, { pid })],
        past: past(web, 5_000, { listened: ['0.0.0.0:8000'] }),
        log: log([], { exceptions: [{ ...error, at: NOW - 5_000 }] }),
      });
    expect(rule.judge(seen(second.pid))).toEqual(silent);
    expect(findingOf(rule, seen(jobs.pid)).severity).toBe('warning');
  });

  test('explains that a front server has nothing left to forward to', () => {
    const seen = without({ listeners: [listener('0.0.0.0')], probes: [probe(answered(502))] });
    expect(findingOf(rule, seen).severity).toBe('error');
    expect(rule.explains).toContain('upstream-down');
  });

  test("quotes the supervisor's words, and how to exit with the first program that fails", () => {
    const line = '[0] node web.js exited with code 3';
    const runner = run(7, 'node', '/srv/node_modules/.bin/concurrently', 'node web.js', 'node jobs.js');
    const told = [
      {
        supervisor: 'concurrently',
        name: 'node web.js',
        failures: 0,
        lastEnd: { at: NOW - 1_200, how: 'exited with code 3', line },
      },
    ];
    const seen = without({ processes: [runner, jobs], past: noPast, log: log(['no key', line], { supervised: told }) });
    const { summary, remedy } = findingOf(rule, seen);
    expect(summary).toBe(
      '`node web.js` of concurrently exited with code 3, 1.2 s ago, but `node jobs.js` (pid 10) keeps the container alive.',
    );
    expect(remedy.join(' ')).toContain('--kill-others-on-fail');
    expect(rule.judge(without({ processes: [both, jobs], past: noPast, log: log([], { supervised: told }) }))).toEqual(
      silent,
    );
  });

  test('assumes nothing about a program between two rounds of a loop in the script', () => {
    const seen = (script: string) => {
      const main = run(7, 'sh', '-c', script);
      const started = app({ command: main.command, pid: 7, startedAt: NOW - 8_000 });
      const nothing = { past: noPast, log: log(['Error: already running']) };
      return rule.judge(without({ app: started, processes: [main, of(12, ['sleep', '900'])], ...nothing })).kind;
    };
    expect(seen('sleep 900 & while true; do gunicorn app:app; sleep 1; done')).toBe('silent');
    expect(seen('sleep 900 & gunicorn app:app; sleep 900')).toBe('raised');
  });

  describe('leaves it to crash-loop when a supervisor', () => {
    const supervised = (change: Partial<SupervisedProgram>) => ({
      supervisor: 'supervisord',
      name: 'web',
      failures: 3,
      failingSince: NOW - 9_000,
      lastEnd: { at: NOW - 6_000, how: 'exited with code 78', line: 'WARN exited: web (exit status 78; not expected)' },
      ...change,
    });
    const ends = [9, 11, 12].map((pid, i) => ({
      process: of(pid, web.command, { startedAt: NOW - 9_000 + i * 1_000 }),
      at: NOW - 8_900 + i * 1_000,
      listened: [],
    }));
    const under = (
      told: SupervisedProgram,
      supervisor: readonly string[],
      past: Past = { ...noPast, vanished: ends },
    ) => without({ processes: [run(7, ...supervisor), jobs], past, log: log([], { supervised: [told] }) });
    const concurrently = (...options: readonly string[]) => [
      'node',
      '/srv/node_modules/.bin/concurrently',
      ...options,
      'node web.js',
      'node jobs.js',
    ];
    const once = (agoMs: number) =>
      supervised({
        supervisor: 'concurrently',
        name: 'node web.js',
        failures: 2,
        lastEnd: { at: NOW - agoMs, how: 'exited with code 1', line: '[0] node web.js exited with code 1' },
      });

    test('has given up on the program', () => {
      const gaveUp = { at: NOW - 5_000, line: 'INFO gave up: web entered FATAL state' };
      expect(rule.judge(under(supervised({ gaveUp }), ['supervisord', '-n']))).toEqual(silent);
    });

    test('may restart it', () => {
      const command = concurrently('--restart-tries', '-1', '--restart-after=700');
      expect(rule.judge(under(once(3_000), command, noPast))).toEqual(silent);
      expect(rule.judge(under(once(4_000), command, noPast)).kind).toBe('raised');
      expect(
        rule.judge(under(once(9_000), concurrently('--restart-tries=3', '--restart-after', 'exponential'), noPast)),
      ).toEqual(silent);
      expect(rule.judge(under(once(1_000), concurrently(), noPast)).kind).toBe('raised');
    });
  });

  test('waits for another round of a loop that has started a program before', () => {
    const sh = of(30, ['sh', 'wait.sh'], { startedAt: NOW - 30_000 });
    const round = (pid: number, agoMs: number): Past['vanished'][number] => ({
      process: of(pid, ['node', 'check.js'], { ppid: 30, startedAt: NOW - agoMs - 200 }),
      at: NOW - agoMs,
      listened: [],
    });
    const refused = log([], { exceptions: [{ ...error, at: NOW - 3_000 }] });
    const seen = (...vanished: readonly Past['vanished'][number][]) =>
      rule.judge(without({ processes: [both, sh, jobs], past: { ...noPast, vanished }, log: refused })).kind;
    expect(seen(round(40, 6_500), round(41, 3_000))).toBe('silent');
    expect(seen(round(41, 3_000))).toBe('raised');
  });

  test('waits no longer than a supervisor that logs when it restarts a program', () => {
    const supervisord = run(7, 'supervisord', '-n');
    const line = 'exited: web (exit status 3; not expected)';
    const under = (agoMs: number, failures: number) => {
      const lastEnd = { at: NOW - agoMs, how: 'exited with code 3', line };
      const supervised = [{ supervisor: 'supervisord', name: 'web', failures, lastEnd }];
      return rule.judge(without({ processes: [supervisord, jobs], past: noPast, log: log([], { supervised }) })).kind;
    };
    expect([under(2_500, 1), under(3_000, 1)]).toEqual(['silent', 'raised']);
  });

  test.each([
    ['a program that exited without a log line', without({ log: log() })],
    [
      'a program that its supervisor was told to stop',
      without({
        processes: [run(7, 'supervisord', '-n'), jobs],
        past: noPast,
        listeners: [listener('0.0.0.0')],
        log: log([], {
          supervised: [
            {
              supervisor: 'supervisord',
              name: 'web',
              failures: 0,
              lastEnd: {
                at: NOW - 9_000,
                how: 'exited when it was told to',
                isWell: true,
                line: 'stopped: web (exit status 0)',
              },
            },
          ],
        }),
      }),
    ],
    [
      'a migration that failed next to a server that is starting',
      without({ past: past(of(9, ['python', 'manage.py', 'migrate'])) }),
    ],
    [
      'a program after which a script continued long before the first scan',
      without({
        app: app({ command: ['sh', 'run.sh'], pid: 7, startedAt: NOW - 8_000 }),
        processes: [run(7, 'sh', 'run.sh'), { ...jobs, startedAt: NOW - 4_000 }],
        past: past(web, 1_000, { seenAt: NOW - 6_000 }),
      }),
    ],
    [
      'a zombie of a loop with only a short name',
      without({
        app: app({ command: ['sh', '-c', 'until ./up; do sleep 1; done; ./web'], pid: 7, startedAt: NOW - 8_000 }),
        processes: [run(7, 'sh', '-c', 'until ./up; do sleep 1; done; ./web')],
        past: past(of(9, [], { name: 'up', state: 'Z' }), 4_000, { end: { code: 1 } }),
      }),
    ],
    ['a program that was restarted', without({ processes: [both, jobs, { ...web, pid: 12 }] })],
    ['a worker of another program', without({ past: past({ ...web, ppid: 10 }) })],
    [
      'an app that answers, but not well',
      without({ listeners: [listener('0.0.0.0')], probes: [probe(answered(404))] }),
    ],
    ['a server that may still serve', without({ processes: [both, of(10, ['gunicorn', 'app:app'])] })],
    [
      'a job that exited with 0 next to a healthy app',
      without({ health: health(), listeners: [listener('0.0.0.0')], log: log() }),
    ],
    [
      'an exception from a program that still runs',
      without({
        past: noPast,
        processes: [both, web, jobs],
        log: log([], { exceptions: [{ ...error, at: NOW - 7_500 }] }),
      }),
    ],
    [
      'a program that a supervisor may restart',
      without({ processes: [run(7, 'supervisord', '-n'), jobs], past: past(web, 3_000) }),
    ],
    [
      'a program after which the script pauses',
      without({
        app: app({ command: ['sh', 'run.sh'] }),
        processes: [run(7, 'sh', 'run.sh'), of(12, ['sleep', '5'], { startedAt: NOW - 900 })],
      }),
    ],
    [
      'a program before a shell became another',
      without({
        app: app({ command: ['sh', 'run.sh'] }),
        processes: [{ ...jobs, pid: 7, kinship: 'main' }],
        past: { ...past(web), execAt: { 7: NOW - 500 } },
      }),
    ],
  ])('is silent about %s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});

describe('one of several programs, whose lines are distinct', () => {
  const both = run(7, 'sh', '-c', 'node web.js & node jobs.js & wait');
  const jobs = { ...run(10, 'node', 'jobs.js'), ppid: 7, startedAt: NOW - 30_000 };
  const web = { ...run(9, 'node', 'web.js'), ppid: 7, startedAt: NOW - 30_000 };
  const line = (agoMs: number, text: string) => ({ origin: 'stderr', text, at: NOW - agoMs });
  const seen = (agoMs: number, logged: readonly ReturnType<typeof line>[], change: Parameters<typeof facts>[0] = {}) =>
    facts({
      app: app({ command: both.command, pid: 7, startedAt: NOW - 30_000 }),
      health: waiting(),
      probes: [],
      processes: [both, jobs],
      listeners: [],
      past: { ...noPast, vanished: [{ process: web, at: NOW - agoMs, listened: [], logged }] },
      log: log(['Error: queue is empty']),
      ...change,
    });

  test('quotes the line before the exit', () => {
    const words = [
      line(5_900, 'Error: queue is empty'),
      line(5_300, 'no such plan'),
      line(4_900, 'Error: queue is empty'),
    ];
    expect(findingOf(rule, seen(5_000, words)).summary).toContain(
      '`node web.js` (pid 9) exited 5 s ago (no such plan), ',
    );
  });

  test('quotes its last line once it is clear that nothing listens', () => {
    const words = [line(25_300, 'trial is over')];
    expect(rule.judge(seen(5_000, [line(5_300, 'trial is over')]))).toEqual(silent);
    const { summary, severity } = findingOf(rule, seen(25_000, words));
    expect(summary).toContain('(its last line was "trial is over"), but `node jobs.js`');
    expect(severity).toBe('warning');
  });

  test('is a warning during the usual start time when neither of the two is the server by its name', () => {
    const words = [line(25_300, 'no such plan')];
    const named = (name: string) => {
      const pair = run(7, 'sh', '-c', `node ${name} & node b.js & wait`);
      return seen(25_000, words, {
        app: app({ command: pair.command, pid: 7, startedAt: NOW - 30_000 }),
        processes: [pair, { ...jobs, command: ['node', 'b.js'] }],
        past: {
          ...noPast,
          vanished: [{ process: { ...web, command: ['node', name] }, at: NOW - 25_000, listened: [], logged: words }],
        },
      });
    };
    expect(findingOf(rule, named('a.js')).severity).toBe('warning');
    expect(findingOf(rule, named('web.js')).severity).toBe('error');
  });

  test('knows an unseen program by the lines from the beginning', () => {
    const begun = [
      line(29_800, 'Error: queue is empty'),
      line(29_500, 'no such plan'),
      line(29_000, 'Error: queue is empty'),
    ];
    const { summary } = findingOf(rule, seen(0, [], { past: { ...noPast, begun } }));
    expect(summary).toMatch(/^`node web\.js` is not running \(no such plan\), but /);
  });
});

describe('when nothing is left that can serve', () => {
  const command = (text: string) => run(7, 'sh', '-c', text);
  const keeper = run(12, 'tail', '-f', '/dev/null');
  const web = { ...run(9, 'node', 'web.js'), ppid: 7 };
  const left = (text: string, change: Parameters<typeof facts>[0] = {}) =>
    facts({
      app: app({ command: command(text).command, pid: 7, startedAt: NOW - 8_000 }),
      health: waiting(),
      probes: [],
      processes: [command(text), keeper],
      listeners: [],
      past: { ...noPast, vanished: [{ process: web, at: NOW - 5_000, listened: [] }] },
      log: log(['catalog loaded']),
      ...change,
    });

  test('reports any exit, with the last line', () => {
    expect(findingOf(rule, left('node web.js; tail -f /dev/null')).summary).toBe(
      '`node web.js` (pid 9) exited 5 s ago (its last line was "catalog loaded"), but `tail -f /dev/null` (pid 12) keeps the container alive.',
    );
  });

  test('names the words after the program in the script', () => {
    const { remedy } = findingOf(rule, left('node web.js || true; tail -f /dev/null'));
    expect(remedy.join(' ')).toContain(
      '`exec node web.js` the last command of the script and remove `|| true; tail -f /dev/null`, which hides its exit code',
    );
  });

  test('names a zombie with only a short name by the script', () => {
    const zombie = { ...run(9), name: 'node', state: 'Z', ppid: 7, command: [] };
    const past = { ...noPast, vanished: [{ process: zombie, at: NOW - 5_000, listened: [], end: { code: 2 } }] };
    const text = 'node web.js || true; tail -f /dev/null';
    expect(findingOf(rule, left(text, { past })).summary).toMatch(/^`node web\.js` \(pid 9\) exited with code 2, /);
  });

  test('does not count a program that the shell has not reached yet', () => {
    const sleeping = {
      processes: [run(7, 'sh', '-c', 'sleep 600; exec node web.js'), run(12, 'sleep', '600')],
      past: noPast,
    };
    expect(rule.judge(left('sleep 600; exec node web.js', sleeping))).toEqual(silent);
  });

  test('quotes an unseen program as the script does', () => {
    const unseen = left(`python3 -c "import nope"; tail -f /dev/null`, {
      past: noPast,
      log: log([], { exceptions: [exception("ModuleNotFoundError: No module named 'nope'", { at: NOW - 7_500 })] }),
    });
    expect(findingOf(rule, unseen).summary).toMatch(/^`python3 -c 'import nope'` is not running \(/);
  });

  test('names an unseen program by the script', () => {
    const unseen = left('node web.js | cat; tail -f /dev/null', { past: noPast });
    expect(findingOf(rule, unseen).summary).toMatch(/^A program|^`node web\.js` is not running \(/);
  });

  test.each([
    ['a sleep is over, and something comes after it', { processes: [command('x'), run(12, 'sleep', '5')] }],
    ['the end is only just over', { past: { ...noPast, vanished: [{ process: web, at: NOW - 1_000, listened: [] }] } }],
  ])('it is silent where %s', (_, change) => {
    expect(rule.judge(left('node web.js; tail -f /dev/null', change))).toEqual(silent);
  });
});
