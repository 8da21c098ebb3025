import { describe, expect, test } from 'vitest';
import rule from '../../../src/rules/listening/bound-to-loopback.ts';
import notListening from '../../../src/rules/listening/not-listening.ts';
import wrongPort from '../../../src/rules/listening/wrong-port.ts';
import {
  APP_PID,
  answered,
  app,
  endpoint,
  facts,
  listener,
  NOW,
  probe,
  process,
  STARTED,
  settings,
  waiting,
} from '../../support/builders.ts';
import { causesOf, ended, findingOf, refused, severityOf, silent } from '../../support/rule-builders.ts';

const JUST_NOW = NOW - 100;
const onLoopback = { listeners: [listener('127.0.0.1')], probes: [refused], health: waiting() };

describe("on the endpoint's port", () => {
  const finding = findingOf(rule, facts({ ...onLoopback, listenersSince: JUST_NOW }));

  test('is an error immediately, in one sentence with the address and the port', () => {
    expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
    expect(finding.summary).toBe(
      "The app listens only on 127.0.0.1:8000, so nothing outside this container can reach the endpoint's port 8000.",
    );
  });

  test('shows the listener, where the port comes from, and the refusal', () => {
    expect(finding.evidence).toEqual([
      {
        source: '/proc/net/tcp',
        expected: '0.0.0.0:8000',
        observed: `127.0.0.1:8000 (pid ${APP_PID}, gunicorn app:app)`,
        at: JUST_NOW,
      },
      { source: 'settings', observed: "the endpoint's port is 8000 (from $PORT)" },
      {
        source: 'probe',
        expected: 'a response',
        observed: 'GET / on port 8000 (10.0.0.2:8000, Host containers): refused the connection',
        at: NOW - 995,
      },
    ]);
  });

  test('names the switch of the server', () => {
    expect(finding.remedy[0]).toContain('--bind 0.0.0.0:8000');
  });

  test('names both families', () => {
    const listeners = [listener('127.0.0.1'), listener('::1'), listener('::ffff:127.0.0.5')];
    expect(findingOf(rule, facts({ ...onLoopback, listeners })).summary).toContain(
      'The app listens only on 127.0.0.1:8000, [::1]:8000 and [::ffff:127.0.0.5]:8000,',
    );
  });

  test('is raised though another port can be reached', () => {
    const listeners = [listener('127.0.0.1'), listener('0.0.0.0', 9090)];
    expect(causesOf([wrongPort, rule], facts({ ...onLoopback, listeners }))).toEqual({
      'bound-to-loopback': 'primary',
    });
  });

  test('is raised where the owner cannot be read', () => {
    const { pid: _, command: __, ...nameless } = listener('127.0.0.1', 8000, { owner: 'unknown' });
    expect(findingOf(rule, facts({ ...onLoopback, listeners: [nameless] })).evidence[0]?.observed).toBe(
      '127.0.0.1:8000',
    );
  });

  test('is only a warning where the container has no other address and the check passes over loopback', () => {
    const probes = [probe(answered(200), { address: '127.0.0.1' })];
    expect(severityOf(rule, facts({ ...onLoopback, probes }))).toBe('warning');
  });

  test('is an error when the check passed only before the listeners changed', () => {
    expect(severityOf(rule, facts({ ...onLoopback, probes: [probe()], listenersSince: JUST_NOW }))).toBe('error');
  });
});

describe('a Python program', () => {
  const python = listener('127.0.0.1', 8000, { command: ['python3', 'shop.py'] });
  const stepFor = (server?: string): string | undefined => {
    const probes = server === undefined ? [refused] : [probe(answered(404, { server }))];
    const told = { ...onLoopback, listeners: [python], app: app({ command: ['python3', 'shop.py'] }), probes };
    return findingOf(rule, facts(told)).remedy[0];
  };

  test.each([
    [
      'nothing',
      undefined,
      /`HTTPServer\(\('0\.0\.0\.0', 8000\), handler\)`, or `make_server\('0\.0\.0\.0', 8000, app\)` with wsgiref, or `app\.run\(host='0\.0\.0\.0', port=8000\)` with Flask\.$/,
    ],
    [
      'BaseHTTP',
      'BaseHTTP/0.6 Python/3.11.2',
      /^Start the server with `HTTPServer\(\('0\.0\.0\.0', 8000\), handler\)`\.$/,
    ],
    // Django's runserver and wsgiref answer alike.
    ['WSGIServer', 'WSGIServer/0.2 CPython/3.11.2', /HTTPServer.*make_server/],
    ['Werkzeug', 'Werkzeug/2.2.2 Python/3.11.2', /`app\.run\(host='0\.0\.0\.0', port=8000\)`/],
  ])('names the call that fits when %s tells which server it is', (_, server, step) => {
    expect(stepFor(server)).toMatch(step);
  });
});

describe('on another port', () => {
  const elsewhere = { ...onLoopback, listeners: [listener('127.0.0.1', 5000, { command: ['flask', 'run'] })] };

  test('is information for two seconds, and then an error with both faults', () => {
    expect(severityOf(rule, facts({ ...elsewhere, listenersSince: NOW - 1_999 }))).toBe('info');
    const finding = findingOf(rule, facts({ ...elsewhere, listenersSince: NOW - 2_000 }));
    expect(finding.severity).toBe('error');
    expect(finding.summary).toBe(
      'The app listens only on 127.0.0.1:5000, which nothing outside this container can reach, but the endpoint needs 0.0.0.0:8000.',
    );
    expect(finding.remedy[0]).toContain('8000');
  });

  test('is the only diagnosis of the two faults', () => {
    expect(causesOf([wrongPort, notListening, rule], facts(elsewhere))).toEqual({ 'bound-to-loopback': 'primary' });
  });
});

describe('where no setting names a port', () => {
  const { port: _, ...unset } = settings();

  test('treats the only listener as the endpoint once it has settled', () => {
    const only = { ...onLoopback, endpoints: [endpoint({ source: 'listener' })], settings: unset };
    expect(severityOf(rule, facts({ ...only, listenersSince: JUST_NOW }))).toBe('info');
    expect(severityOf(rule, facts(only))).toBe('error');
  });

  test('names all ports when there are several', () => {
    const listeners = [listener('127.0.0.1', 3000), listener('127.0.0.1', 3001)];
    expect(findingOf(rule, facts({ ...onLoopback, listeners, endpoints: [], settings: unset })).summary).toBe(
      'The app listens only on 127.0.0.1:3000 and 127.0.0.1:3001, so nothing outside this container can reach it.',
    );
  });
});

describe('is silent', () => {
  test.each([
    ['on a healthy app', facts()],
    [
      'when one of two listeners is reachable',
      facts({ ...onLoopback, listeners: [listener('127.0.0.1'), listener('0.0.0.0')] }),
    ],
    ["beside Caddy's admin API", facts({ ...onLoopback, listeners: [listener('127.0.0.1', 2019), listener('::')] })],
    ["while Caddy's admin API is all there is", facts({ ...onLoopback, listeners: [listener('127.0.0.1', 2019)] })],
    ["while Node's inspector is all there is", facts({ ...onLoopback, listeners: [listener('127.0.0.1', 9229)] })],
    [
      "on Docker's name server",
      facts({ ...onLoopback, listeners: [listener('127.0.0.11', 40123, { owner: 'unknown' })] }),
    ],
    ['on one address that is not loopback', facts({ ...onLoopback, listeners: [listener('10.0.0.2')] })],
    [
      "on the agent's and others' listeners",
      facts({
        ...onLoopback,
        listeners: [listener('127.0.0.1', 9393, { owner: 'agent' }), listener('127.0.0.1', 22, { owner: 'other' })],
      }),
    ],
    ['when nothing listens', facts({ ...onLoopback, listeners: [] })],
    ['when checks from outside pass all the same', facts({ listeners: [listener('127.0.0.1')] })],
    ['when the app has ended', facts({ ...onLoopback, app: ended({ code: 1 }) })],
    ['while the app is being stopped', facts({ ...onLoopback, app: app({ stopRequestedAt: STARTED }) })],
  ])('%s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});

test("is raised for Caddy's admin port when it is the endpoint", () => {
  const seen = facts({
    ...onLoopback,
    listeners: [listener('127.0.0.1', 2019)],
    endpoints: [endpoint({ port: 2019 })],
  });
  expect(severityOf(rule, seen)).toBe('error');
});

test('is a warning where the platform sends no HTTP check', () => {
  expect(severityOf(rule, facts({ ...onLoopback, settings: settings({ profile: 'cloudaipilot' }) }))).toBe('warning');
});

test('is skipped where the listeners cannot be read', () => {
  expect(rule.judge(facts({ ...onLoopback, listeners: undefined })).kind).toBe('skipped');
});

test('is raised for a daemon that the command left behind', () => {
  const listeners = [listener('127.0.0.1', 8000, { pid: 12 })];
  const processes = [process({ pid: 12, kinship: 'survivor' })];
  expect(severityOf(rule, facts({ ...onLoopback, app: ended({ code: 0 }), listeners, processes }))).toBe('error');
});
