import { describe, expect, test } from 'vitest';
import type { UpstreamFailure } from '../../../src/core/facts/log-event.ts';
import type { OtherSocket } from '../../../src/core/facts/other-socket.ts';
import { noPast } from '../../../src/core/facts/past.ts';
import runtimeCheckFailing from '../../../src/rules/answer/runtime-check-failing.ts';
import rule from '../../../src/rules/answer/upstream-down.ts';
import strictStatus from '../../../src/rules/strict/strict-status.ts';
import strictWouldFail from '../../../src/rules/strict/strict-would-fail.ts';
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
  settings,
  waiting,
} from '../../support/builders.ts';
import { strict } from '../../support/probe-builders.ts';
import { causesOf, ended, findingOf, log, severityOf, silent } from '../../support/rule-builders.ts';

const nginx = listener('0.0.0.0', 8000, { command: ['nginx: master process nginx -g daemon off;'] });
const page = (status: number, server = 'nginx') =>
  probe(answered(status, { server }), { passed: true, purpose: 'runtime', path: '/healthcheck' });
const words: UpstreamFailure = {
  kind: 'upstream-failed',
  front: 'nginx',
  upstream: 'http://127.0.0.1:3000/',
  reason: 'Connection refused',
  line: 'connect() failed (111: Connection refused) while connecting to upstream',
};
const logged = log([], { upstreamFailures: [{ ...words, at: NOW - 998 }] });
const down = { listeners: [nginx], probes: [page(502)], log: logged };
const failing = { ...down, probes: [{ ...page(502), passed: false }], settings: strict() };

describe('upstream-down', () => {
  test('names the front server, its backend, and the outcome', () => {
    const finding = findingOf(rule, facts(down));
    expect(finding).toMatchObject({ severity: 'warning', confidence: 'certain' });
    expect(finding.summary).toBe(
      'The front server nginx returns 502 for GET /healthcheck on port 8000 because nothing listens on 127.0.0.1:3000, where nginx expects the app (Connection refused).',
    );
    expect(finding.evidence.map(({ source }) => source)).toEqual(['probe', 'log', '/proc/net/tcp']);
    expect(finding.remedy[1]).toContain('`proxy_pass`');
  });

  test('names where the app listens instead', () => {
    const listeners = [nginx, listener('127.0.0.1', 5000)];
    expect(findingOf(rule, facts({ ...down, listeners })).summary).toMatch(
      /; Gunicorn listens on 127\.0\.0\.1:5000\.$/,
    );
  });

  describe('an app on another port', () => {
    const steps = (upstream: string, command: readonly string[], address = '::') =>
      findingOf(
        rule,
        facts({
          ...down,
          log: log([], { upstreamFailures: [{ ...words, upstream, at: NOW - 998 }] }),
          listeners: [nginx, listener(address, 8081, { command })],
        }),
      ).remedy;

    test('gets the port number, since PORT belongs to the front server, and a loopback address', () => {
      expect(steps('http://127.0.0.1:8001/', ['node', 'server.js'])).toEqual([
        "Make the Node program listen with `listen({ port: 8001, host: '127.0.0.1' })`.",
        'Or let nginx forward to [::1]:8081: `server [::1]:8081;` in its `upstream` block, or `proxy_pass http://[::1]:8081;`.',
      ]);
      expect(steps('http://127.0.0.1:8001/', ['gunicorn', 'shop:app'], '0.0.0.0')).toEqual([
        'Start Gunicorn with `--bind 127.0.0.1:8001`.',
        'Or let nginx forward to 127.0.0.1:8081: `server 127.0.0.1:8081;` in its `upstream` block, or `proxy_pass http://127.0.0.1:8081;`.',
      ]);
    });

    test("gets the front server's protocol", () => {
      expect(steps('fastcgi://127.0.0.1:9000', ['php-fpm: master process'])[0]).toBe(
        "Write `listen = 127.0.0.1:9000` in www.conf (the pool's file).",
      );
      expect(steps('uwsgi://127.0.0.1:9000', ['uwsgi', '--http-socket', ':8081'])).toEqual([
        'Start uWSGI with `--socket 127.0.0.1:9000`.',
        'Or let nginx forward to [::1]:8081: `proxy_pass http://[::1]:8081;`.',
      ]);
      expect(steps('http://unix:/run/app.sock', ['uwsgi', '--socket', ':8081'])[0]).toBe(
        'Start uWSGI with `--http-socket /run/app.sock`.',
      );
    });
  });

  describe('a Unix socket', () => {
    const failed = (upstream: string, reason: string, change: Partial<UpstreamFailure> = {}) =>
      log([], { upstreamFailures: [{ ...words, upstream, reason, ...change, at: NOW - 998 }] });
    const socket = (path: string, change: Partial<Extract<OtherSocket, { kind: 'unix' }>> = {}): OtherSocket => ({
      kind: 'unix',
      path,
      pid: 9,
      command: ['gunicorn', '-b', `unix:${path}`, 'app:app'],
      since: NOW - 60_000,
      ...change,
    });
    const told = (change: Parameters<typeof facts>[0]) => findingOf(rule, facts({ ...down, ...change }));

    test('names both paths, and a way to change either', () => {
      const finding = told({
        log: failed('http://unix:/run/app.sock:/healthcheck', 'No such file or directory'),
        otherSockets: [socket('/run/web.sock')],
      });
      expect(finding.summary).toMatch(
        /because the socket \/run\/app\.sock, where nginx expects the app, does not exist; Gunicorn listens on unix:\/run\/web\.sock\.$/,
      );
      expect(finding.remedy).toEqual([
        'Start Gunicorn with `--bind unix:/run/app.sock`.',
        'Or let nginx forward to unix:/run/web.sock: `server unix:/run/web.sock;` in its `upstream` block, or `proxy_pass http://unix:/run/web.sock;`.',
      ]);
      expect(finding.evidence.at(-1)).toMatchObject({ source: '/proc/net/unix', observed: '/run/web.sock' });
    });

    test('names PHP-FPM for FastCGI', () => {
      const finding = told({ log: failed('fastcgi://unix:/run/php.sock:', 'No such file or directory') });
      expect(finding.summary).toContain('the socket /run/php.sock, where nginx expects PHP-FPM, does not exist');
      expect(finding.remedy[0]).toContain('`listen = /run/php.sock`');
    });

    test('distinguishes a closed file from a closed directory', () => {
      const denied = failed('http://unix:/run/shop/app.sock:/', 'Permission denied');
      const steps = (isOpen: boolean) =>
        told({ log: denied, otherSockets: [socket('/run/shop/app.sock', { isOpen })] }).remedy;
      expect(told({ log: denied, otherSockets: [socket('/run/shop/app.sock')] }).summary).toContain(
        'nginx is not allowed to open the socket /run/shop/app.sock of Gunicorn (Permission denied)',
      );
      expect(steps(false)[0]).toBe('Start Gunicorn with `--umask 0`.');
      expect(steps(true)[0]).toBe('Let every user enter its directory: `chmod o+x /run/shop`.');
    });

    test('leaves a path that needs quoting out of a configuration, and quotes it for a shell', () => {
      const missing = failed("http://unix:/run/a';drop.sock:/", 'No such file or directory');
      const remedy = told({ log: missing, otherSockets: [socket('/run/web.sock')] }).remedy.join();
      expect(remedy).not.toContain('drop');
      const denied = failed('http://unix:/run/$(id) x/app.sock:/', 'Permission denied');
      expect(told({ log: denied }).remedy.slice(0, 2)).toEqual([
        "Let every user open the socket once the app listens: `chmod o+w '/run/$(id) x/app.sock'`.",
        "Let every user enter its directory: `chmod o+x '/run/$(id) x'`.",
      ]);
      const odd = told({
        log: failed('http://unix:/run/app.sock:/', 'refused'),
        otherSockets: [socket('/run/b;c.sock')],
      });
      expect(odd.remedy.join()).not.toContain('b;c');
    });

    test('never asks a data store to listen where the app should', () => {
      const redis = listener('127.0.0.1', 6379, { command: ['redis-server', '*:6379'] });
      expect(told({ listeners: [nginx, redis] }).remedy.join()).not.toContain('Redis');
    });
  });

  test('names what is down for HAProxy and Varnish', () => {
    const none: UpstreamFailure = {
      kind: 'upstream-failed',
      front: 'HAProxy',
      upstream: 'pool',
      reason: 'no server available',
      line: '',
    };
    const haproxy = {
      ...down,
      log: log([], { upstreamFailures: [{ ...none, at: NOW - 998 }] }),
      probes: [page(503, '')],
    };
    expect(findingOf(rule, facts(haproxy)).summary).toContain('because no server of its backend `pool` is up.');
    const varnishd = listener('0.0.0.0', 8000, { command: ['varnishd', '-F', '-a', ':8000', '-b', '127.0.0.1:8080'] });
    const guru = probe(answered(503, { server: 'Varnish', bodyHead: '<title>503 Backend fetch failed</title>' }), {
      passed: true,
    });
    const varnish = { listeners: [varnishd], probes: [guru], log: log() };
    expect(findingOf(rule, facts(varnish)).summary).toContain(
      'because nothing listens on 127.0.0.1:8080, where Varnish expects the app.',
    );
    const behind = listener('127.0.0.1', 8080);
    expect(severityOf(rule, facts({ ...varnish, listeners: [varnishd, behind] }))).toBe('silent');
  });

  test('names the configuration file if only that names the backend', () => {
    const by = (...option: readonly string[]) =>
      findingOf(
        rule,
        facts({
          listeners: [listener('0.0.0.0', 8000, { command: ['/usr/sbin/varnishd', '-F', '-a', ':8000', ...option] })],
          probes: [
            probe(answered(503, { server: 'Varnish', bodyHead: '<title>503 Backend fetch failed</title>' }), {
              passed: true,
            }),
          ],
          log: log(),
        }),
      );
    expect(by('-f', '/etc/varnish/desk.vcl').summary).toContain(
      'because its backend (set in /etc/varnish/desk.vcl) does not respond, and nothing else',
    );
    expect(by('-f', '/etc/varnish/desk.vcl').remedy[1]).toContain('of the `backend` in /etc/varnish/desk.vcl');
    expect(by('-b127.0.0.1:8080').summary).toContain('nothing listens on 127.0.0.1:8080');
    expect(by().summary).toContain('because its backend does not respond, and');
  });

  test('is likely without a line in the log: a 502, and nothing else listens', () => {
    const finding = findingOf(rule, facts({ ...down, log: log() }));
    expect(finding).toMatchObject({ confidence: 'likely' });
    expect(finding.summary).toContain('because its backend does not respond, and nothing else');
  });

  test.each([
    ['by its process', { ...down, log: log(), probes: [probe(answered(502), { passed: true })] }],
    ['by its header', { ...down, log: log(), listeners: [listener('0.0.0.0')] }],
  ])('knows the front server %s', (_, change) => {
    expect(findingOf(rule, facts(change)).summary).toMatch(/^The front server nginx returns 502 for/);
  });

  test('is an error once a check fails because of it, and the time to start is over', () => {
    const severities = [waiting(), releaseFailed(), health()].map((now) =>
      severityOf(rule, facts({ ...failing, health: now })),
    );
    expect(severities).toEqual(['warning', 'error', 'error']);
  });

  test('explains the status and the runtime checks', () => {
    const unhealthy = health({ status: 'failed', runtime: { state: 'unhealthy', consecutiveFailures: 3 } });
    expect(causesOf([strictStatus, runtimeCheckFailing, rule], facts({ ...failing, health: unhealthy }))).toEqual({
      'upstream-down': 'primary',
      'strict-status': 'upstream-down',
      'runtime-check-failing': 'upstream-down',
    });
  });

  test('explains why strict checks would fail: it is the same response', () => {
    expect(causesOf([strictWouldFail, rule], facts(down))).toEqual({
      'upstream-down': 'primary',
      'strict-would-fail': 'upstream-down',
    });
    expect(causesOf([strictWouldFail, rule], facts({ ...down, probes: [page(404)] }))).toEqual({
      'strict-would-fail': 'unexplained',
    });
  });

  test.each([
    ['a healthy app', facts()],
    ['a healthy app behind nginx', facts({ ...down, probes: [page(200)] })],
    ['a 404 of nginx', facts({ ...down, probes: [page(404)] })],
    ['a 503 without words in the log', facts({ ...down, log: log(), probes: [page(503)] })],
    [
      'a 502 of an app that listens behind nginx',
      facts({ ...down, log: log(), listeners: [nginx, listener('127.0.0.1', 3000)] }),
    ],
    ['a 502 of the app itself', facts({ log: log(), probes: [page(502, 'gunicorn')] })],
    [
      'words that are old',
      facts({ ...down, probes: [page(503)], log: log([], { upstreamFailures: [{ ...words, at: NOW - 90_000 }] }) }),
    ],
    ['words, and an answer by now', facts({ ...down, probes: [page(502), page(200)] })],
    ['an app that has ended', facts({ ...down, app: ended({ code: 1 }) })],
    ['an app that is being stopped', facts({ ...down, app: app({ stopRequestedAt: NOW }) })],
  ])('is silent about %s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});

describe('a backend that is still starting', () => {
  const started = NOW - 4_000;
  const front = process({ name: 'nginx', command: ['nginx: master process nginx'], startedAt: started });
  const backend = process({ pid: 9, kinship: 'descendant', name: 'gunicorn', startedAt: started, cpuMs: 100 });
  const starting = {
    ...failing,
    app: app({ startedAt: started }),
    health: waiting(),
    processes: [front, backend],
    listenersSince: started + 200,
  };
  const aged = (ageMs: number, command: readonly string[] = backend.command) => ({
    app: app({ startedAt: NOW - ageMs }),
    processes: [
      { ...front, startedAt: NOW - ageMs },
      { ...backend, command, startedAt: NOW - ageMs },
    ],
  });
  const old = aged(20_000);
  const vanished = { process: backend, at: NOW - 2_000, listened: [] };
  const elsewhere = [nginx, listener('127.0.0.1', 3000, { pid: 9 })];

  test.each([
    ['while it is young', starting],
    ['while it sleeps for a while', { ...starting, ...aged(15_000) }],
    ['while it does what comes before', { ...starting, ...aged(40_000, ['python', 'manage.py', 'migrate']) }],
    [
      'while it computes',
      { ...starting, ...old, processes: [front, { ...old.processes[1], cpuMs: 15_000 } as typeof backend] },
    ],
    ['where any answer passes', { ...starting, health: health(), settings: settings() }],
    ['when it has only just ended', { ...starting, processes: [front], past: { ...noPast, vanished: [vanished] } }],
    ['when it listens since', { ...starting, listeners: elsewhere, listenersSince: NOW - 900 }],
    ['until the look after the first answer', { ...starting, processes: [front], lookedAt: NOW - 1_500 }],
  ])('is not a fault %s', (_, seen) => {
    for (const each of [rule, strictStatus]) expect(each.judge(facts(seen))).toEqual(silent);
  });

  test.each([
    ['when nothing but the front server runs', { ...starting, processes: [front] }],
    ['when it sits idle', { ...starting, ...old }],
    ['when it is a worker', { ...starting, ...aged(5_000, ['celery', '-A', 'shop', 'worker']) }],
    [
      'when it ended a while ago',
      { ...starting, processes: [front], past: { ...noPast, vanished: [{ ...vanished, at: NOW - 5_000 }] } },
    ],
    ['when a start has had its usual time', { ...starting, app: app({ startedAt: NOW - 60_000 }) }],
    ['when it has listened elsewhere before', { ...starting, listeners: elsewhere }],
  ])('is missed %s', (_, seen) => {
    expect(causesOf([rule, strictStatus], facts(seen))).toEqual({
      'upstream-down': 'primary',
      'strict-status': 'upstream-down',
    });
  });

  test('is named while it may still start, and only as the likely reason', () => {
    const named = findingOf(rule, facts({ ...starting, ...aged(25_000) }));
    expect(named).toMatchObject({ severity: 'warning', confidence: 'likely' });
    expect(named.summary).toMatch(/; `gunicorn app:app` \(pid 9\) started 25 s ago and may still be starting\.$/);
    expect(named.remedy[0]).toContain('(pid 9) does before it listens');
    for (const sure of [aged(70_000), { ...starting, processes: [front] }]) {
      const finding = findingOf(rule, facts({ ...starting, ...sure }));
      expect(finding.confidence).toBe('certain');
      expect(finding.summary).not.toContain('may still be starting');
    }
  });

  test('gets a little more time if the front server only checks periodically', () => {
    const haproxy = listener('0.0.0.0', 8000, { command: ['haproxy', '-f', '/etc/haproxy.cfg'] });
    const seen = {
      ...starting,
      listeners: [haproxy, listener('127.0.0.1', 3000, { pid: 9 })],
      probes: [{ ...page(503), passed: false }],
    };
    expect(rule.judge(facts({ ...seen, listenersSince: NOW - 6_000 }))).toEqual(silent);
    expect(rule.judge(facts({ ...seen, listenersSince: NOW - 9_000 })).kind).toBe('raised');
  });
});

test.each([
  ['no resolver defined', 'api.internal', 'nginx cannot resolve the name of api.internal', 'needs a `resolver` line'],
  [
    'upstream sent too big header',
    'http://127.0.0.1:5000/',
    'are larger than nginx accepts',
    '`proxy_buffer_size 16k;`',
  ],
  [
    'upstream sent too big header',
    'fastcgi://127.0.0.1:5000',
    'are larger than nginx accepts',
    '`fastcgi_buffers 8 16k;`',
  ],
  [
    'upstream prematurely closed connection',
    'http://127.0.0.1:5000/',
    'but closes the connection without a response',
    'Check the log for why `gunicorn app:app` (pid 7) closes the connection',
  ],
])('does not ask to start a backend that is running: %s', (reason, upstream, says, remedy) => {
  const seen = facts({
    listeners: [nginx, listener('127.0.0.1', 5000)],
    probes: [page(502)],
    log: log([], { upstreamFailures: [{ ...words, upstream, reason, at: NOW - 998 }] }),
  });
  const finding = findingOf(rule, seen);
  expect(finding.summary).toContain(says);
  expect(finding.remedy.join(' ')).toContain(remedy);
  expect(finding.remedy.join(' ')).not.toContain('Start the app');
});

test("names the file with HAProxy's servers, whose address it does not log", () => {
  const haproxy = listener('0.0.0.0', 8000, { command: ['haproxy', '-W', '-db', '-f', 'h.cfg'] });
  const none: UpstreamFailure = {
    kind: 'upstream-failed',
    front: 'HAProxy',
    upstream: 'api',
    reason: 'no server available',
    line: 'backend api has no server available!',
  };
  const seen = facts({
    listeners: [haproxy],
    probes: [page(503, '')],
    log: log([], { upstreamFailures: [{ ...none, at: NOW - 998 }] }),
  });
  expect(findingOf(rule, seen).remedy[1]).toContain('(the `server` lines of the backend `api` in h.cfg)');
});

test("accepts HAProxy's own page as proof that it has no server", () => {
  const haproxy = listener('0.0.0.0', 8000, { command: ['haproxy', '-f', '/etc/haproxy.cfg'] });
  const bodyHead = '<h1>503 Service Unavailable</h1>\nNo server is available to handle this request.';
  const outcome = answered(503, { bodyHead });
  const seen = facts({ listeners: [haproxy], probes: [probe(outcome, { passed: false })], log: log([]) });
  expect(findingOf(rule, seen).summary).toContain('The front server HAProxy returns 503');
});

describe('an app that listens and does not respond to the front server', () => {
  const slow = listener('0.0.0.0', 3000, { command: ['python3', 'slow.py'], pid: 12 });
  const failed = (reason: string) => log([], { upstreamFailures: [{ ...words, reason, at: NOW - 998 }] });
  const seen = (reason: string, listeners = [nginx, slow]) =>
    findingOf(rule, facts({ listeners, probes: [page(504)], log: failed(reason) }));

  test('is named, without a step to look elsewhere', () => {
    const { summary, remedy } = seen('Connection timed out');
    expect(summary).toBe(
      'The front server nginx returns 504 for GET /healthcheck on port 8000 because `python3 slow.py` (pid 12) listens on 0.0.0.0:3000 but does not respond to nginx in time (Connection timed out).',
    );
    expect(remedy).toEqual([
      'Find out why `python3 slow.py` (pid 12) does not respond in time. A slow query, a lock, a call to another host or too few workers may delay it.',
      'If it needs that long, raise `proxy_read_timeout` in the configuration of nginx.',
    ]);
  });

  test('may close the connection instead', () => {
    const { summary, remedy } = seen('upstream prematurely closed connection');
    expect(summary).toContain('listens on 0.0.0.0:3000 but closes the connection without a response');
    expect(remedy[0]).toMatch(/^Check the log for why `python3 slow\.py` \(pid 12\) closes the connection/);
  });

  test('is recognized by the page of HAProxy, which logs nothing about it', () => {
    const haproxy = listener('0.0.0.0', 8000, { command: ['haproxy', '-f', 'haproxy.cfg'] });
    const late = "<html><body><h1>504 Gateway Time-out</h1>\nThe server didn't respond in time.\n</body></html>";
    const probes = [probe(answered(504, { bodyHead: late }), { passed: true, purpose: 'runtime' })];
    const found = findingOf(rule, facts({ listeners: [haproxy, slow], probes }));
    expect(found.summary).toContain(
      '`python3 slow.py` (pid 12) listens on 0.0.0.0:3000 but does not respond to HAProxy in time',
    );
    expect(found.remedy[1]).toContain('`timeout server`');
    expect(found.confidence).toBe('likely');
  });

  test('is not an app that listens elsewhere, or refuses the connection', () => {
    const elsewhere = listener('127.0.0.1', 5000);
    expect(seen('Connection timed out', [nginx, elsewhere]).summary).toContain(
      '127.0.0.1:3000 does not respond to nginx',
    );
    expect(seen('Connection refused', [nginx, elsewhere]).summary).toContain('nothing listens on 127.0.0.1:3000');
  });

  test('a 504 of the app itself does not involve a front server', () => {
    expect(rule.judge(facts({ listeners: [slow], probes: [page(504, '')] }))).toEqual(silent);
  });
});
