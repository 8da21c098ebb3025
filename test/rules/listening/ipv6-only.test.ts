import { describe, expect, test } from 'vitest';
import runtimeCheckFailing from '../../../src/rules/answer/runtime-check-failing.ts';
import boundToOneAddress from '../../../src/rules/listening/bound-to-one-address.ts';
import rule from '../../../src/rules/listening/ipv6-only.ts';
import { APP_PID, app, endpoint, facts, health, listener, NOW, probe, waiting } from '../../support/builders.ts';
import { causesOf, ended, findingOf, refused, silent } from '../../support/rule-builders.ts';

const onlyV6 = { listeners: [listener('::')], probes: [refused], health: waiting() };

describe('ipv6-only', () => {
  test('names the socket, the address that was refused, and what is needed', () => {
    expect(findingOf(rule, facts(onlyV6))).toEqual({
      severity: 'error',
      confidence: 'certain',
      summary: 'The app listens on [::]:8000 for IPv6 only, so the IPv4 check of 10.0.0.2:8000 was refused.',
      evidence: [
        {
          source: '/proc/net/tcp6',
          expected: '0.0.0.0:8000',
          observed: `[::]:8000 (pid ${APP_PID}, gunicorn app:app)`,
          at: NOW - 99_000,
        },
        { source: 'settings', observed: "the endpoint's port is 8000 (from $PORT)" },
        {
          source: 'probe',
          expected: 'a response',
          observed: 'GET / on port 8000 (10.0.0.2:8000, Host containers): refused the connection',
          at: NOW - 995,
        },
      ],
      remedy: [
        'Start Gunicorn with `--bind 0.0.0.0:8000` (or `--bind 0.0.0.0:$PORT`).',
        'Or turn off IPV6_V6ONLY for its socket (the sysctl `net.ipv6.bindv6only` must be 0): `::` then accepts IPv4 too.',
      ],
    });
  });

  test('names the option of Node', () => {
    const listeners = [listener('::', 8000, { command: ['node', 'server.js'] })];
    const { remedy } = findingOf(rule, facts({ ...onlyV6, app: app({ command: ['node', 'server.js'] }), listeners }));
    expect(remedy[1]).toContain('`ipv6Only`');
  });

  test('is raised though IPv4 is served on loopback', () => {
    const { summary } = findingOf(rule, facts({ ...onlyV6, listeners: [listener('127.0.0.1'), listener('::')] }));
    expect(summary).toContain('The app listens on [::]:8000 for IPv6 only');
  });

  test('explains the runtime checks that fail because of it', () => {
    const unhealthy = health({ status: 'failed', runtime: { state: 'unhealthy', consecutiveFailures: 3 } });
    const seen = facts({ ...onlyV6, health: unhealthy });
    expect(causesOf([rule, boundToOneAddress, runtimeCheckFailing], seen)).toEqual({
      'ipv6-only': 'primary',
      'runtime-check-failing': 'ipv6-only',
    });
  });

  test.each([
    ['a healthy app on ::', facts({ listeners: [listener('::')] })],
    ['a listener on :: beside one on 0.0.0.0', facts({ ...onlyV6, listeners: [listener('::'), listener('0.0.0.0')] })],
    ['loopback alone', facts({ ...onlyV6, listeners: [listener('::1')] })],
    ['a v4-mapped any', facts({ ...onlyV6, listeners: [listener('::ffff:0.0.0.0')] })],
    ['another port', facts({ ...onlyV6, listeners: [listener('::', 3000)] })],
    ['a probe from before the listener opened', facts({ ...onlyV6, listenersSince: NOW - 500 })],
    ['a listener that may have closed just now', facts({ ...onlyV6, probes: [{ ...refused, at: NOW - 300 }] })],
    ['a listener that was reached before', facts({ ...onlyV6, probes: [probe(), refused] })],
    ['a container without IPv4', facts({ ...onlyV6, probes: [{ ...refused, address: 'fd00::2' }] })],
    ['a port that nobody asked', facts({ ...onlyV6, probes: [] })],
    ['an endpoint elsewhere', facts({ ...onlyV6, endpoints: [endpoint({ port: 3000 })] })],
    ['an app that has ended', facts({ ...onlyV6, app: ended({ code: 1 }) })],
  ])('is silent about %s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});
