import { describe, expect, test } from 'vitest';
import notHttp from '../../../src/rules/answer/not-http.ts';
import rule from '../../../src/rules/answer/tls-on-http-port.ts';
import strictStatus from '../../../src/rules/strict/strict-status.ts';
import strictWouldFail from '../../../src/rules/strict/strict-would-fail.ts';
import { answered, app, endpoint, facts, NOW, probe } from '../../support/builders.ts';
import { failed, raised, refused, strict, told, unanswered } from '../../support/probe-builders.ts';

const hungUp = failed({ kind: 'reset' }, { identity: 'tls' });
const nginx400 = answered(400, {
  server: 'nginx/1.22.1',
  bodyHead: '<h1>400 Bad Request</h1><center>The plain HTTP request was sent to HTTPS port</center>',
});

describe('tls-on-http-port', () => {
  test('reports that the port speaks TLS, and its response to plain HTTP', () => {
    const { summary, severity } = raised(rule, facts({ probes: [hungUp] }));
    expect({ summary, severity }).toEqual({
      summary:
        'Port 8000 speaks TLS, but the platform sends it plain HTTP: after GET / it closed the connection without a response.',
      severity: 'error',
    });
  });

  test('names the switches of the running server', () => {
    expect(raised(rule, facts({ probes: [hungUp] })).remedy[0]).toContain('`--certfile` and `--keyfile`');
    const seen = facts({ app: app({ command: ['/srv/server'] }), processes: undefined, probes: [hungUp] });
    expect(raised(rule, seen).remedy).toEqual([
      'Serve plain HTTP on this port: the platform terminates TLS in front of it.',
      'Use a TLS endpoint instead of the HTTP(S) endpoint if the app must terminate TLS itself; then start sidewatch with `--endpoint tls:8000`.',
    ]);
  });

  test("recognizes a TLS port's response to a strict check, which is not a status of the app", () => {
    const seen = facts({ settings: strict(), probes: [refused(nginx400)] });
    expect(told([strictStatus, notHttp, rule], seen)).toEqual([['tls-on-http-port']]);
  });

  test('only warns of a TLS port whose 400 passes the default check', () => {
    const seen = facts({ probes: [probe(nginx400, { passed: true })] });
    expect(raised(rule, seen)).toMatchObject({ severity: 'warning' });
    expect(told([rule, strictWouldFail], seen)).toEqual([['tls-on-http-port']]);
  });

  test('names the switch of nginx by its Server header', () => {
    const seen = facts({
      settings: strict(),
      app: app({ command: ['/start'] }),
      processes: [],
      probes: [refused(nginx400)],
    });
    expect(raised(rule, seen).remedy[0]).toContain('`listen`');
  });

  test.each([
    ['a healthy app', facts()],
    [
      'an app that answers 400 for a reason of its own',
      facts({ settings: strict(), probes: [refused(answered(400))] }),
    ],
    ['an app that hangs up', facts({ probes: [failed({ kind: 'reset' })] })],
    ['an app that does not answer', facts({ probes: [failed(unanswered())] })],
    [
      'a tls endpoint whose handshake fails',
      facts({
        probes: [
          failed({ kind: 'handshake-failed', reason: 'no certificate' }, { endpoint: endpoint({ protocol: 'tls' }) }),
        ],
      }),
    ],
    ['an app that has ended', facts({ probes: [hungUp], app: app({ exit: { code: 0, at: NOW } }) })],
  ])('stays silent about %s', (_what, seen) => {
    expect(rule.judge(seen)).toEqual({ kind: 'silent' });
  });
});
