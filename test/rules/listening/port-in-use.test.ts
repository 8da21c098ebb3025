import { describe, expect, test } from 'vitest';
import { noPast } from '../../../src/core/facts/past.ts';
import exitedEarly from '../../../src/rules/exit/exited-early.ts';
import boundToLoopback from '../../../src/rules/listening/bound-to-loopback.ts';
import rule from '../../../src/rules/listening/port-in-use.ts';
import workerBootFailed from '../../../src/rules/workers/worker-boot-failed.ts';
import {
  APP_PID,
  app,
  facts,
  listener,
  NOW,
  PORT,
  pool,
  probe,
  process,
  releaseFailed,
  waiting,
} from '../../support/builders.ts';
import { codesOf } from '../../support/replay.ts';
import { causesOf, findingOf, log, silent } from '../../support/rule-builders.ts';

const AT = NOW - 500;
const LINE = `Error: listen EADDRINUSE: address already in use :::${PORT}`;
const error = (port: number | undefined = PORT, at = AT) =>
  ({ kind: 'bind-error', reason: 'in-use', line: LINE, at, ...(port && { port }) }) as const;
const other = listener('0.0.0.0', PORT, { owner: 'other', pid: 3, command: ['nginx: master process'] });
const gone = app({ command: ['node', 'server.js'], exit: { code: 1, at: AT + 10 } });

const crashed = (change: Parameters<typeof facts>[0] = {}) =>
  facts({
    app: gone,
    health: releaseFailed(),
    listeners: [other],
    pool: undefined,
    probes: [],
    log: log([LINE], { bindErrors: [error()] }),
    ...change,
  });

describe('an app that exited because its port is in use', () => {
  test('is reported with the holder', () => {
    expect(findingOf(rule, crashed())).toMatchObject({
      severity: 'error',
      confidence: 'certain',
      summary:
        '`node server.js` cannot listen on port 8000 because `nginx: master process` (pid 3) already listens there.',
      evidence: [
        { source: 'log', observed: LINE },
        { source: 'exit', observed: 'code 1' },
        { source: '/proc/net/tcp', observed: '0.0.0.0:8000 (pid 3, nginx: master process)' },
      ],
    });
  });

  test('is reported when the agent itself holds the port', () => {
    const { summary, remedy } = findingOf(
      rule,
      crashed({ listeners: [listener('0.0.0.0', PORT, { owner: 'agent' })] }),
    );
    expect(summary).toContain("sidewatch's own API (0.0.0.0:8000)");
    expect(remedy.join(' ')).toMatch(/--listen .*--no-api/);
  });

  test('names the API that has left the port since, without a scan', () => {
    const yielded = { host: '0.0.0.0', port: PORT, reason: 'bind-failed', at: AT + 5 } as const;
    const seen = crashed({ listeners: [], api: { yielded }, lookedAt: AT - 1 });
    const { summary, confidence, remedy } = findingOf(rule, seen);
    expect(summary).toBe(
      "`node server.js` cannot listen on port 8000 because sidewatch's own API (0.0.0.0:8000), now closed, listened there.",
    );
    expect(confidence).toBe('certain');
    expect(remedy[0]).toMatch(/`--listen 0\.0\.0\.0:8001` .*`--no-api`/);
  });

  test('does not blame the API right away if the words name no port and the app keeps running', () => {
    const { port: _, ...nameless } = error();
    const yielded = { host: '0.0.0.0', port: 9_393, reason: 'bind-failed', at: NOW } as const;
    const running = (at: number) =>
      crashed({
        app: app(),
        health: waiting(),
        listeners: [],
        api: { yielded },
        log: log([LINE], { bindErrors: [{ ...nameless, at }] }),
      });
    expect(rule.judge(running(NOW - 4_000))).toEqual(silent);
    expect(findingOf(rule, running(NOW - 6_000)).summary).toContain("most likely because sidewatch's own API");
  });

  test.each([
    ['a failure that came after the API had gone', AT - 5_000, 'bind-failed', PORT],
    ['another port', AT + 5, 'bind-failed', 9393],
    ['an API that gave way to an endpoint', AT + 5, 'endpoint', PORT],
  ] as const)('does not blame the API for %s', (_, at, reason, port) => {
    const { summary } = findingOf(rule, crashed({ api: { yielded: { host: '0.0.0.0', port, reason, at } } }));
    expect(summary).not.toContain('sidewatch');
  });

  test('does not blame the API for failures after the app got its port', () => {
    const yielded = { host: '0.0.0.0', port: PORT, reason: 'bind-failed', at: AT + 5 } as const;
    const silentNow = { app: app(), health: waiting(), listeners: [], api: { yielded } };
    expect(rule.judge(crashed(silentNow)).kind).toBe('raised');
    const past = { ...noPast, firstAnswer: probe(undefined, { at: AT + 50 }) };
    expect(rule.judge(crashed({ ...silentNow, past }))).toEqual(silent);
  });

  test('names another sidewatch', () => {
    const seen = crashed({ listeners: [listener('0.0.0.0', PORT, { owner: 'other-agent', pid: 4 })] });
    expect(findingOf(rule, seen).summary).toContain('because the API of another sidewatch (0.0.0.0:8000, pid 4)');
  });

  describe('when the holder has exited too', () => {
    const had = (pid: number, command: readonly string[], agoMs: number, listened: readonly string[]) => ({
      process: process({ pid, command }),
      at: NOW - agoMs,
      listened,
    });
    const toldAfter = (...vanished: ReturnType<typeof had>[]) =>
      findingOf(rule, crashed({ listeners: [], past: { ...noPast, vanished } }));
    const itself = had(APP_PID, ['node', 'server.js'], 480, [`0.0.0.0:${PORT}`]);

    test('names the program that listened twice', () => {
      const { summary, remedy } = toldAfter(itself);
      expect(summary).toBe(
        `\`node server.js\` cannot listen on port 8000 because \`node server.js\` (pid ${APP_PID}) itself already listened there: it opens the port twice.`,
      );
      expect(remedy[0]).toContain('port 8000 only once');
    });

    test('names another program, but not one that exited long before', () => {
      const first = had(31, ['node', 'web.js'], 300, [`0.0.0.0:${PORT}`]);
      expect(toldAfter(first, had(32, ['node', 'admin.js'], 480, [])).summary).toMatch(
        /because `node web\.js` \(pid 31\), which has exited since, listened there\.$/,
      );
      expect(toldAfter({ ...itself, at: NOW - 9_000 }).summary).toContain('sidewatch sees no listener there now');
      expect(toldAfter({ ...itself, listened: ['0.0.0.0:9100'] }).summary).toContain(
        'sidewatch sees no listener there now',
      );
    });
  });

  test('is reported even if the holder is gone, or the line names no port', () => {
    expect(findingOf(rule, crashed({ listeners: [] })).summary).toContain('sidewatch sees no listener there now');
    const nameless = crashed({
      log: log([LINE], { bindErrors: [{ ...error(), port: 0 }].map(({ port: _, ...e }) => e) }),
    });
    expect(findingOf(rule, nameless)).toMatchObject({
      confidence: 'likely',
      summary:
        '`node server.js` cannot listen on port 8000, most likely because `nginx: master process` (pid 3) already listens there.',
    });
  });
});

describe('a helper that holds the port on loopback', () => {
  const helper = process({ pid: 8, ppid: APP_PID, kinship: 'descendant', command: ['node', 'helper.js'] });
  const script = process({ command: ['sh', 'start.sh'], name: 'sh' });
  const held = {
    app: app({ command: ['sh', 'start.sh'] }),
    health: waiting(),
    listeners: [listener('127.0.0.1', PORT, { pid: 8, command: ['node', 'helper.js'] })],
    processes: [script, helper],
  };

  test('serves no traffic: the failed app is reported though the script keeps the container alive', () => {
    expect(findingOf(rule, crashed(held))).toMatchObject({ confidence: 'certain' });
    expect(causesOf([boundToLoopback, rule], crashed(held))).toEqual({
      'port-in-use': 'primary',
      'bound-to-loopback': 'port-in-use',
    });
  });

  test('is the subject of words without a port if their program has exited since', () => {
    const { port: _, ...nameless } = error();
    const ended = { process: process({ pid: 9, ppid: APP_PID, command: ['./shop'] }), at: AT + 50, listened: [] };
    const seen = { ...held, log: log([LINE], { bindErrors: [nameless] }) };
    expect(findingOf(rule, crashed({ ...seen, past: { ...noPast, vanished: [ended] } })).summary).toContain(
      'port 8000, most likely because `node helper.js` (pid 8)',
    );
    expect(rule.judge(crashed({ ...seen, past: noPast }))).toEqual(silent);
  });

  test('is not the cause if the command itself holds the port', () => {
    const own = [listener('127.0.0.1', PORT, { pid: APP_PID })];
    expect(rule.judge(crashed({ ...held, listeners: own }))).toEqual(silent);
  });
});

test('stays raised while the app keeps failing', () => {
  const again = log([LINE], { bindErrors: [{ ...error(), since: AT - 2_000 }] });
  expect(rule.judge(crashed({ app: app(), health: waiting(), log: again, lookedAt: AT - 100 })).kind).toBe('raised');
});

describe('a port that is not the endpoint', () => {
  const aside = error(9_100);
  const { port: _, ...unnamed } = aside;
  const master = listener('0.0.0.0', PORT, { pid: 8 });
  const worker = listener('0.0.0.0', 9_100, { pid: 9 });

  test('is named with its holder when it made the app exit', () => {
    const seen = crashed({ listeners: [worker], log: log([LINE], { bindErrors: [aside] }) });
    const { summary, remedy } = findingOf(rule, seen);
    expect(summary).toBe(
      '`node server.js` cannot listen on port 9100 because `gunicorn app:app` (pid 9) already listens there.',
    );
    expect(remedy[0]).toMatch(/^Open port 9100 in only one process of the app, or give each its own/);
  });

  test('is not mistaken for the endpoint if no competing process is seen', () => {
    const running = {
      app: app(),
      health: waiting(),
      listeners: [],
      log: log([LINE], { bindErrors: [{ ...unnamed, at: NOW - 6_000 }] }),
    };
    const { summary, confidence } = findingOf(rule, crashed(running));
    expect(confidence).toBe('likely');
    expect(summary).toBe('`gunicorn app:app` cannot listen on one of its ports: the address is already in use.');
  });

  test('waits: the app may run without it and open its own a moment later', () => {
    const early = {
      app: app(),
      health: waiting(),
      listeners: [],
      log: log([LINE], { bindErrors: [{ ...aside, at: NOW - 4_000 }] }),
    };
    expect(rule.judge(crashed(early))).toEqual(silent);
    const late = log([LINE], { bindErrors: [{ ...aside, at: NOW - 6_000 }] });
    expect(rule.judge(crashed({ ...early, log: late })).kind).toBe('raised');
    expect(rule.judge(crashed({ ...early, log: late, listeners: [master] }))).toEqual(silent);
  });
});

test('accepts words without a reason if a process holds the port, but is only likely', () => {
  const open = log([LINE], { bindErrors: [{ ...error(), reason: 'unknown' }] });
  expect(findingOf(rule, crashed({ log: open }))).toMatchObject({ confidence: 'likely' });
  expect(rule.judge(crashed({ log: open, listeners: [] }))).toEqual(silent);
});

test('is raised while Gunicorn still retries, even if the app itself has the holder', () => {
  const trying = pool({ listeningAt: [], workers: [], bindFailure: { at: AT, line: 'Connection in use' } });
  const holder = listener('0.0.0.0', PORT, { pid: 8, command: ['python3', 'x.py'] });
  const seen = crashed({ app: app(), health: waiting(), pool: trying, listeners: [holder] });
  expect(findingOf(rule, seen).summary).toContain('because `python3 x.py` (pid 8) already listens there');
});

test.each([
  ['while the app runs on', { app: app(), health: waiting() }, AT - 1],
  ['when the app has ended just now', { app: { ...gone, exit: { code: 1, at: NOW - 20 } } }, NOW - 30],
])('waits for the look that shows who holds the port %s', (_, change, lookedAt) => {
  expect(rule.judge(crashed({ ...change, lookedAt }))).toEqual(silent);
  expect(rule.judge(crashed({ ...change, lookedAt: NOW - 1 })).kind).toBe('raised');
  expect(rule.judge(crashed({ ...change, lookedAt: undefined })).kind).toBe('raised');
});

test('is raised while the app keeps running and serves no endpoint', () => {
  expect(findingOf(rule, crashed({ app: app(), health: waiting() })).severity).toBe('error');
});

test('reads a saved log', () => {
  const saved = {
    app: undefined,
    health: undefined,
    listeners: undefined,
    listenersSince: undefined,
    probes: undefined,
  };
  expect(findingOf(rule, crashed(saved)).summary).toMatch(/^The app cannot listen on port 8000/);
  expect(rule.judge(crashed({ ...saved, log: log(['all is well'], { bindErrors: [error()] }) }))).toEqual(silent);
});

test.each([
  ['a healthy app', facts()],
  ['an app that has its port in the end', facts({ log: log([LINE], { bindErrors: [error()] }) })],
  ['an app that lacks a port of no endpoint', facts({ log: log([LINE], { bindErrors: [error(9_100)] }) })],
  ['an end long after', crashed({ log: log([LINE], { bindErrors: [error(PORT, NOW - 60_000)] }) })],
  ['an app that ended well', crashed({ app: app({ exit: { code: 0, at: NOW } }) })],
  ['an app that was asked to end', crashed({ app: { ...gone, stopRequestedAt: AT } })],
])('is silent on %s', (_, seen) => {
  expect(rule.judge(seen)).toEqual(silent);
});

test('explains the exit, and workers that fail because of it', () => {
  const seen = crashed({ pool: pool({ bootFailure: { at: AT, line: 'Reason: Worker failed to boot.' } }) });
  expect(causesOf([exitedEarly, workerBootFailed, rule], seen)).toEqual({
    'port-in-use': 'primary',
    'exited-early': 'worker-boot-failed',
    'worker-boot-failed': 'port-in-use',
  });
});

test('advises the server that did not get the port, not the one that a script started before it', () => {
  const command = ['sh', '-c', 'python3 -m http.server 8000 & exec gunicorn --bind 0.0.0.0:8000 app:app'];
  const holder = listener('0.0.0.0', PORT, { pid: 8, command: ['python3', '-m', 'http.server', '8000'] });
  const { remedy } = findingOf(rule, crashed({ app: { ...gone, command }, listeners: [holder] }));
  expect(remedy.join(' ')).toContain('Start Gunicorn with `--bind 0.0.0.0:8001`');
});

describe('a front server and the app behind it at one port', () => {
  const script = ['sh', '-c', "node server.js & exec nginx -g 'daemon off;'"];
  const holder = (command: readonly string[]) => [listener('0.0.0.0', PORT, { owner: 'app', pid: 3, command })];
  const stepOf = (command: readonly string[], held: readonly string[]) =>
    findingOf(rule, crashed({ app: { ...gone, command }, listeners: holder(held) })).remedy[0];

  test('leave it to the front server', () => {
    const wanted =
      'listen on the port to which nginx forwards (`proxy_pass` or the `upstream` block), and leave port 8000 to nginx.';
    expect(stepOf(script, ['node', 'server.js'])).toBe(`Make \`node server.js\` (pid 3) ${wanted}`);
    expect(stepOf(script, ['nginx: master process nginx'])).toBe(`Make the app ${wanted}`);
  });

  test('are not a pair if the other listens only on loopback, as a helper does', () => {
    const command = ['python3', '-m', 'http.server'];
    const seen = crashed({
      app: { ...gone, command: script },
      listeners: [listener('127.0.0.1', PORT, { owner: 'app', pid: 3, command })],
    });
    expect(findingOf(rule, seen).remedy[0]).toMatch(/^Do not start/);
  });

  test('are not a pair if both are fronts, or neither is', () => {
    expect(stepOf(['nginx'], ['nginx: master process nginx'])).toMatch(/^Do not start/);
    expect(stepOf(['node', 'server.js'], ['node', 'server.js'])).toMatch(/^Do not start/);
  });
});

test('names the setting that holds the port of Gunicorn', () => {
  const gunicornConf = { path: 'gunicorn.conf.py', values: { bind: '0.0.0.0:8000' }, unknown: [], lines: { bind: 3 } };
  const seen = crashed({ app: { ...gone, command: ['gunicorn', 'app:app'] }, gunicornConf });
  expect(findingOf(rule, seen).remedy.join(' ')).toContain(
    'Write `bind = "0.0.0.0:8001"` in gunicorn.conf.py (line 3, now `bind = "0.0.0.0:8000"`).',
  );
});

describe('an app that only prints that an address is in use, and serves', () => {
  const nameless = {
    kind: 'bind-error',
    reason: 'in-use',
    line: 'OSError: [Errno 98] Address already in use',
    at: AT,
  } as const;
  const own = listener('0.0.0.0', PORT, { command: ['python3', 'app.py'] });
  const running = { app: app({ command: ['python3', 'app.py'] }), health: waiting(), listeners: [own], probes: [] };
  const words = log([nameless.line], { bindErrors: [nameless] });
  const forged = pool({
    listeningAt: [],
    workers: [],
    bindFailure: { at: AT, line: 'Connection in use' },
  });
  const left = {
    ...noPast,
    vanished: [{ process: process({ command: ['python3', 'app.py'] }), at: AT, listened: ['0.0.0.0:8000'] }],
  };

  test.each([
    ['while it runs', crashed({ ...running, log: words })],
    ['with words as Gunicorn has them', crashed({ ...running, pool: forged })],
    ['when it was killed later', crashed({ app: app({ exit: { signal: 'SIGKILL', at: AT + 10 } }), log: words })],
    ['when it was killed by way of a shell', crashed({ app: app({ exit: { code: 143, at: AT + 10 } }), log: words })],
    ['when it failed later over another port', crashed({ past: left, listeners: [], log: words })],
  ])('is not said to lack its port %s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });

  test('is reported if a second server of its script fails because of it', () => {
    const script = app({ command: ['sh', '-c', 'python3 app.py & exec gunicorn app:app'] });
    const first = listener('0.0.0.0', PORT, { pid: 9, command: ['python3', 'app.py'] });
    const trying = pool({ listeningAt: [], workers: [], bindFailure: { at: AT, line: 'Connection in use' } });
    expect(rule.judge(crashed({ ...running, app: script, listeners: [first], pool: trying })).kind).toBe('raised');
    const ended = { ...script, exit: { code: 1, at: AT + 10 } };
    expect(rule.judge(crashed({ app: ended, listeners: [first], log: words })).kind).toBe('raised');
  });

  test('is reported if its command serves, and the Gunicorn that it started fails', () => {
    const child = pool({
      master: 12,
      listeningAt: [],
      workers: [],
      bindFailure: { at: AT, line: 'Connection in use' },
    });
    expect(rule.judge(crashed({ ...running, pool: child })).kind).toBe('raised');
  });
});

describe('words that name neither port nor reason, like those of EventMachine', () => {
  const line = 'no acceptor (port is in use or requires root privileges) (RuntimeError)';
  const bindErrors = [{ kind: 'bind-error', reason: 'unknown', line, at: AT }] as const;
  const vague = (change: Parameters<typeof facts>[0] = {}) => crashed({ log: log([line], { bindErrors }), ...change });

  test('are accepted if a process holds the port of the endpoint', () => {
    expect(findingOf(rule, vague())).toMatchObject({
      confidence: 'likely',
      summary:
        '`node server.js` cannot listen on port 8000, most likely because `nginx: master process` (pid 3) already listens there.',
    });
  });

  test.each([
    ['nobody holds it', []],
    ['another port is held', [listener('0.0.0.0', PORT + 1, { owner: 'other', pid: 3 })]],
  ])('are not where %s', (_, listeners) => {
    expect(rule.judge(vague({ listeners }))).toEqual(silent);
  });
});

describe('a saved log that ends with words about a port in use', () => {
  const said = (line: string): readonly string[] => codesOf(Buffer.from(`ready to take orders\n${line}\n`));

  test('proves it, unless a logger only mentions them', () => {
    expect(said(LINE)).toEqual(['port-in-use']);
    expect(said(`2026-11-30 16:05:20,631 [46] [ERROR] ${LINE}`)).toEqual(['port-in-use']);
    expect(said(`2026-11-30 16:05:20,631 [46] [INFO] message from user 42: ${LINE}`)).toEqual([]);
    const [first] = said(`10:00:00.123 [info] ${LINE}\nKernel pid terminated (application_controller) ("{x}")`);
    expect(first).toBe('port-in-use');
  });
});
