import { describe, expect, test } from 'vitest';
import { noPast } from '../../../src/core/facts/past.ts';
import rule from '../../../src/rules/exit/exited-early.ts';
import notListening from '../../../src/rules/listening/not-listening.ts';
import { app, facts, NOW, process, releaseFailed, STARTED } from '../../support/builders.ts';
import { causesOf, ended, exception, findingOf, log, refused, silent } from '../../support/rule-builders.ts';

const crashed = (exit: { code?: number; signal?: string }, said = log(), change: Parameters<typeof ended>[1] = {}) =>
  facts({ app: ended(exit, change), health: releaseFailed(), log: said, processes: [], listeners: [] });

const lines = ['one', 'two', 'three', 'four', 'five', "KeyError: 'DATABASE_URL'"];

describe('an app that exits with an error', () => {
  const keyError = exception("KeyError: 'DATABASE_URL'", { where: 'app.py line 4, in <module>' });
  const finding = findingOf(
    rule,
    crashed({ code: 3 }, log(lines, { exceptions: [exception('OSError: old'), keyError] })),
  );

  test('is reported with command, code, time and exception', () => {
    expect(finding.severity).toBe('error');
    expect(finding.summary).toBe(
      "`gunicorn app:app` exited with code 3 after 1.2 s, before it was ever healthy: KeyError: 'DATABASE_URL' (app.py line 4, in <module>).",
    );
  });

  test('shows the exit, the exception and the last five lines', () => {
    expect(finding.evidence).toEqual([
      { source: 'exit', expected: 'still running', observed: 'code 3: gunicorn app:app', at: STARTED + 1_200 },
      { source: 'log', observed: "KeyError: 'DATABASE_URL' (app.py line 4, in <module>)", at: STARTED + 1_100 },
      ...lines.slice(1).map((observed) => ({ source: 'log', observed })),
    ]);
  });

  test('is advised by the exception first', () => {
    expect(finding.remedy).toEqual([
      'Set the environment variable DATABASE_URL for this container: the app reads it, but it is not set.',
      'Fix the error that its last log lines show, and deploy again.',
    ]);
  });
});

describe('a bundle of one line, whose error Node drops', () => {
  const source = `var a=1;${'function f(x){return x*2};'.repeat(20)}`;

  test('is reported with the place where it threw, and how to see the error', () => {
    const { summary, remedy } = findingOf(rule, crashed({ code: 1 }, log(['/srv/bundle.js:1', source])));
    expect(summary).toMatch(/: Node threw in \/srv\/bundle\.js line 1, and the log ends within the source line/);
    expect(remedy[0]).toContain('`2>error.log` after the command');
  });

  test.each([
    ['the error follows', ['/srv/bundle.js:1', source, 'Error: no plan']],
    ['the line is short', ['/srv/bundle.js:1', 'throw new Error()']],
    ['no place stands above it', ['starting', source]],
  ])('is not where %s', (_, said) => {
    expect(findingOf(rule, crashed({ code: 1 }, log(said))).summary).not.toContain('Node threw');
  });
});

describe('an app that exits just after sidewatch asked what its port speaks', () => {
  const seen = (change: { code?: number; signal?: string }, ms = 100) =>
    facts({
      app: ended(change),
      health: releaseFailed(),
      log: log(['EOFError: end of file reached']),
      past: { ...noPast, greeted: { port: 8000, says: 'PING', at: STARTED + 1_200 - ms } },
    });

  test('is not blamed alone', () => {
    const { summary, remedy, evidence, confidence } = findingOf(rule, seen({ code: 1 }));
    expect(summary).toContain('; 0.1 s earlier sidewatch had sent PING to its port 8000 to identify the protocol.');
    expect(remedy[0]).toContain('`--endpoint tcp:8000`');
    expect(evidence[1]).toMatchObject({ source: 'probe', observed: 'sidewatch sent PING to port 8000' });
    expect(confidence).toBe('likely');
  });

  test.each([
    ['it was longer ago', seen({ code: 1 }, 2_500)],
    ['something killed it', seen({ signal: 'SIGKILL' })],
  ])('is told as ever where %s', (_what, known) => {
    expect(findingOf(rule, known).summary).not.toContain('sidewatch');
  });
});

test.each([
  [{ code: 1 }, 'could not parse its config', 'Fix what the quoted log line reports, and deploy again.'],
  [{ code: 1 }, 'the ledger is locked', 'Fix what the quoted log line reports, and deploy again.'],
  [{ signal: 'SIGSEGV' }, 'ready on 8000', 'Fix the error that its last log lines show, and deploy again.'],
  [
    { signal: 'SIGSEGV' },
    'fatal: bad page',
    'Fix the error that its last log lines show (fatal: bad page), and deploy again.',
  ],
  [{ signal: 'SIGTERM' }, 'ready on 8000', expect.stringMatching(/^Find out what sends it that signal/)],
  [{ signal: 'SIGKILL' }, 'ready on 8000', expect.stringMatching(/^Compare its memory use/)],
])('what it wrote last before %o is not said again in its remedy: %s', (exit, line, step) => {
  expect(findingOf(rule, crashed(exit, log([line]))).remedy.at(-1)).toEqual(step);
});

test('does not mistake a missing library for a missing command, although the code is the same', () => {
  const line =
    './srv: error while loading shared libraries: libdesk.so.4: cannot open shared object file: No such file or directory';
  expect(findingOf(rule, crashed({ code: 127 }, log([line]))).summary).toContain(`its last line was "${line}"`);
  expect(findingOf(rule, crashed({ code: 127 }, log(['other words']))).summary).toContain(
    'a command that it ran does not exist',
  );
});

test('waits for the scan that shows what is left, but at most a second', () => {
  const seen = (agoMs: number, lookedAgoMs: number) => {
    const exit = { code: 1, at: NOW - agoMs };
    return facts({ app: app({ exit }), health: releaseFailed(), lookedAt: NOW - lookedAgoMs });
  };
  expect(rule.judge(seen(50, 60))).toEqual(silent);
  for (const told of [seen(50, 10), seen(1_000, 1_100)]) expect(rule.judge(told).kind).toBe('raised');
});

test.each([
  [
    1,
    ['no listening sockets available, shutting down', 'AH00015: Unable to open logs'],
    'its last line was "no listening sockets available, shutting down"',
  ],
  [
    78,
    ['ERROR: [pool www] no user', 'ERROR: FPM initialization failed'],
    'by convention its configuration was wrong, and its last line was "ERROR: [pool www] no user"',
  ],
  [78, [], 'by convention its configuration was wrong'],
] as const)('quotes the line that tells, of an end with code %i', (code, said, reason) => {
  expect(findingOf(rule, crashed({ code }, log(said))).summary).toContain(`before it was ever healthy: ${reason}.`);
});

test('does not blame an exception from long before the exit', () => {
  const old = exception('TimeoutError: retried', { at: STARTED - 20_000 });
  expect(findingOf(rule, crashed({ code: 1 }, log(['bye.'], { exceptions: [old] }))).summary).toMatch(
    /before it was ever healthy: its last line was "bye\."\.$/,
  );
});

test.each([
  [{ code: 1 }, 'it wrote nothing'],
  [{ code: 126 }, 'a command that it ran cannot be executed, or is not a program'],
  [{ code: 127 }, 'a command that it ran does not exist in the image'],
  [{ code: 134 }, 'it aborted itself (SIGABRT), for example after a failed assertion or on a full heap'],
  [{ signal: 'SIGSEGV' }, 'its native code crashed on a bad memory access'],
  [{ code: 139 }, 'its native code crashed on a bad memory access (SIGSEGV)'],
  [{ code: 143 }, 'it was asked to stop (SIGTERM) by something other than sidewatch'],
])('says what %o means', (exit, meaning) => {
  expect(findingOf(rule, crashed(exit)).summary).toContain(`healthy: ${meaning}.`);
});

test('says once that nothing was written', () => {
  const { summary, remedy } = findingOf(rule, crashed({ code: 1 }));
  expect(`${summary} ${remedy.join(' ')}`.match(/wrote nothing/g)).toHaveLength(1);
});

test.each([
  [{ code: 137 }, ' (SIGKILL)'],
  [{ signal: 'SIGKILL' }, ''],
])('does not guess what killed it on %o', (exit, signal) => {
  const finding = findingOf(rule, crashed(exit, log(['loading'], { exceptions: [exception('ValueError: handled')] })));
  expect(finding.summary).toContain(
    `: something outside the app killed it${signal}; if the container has a memory limit, check it.`,
  );
  expect(finding.remedy[0]).toContain('memory limit');
});

test.each([
  ["OSError: [Errno 24] Too many open files: '/dev/null'", 'raise its limit on open files (`ulimit -n`'],
  ["RuntimeError: can't start new thread", "raise the container's process limit"],
  ["ModuleNotFoundError: No module named 'flask_cors'", 'Install the Python module flask_cors in the image'],
  [
    "ModuleNotFoundError: No module named 'shop.settings.prod'",
    'Put shop/settings/prod.py into the image, or correct the name (often DJANGO_SETTINGS_MODULE): Python finds shop.settings',
  ],
  ["ModuleNotFoundError: No module named 'flask_cors.core'", 'If flask_cors is an installed package, pin a version'],
  ["ModuleNotFoundError: No module named 'google.cloud'", 'Install the package that brings google.cloud'],
  ["ModuleNotFoundError: No module named 'redis.asyncio'; 'redis' is not a package", 'Rename redis.py'],
  ["Error: Cannot find module 'express'", 'the package express'],
  ["Error: Cannot find module '/app/dist/main.js'", 'Put /app/dist/main.js into the image'],
  ["Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'hono' imported from /app/index.js", 'the package hono'],
  ['LoadError: cannot load such file -- puma', 'Install puma in the image'],
  ['KeyError: key not found: "SECRET_TOKEN"', 'Set the environment variable SECRET_TOKEN'],
  ['ImproperlyConfigured: The SECRET_KEY setting must not be empty.', 'Set the environment variable SECRET_KEY'],
  ['Error: DATABASE_URL is not set', 'Set the environment variable DATABASE_URL'],
  ['Error: connect ECONNREFUSED 10.0.0.5:5432', 'Check that 10.0.0.5:5432 is up'],
  ['Error: getaddrinfo ENOTFOUND db', 'Check that db is up and that its address is correct'],
  ['OperationalError: could not translate host name "pg" to address: Name or service not known', 'Check that pg is up'],
  ['OSError: [Errno 98] Address already in use', 'already uses the port'],
  ['Error: listen EADDRINUSE: address already in use :::3000', 'already uses the port'],
  ['Error: listen EACCES: permission denied 0.0.0.0:80', 'port 1024 or higher instead of 80'],
  ["PermissionError: [Errno 13] Permission denied: '/data/db.sqlite'", 'access to /data/db.sqlite'],
  ["FileNotFoundError: [Errno 2] No such file or directory: 'config.yml'", 'Put config.yml into the image'],
])('advises on %s', (text, advice) => {
  expect(findingOf(rule, crashed({ code: 1 }, log(['x'], { exceptions: [exception(text)] }))).remedy[0]).toContain(
    advice,
  );
});

test.each(["KeyError: 'name'", 'ValueError: invalid literal', 'AssertionError'])(
  'gives no hint that %s does not carry',
  (text) => {
    expect(findingOf(rule, crashed({ code: 1 }, log(['x'], { exceptions: [exception(text)] }))).remedy).toHaveLength(1);
  },
);

test('sees a $PORT that no shell has filled in', () => {
  const literal = { command: ['gunicorn', '--bind', '0.0.0.0:$PORT', 'app:app'] };
  expect(
    findingOf(rule, crashed({ code: 1 }, log(["Error: '$PORT' is not a valid port number."]), literal)).remedy[0],
  ).toBe(
    'Let a shell expand $PORT: write `CMD gunicorn --bind 0.0.0.0:$PORT app:app` as plain text, not as a JSON list, which passes it unchanged.',
  );
  const shell = { command: ['sh', '-c', 'gunicorn --bind 0.0.0.0:$PORT app:app'] };
  expect(findingOf(rule, crashed({ code: 1 }, log(['x']), shell)).remedy).toHaveLength(1);
});

describe('is silent', () => {
  test.each([
    ['on a healthy app', facts()],
    ['when the app exited with 0', crashed({ code: 0 })],
    ['when it was asked to end', crashed({ code: 143 }, log(), { stopRequestedAt: STARTED + 1_000 })],
    ['when it had been healthy', facts({ app: ended({ code: 1 }) })],
    ['while it starts', facts({ app: app(), health: releaseFailed(), log: log(["KeyError: 'X'"]) })],
  ])('%s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});

test('is raised when the stop came only after the exit', () => {
  expect(rule.judge(crashed({ code: 1 }, log(), { stopRequestedAt: STARTED + 2_000 })).kind).toBe('raised');
});

test('explains that a process that it left behind does not listen', () => {
  const seen = facts({
    app: ended({ code: 1 }),
    health: releaseFailed(),
    listeners: [],
    probes: [refused],
    processes: [process({ pid: 9, kinship: 'survivor' })],
  });
  expect(causesOf([notListening, rule], seen)).toEqual({ 'exited-early': 'primary', 'not-listening': 'exited-early' });
});

test('names the program whose exit made its supervisor exit', () => {
  const web = { supervisor: 'Foreman', name: 'web.1', failures: 1 } as const;
  const line = '16:25:58 web.1  | exited with code 7';
  const supervised = [
    { ...web, lastEnd: { at: STARTED + 1_000, how: 'exited with code 7', line } },
    { ...web, name: 'idle.1', lastEnd: { at: STARTED + 1_100, how: 'was killed by SIGTERM', line: 'terminated' } },
  ];
  const { summary, evidence, remedy } = findingOf(
    rule,
    crashed({ code: 7 }, log(['16:25:58 idle.1 | terminated by SIGTERM'], { supervised }), {
      command: ['foreman', 'start'],
    }),
  );
  expect(summary).toBe(
    '`foreman start` exited with code 7 after 1.2 s, before it was ever healthy: Foreman reports that web.1 exited with code 7.',
  );
  expect(evidence).toContainEqual({ source: 'log', observed: line, at: STARTED + 1_000 });
  expect(remedy[0]).toBe('Fix what made web.1 exit: Foreman stopped because of it.');
});

const NPM = [
  'npm error',
  'npm error To see a list of scripts, run:',
  'npm error   npm run',
  'npm error A complete log of this run can be found in: /x',
];

test.each([
  [
    ['npm error Missing script: "serve"', ...NPM, 'npm notice'],
    'its last line was "npm error Missing script: "serve""',
    /script "serve" to package\.json/,
  ],
  [
    ['A server is already running (pid: 1, file: /app/tmp/pids/server.pid).', 'Exiting'],
    'server.pid)',
    /rm -f \/app\/tmp\/pids\/server\.pid`/,
  ],
  [
    ['A server is already running. Check /app/tmp/pids/server.pid.', 'Exiting'],
    'server.pid.',
    /rm -f \/app\/tmp\/pids\/server\.pid`/,
  ],
] as const)('knows what %j means', (said, reason, step) => {
  const { summary, remedy } = findingOf(rule, crashed({ code: 1 }, log(said)));
  expect(summary).toContain(reason);
  expect(remedy[0]).toMatch(step);
});

test('prefers a line that names what is missing to an exception that was only logged', () => {
  const logged = exception('ZeroDivisionError: division by zero');
  const lines = ['Traceback (most recent call last):', logged.text, 'FATAL: LEDGER_KEY is not set'];
  const { summary, remedy } = findingOf(rule, crashed({ code: 1 }, log(lines, { exceptions: [logged] })));
  expect(summary).toContain('its last line was "FATAL: LEDGER_KEY is not set"');
  expect(remedy[0]).toContain('Set the environment variable LEDGER_KEY');
  const general = [...lines.slice(0, 2), 'Application startup failed. Exiting.'];
  expect(findingOf(rule, crashed({ code: 1 }, log(general, { exceptions: [logged] }))).summary).toContain(logged.text);
});
