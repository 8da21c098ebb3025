import { describe, expect, test } from 'vitest';
import noResponse from '../../../src/rules/answer/no-response.ts';
import rule from '../../../src/rules/answer/not-http.ts';
import { answered, app, endpoint, facts, listener, NOW, probe, waiting } from '../../support/builders.ts';
import { failed, raised, strict, told, unanswered } from '../../support/probe-builders.ts';

const SILENT = { kind: 'silent' };
const banner = failed({ kind: 'malformed', head: 'SSH-2.0-OpenSSH_9.2p1' }, { identity: 'ssh' });

describe('not-http', () => {
  test('names the protocol and quotes the response of the port', () => {
    const { summary, severity, confidence } = raised(rule, facts({ probes: [banner] }));
    expect({ summary, severity, confidence }).toEqual({
      summary: 'Port 8000 speaks SSH, not HTTP: it responded to GET / with "SSH-2.0-OpenSSH_9.2p1".',
      severity: 'error',
      confidence: 'certain',
    });
  });

  test('quotes what it cannot recognize', () => {
    const unknown = failed({ kind: 'malformed', head: 'HELLO?' });
    expect(raised(rule, facts({ probes: [unknown] })).summary).toBe(
      'The app\'s response to GET / on port 8000 is not HTTP: "HELLO?".',
    );
  });

  test('names a server that closes the connection and was recognized by a greeting', () => {
    const mute = failed({ kind: 'reset' }, { identity: 'postgresql' });
    expect(raised(rule, facts({ probes: [mute] })).summary).toBe(
      'Port 8000 speaks the PostgreSQL protocol, not HTTP: it sent no HTTP response to GET /.',
    );
  });

  test('waits half a second for a command that only started the server: it may be about to exit', () => {
    const listeners = [{ ...listener('0.0.0.0'), pid: 12 }];
    const seen = (agoMs: number, pid = 7) =>
      facts({ app: app({ pid }), probes: [{ ...banner, at: NOW - agoMs }], listeners });
    expect(rule.judge(seen(400))).toEqual(SILENT);
    expect(raised(rule, seen(600)).severity).toBe('error');
    expect(raised(rule, seen(400, 12)).severity).toBe('error');
  });

  test('advises another port that the app has open, then a TCP endpoint', () => {
    const listeners = [listener('0.0.0.0'), listener('0.0.0.0', 3000), listener('127.0.0.1', 2019)];
    expect(raised(rule, facts({ probes: [banner], listeners })).remedy).toEqual([
      'Point the endpoint at port 3000, on which the app also listens, if that is its HTTP port.',
      'Use a TCP endpoint (or a TLS endpoint) instead of the HTTP(S) endpoint if the app should not speak HTTP; then start sidewatch with `--endpoint tcp:8000`.',
    ]);
  });

  test('advises uWSGI to speak HTTP itself', () => {
    const probes = [failed({ kind: 'no-response', received: 0 }, { identity: 'uwsgi' })];
    expect(raised(rule, facts({ probes })).remedy[0]).toContain('`--http-socket` instead of `--socket`');
  });

  test('is raised even if the listeners cannot be read', () => {
    expect(rule.judge(facts({ probes: [banner], listeners: undefined })).kind).toBe('raised');
  });

  test('names the protocol that a tls endpoint speaks instead of TLS', () => {
    const handshake = { kind: 'handshake-failed', reason: 'ERR_SSL_WRONG_VERSION_NUMBER' } as const;
    const tls = { endpoint: endpoint({ protocol: 'tls' }) };
    const http = raised(rule, facts({ probes: [failed(handshake, { ...tls, identity: 'http' })] }));
    expect(http.summary).toBe(
      'Port 8000 speaks plain HTTP, not TLS: it failed the TLS handshake (ERR_SSL_WRONG_VERSION_NUMBER).',
    );
    expect(http.remedy[0]).toContain('`--endpoint 8000`');
    const redis = raised(rule, facts({ probes: [failed({ kind: 'reset' }, { ...tls, identity: 'redis' })] }));
    expect(redis.summary).toBe(
      'Port 8000 speaks the Redis protocol, not TLS: it closed the connection without a response.',
    );
    expect(redis.remedy[0]).toContain('`--endpoint tcp:8000`');
    const unknown = raised(rule, facts({ probes: [failed(handshake, tls)] }));
    expect(unknown.summary).toContain('does not speak TLS');
  });

  test.each([
    ['a healthy app', facts()],
    [
      'a tls endpoint that hangs up on the handshake',
      facts({ probes: [failed({ kind: 'reset' }, { endpoint: endpoint({ protocol: 'tls' }) })] }),
    ],
    ['a port that speaks TLS', facts({ probes: [failed({ kind: 'malformed', head: '\u0015' }, { identity: 'tls' })] })],
    [
      'a port that speaks HTTP/2 only',
      facts({ probes: [failed({ kind: 'malformed', head: '' }, { identity: 'http2' })] }),
    ],
    ['an app that hangs up and was not recognised', facts({ probes: [failed({ kind: 'reset' })] })],
    ['an HTTP app that is slow', facts({ probes: [failed(unanswered(), { identity: 'http' })] })],
    ['an HTTP answer with a wrong status', facts({ settings: strict(), probes: [failed(answered(500))] })],
    ['a port that speaks HTTP by now', facts({ probes: [banner, probe()] })],
    ['an app that has ended', facts({ probes: [banner], app: app({ exit: { code: 1, at: NOW } }) })],
    [
      'a tcp endpoint',
      facts({ probes: [failed({ kind: 'reset' }, { identity: 'redis', endpoint: endpoint({ protocol: 'tcp' }) })] }),
    ],
    ['a probe of a port that is no endpoint any more', facts({ probes: [banner], endpoints: [endpoint({ port: 9 })] })],
  ])('stays silent about %s', (_what, seen) => {
    expect(rule.judge(seen)).toEqual(SILENT);
  });

  test('is silent about an endpoint whose protocol matches', () => {
    const probes = [failed(unanswered(), { identity: 'fastcgi' })];
    expect(told([noResponse, rule], facts({ probes, health: waiting() }))).toEqual([['not-http']]);
  });
});
