import { describe, expect, test } from 'vitest';
import type { OtherSocket } from '../../../src/core/facts/other-socket.ts';
import notListening from '../../../src/rules/listening/not-listening.ts';
import rule from '../../../src/rules/listening/udp-only.ts';
import {
  APP_PID,
  app,
  endpoint,
  facts,
  listener,
  NOW,
  probe,
  releaseFailed,
  STARTED,
  waiting,
} from '../../support/builders.ts';
import { causesOf, ended, findingOf, refused, severityOf, silent } from '../../support/rule-builders.ts';

const udp = (port: number, since = NOW - 5_000): OtherSocket => ({
  kind: 'udp',
  address: '0.0.0.0',
  port,
  pid: APP_PID,
  command: ['python3', 'collector.py'],
  since,
});
const only = { listeners: [], otherSockets: [udp(8000)], probes: [refused], health: waiting() };

describe('udp-only', () => {
  test('names the port, and that TCP is needed', () => {
    const finding = findingOf(rule, facts(only));
    expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
    expect(finding.summary).toBe(
      'The app listens only on UDP 0.0.0.0:8000, but the check uses TCP: it needs a TCP listener on 0.0.0.0:8000.',
    );
    expect(finding.evidence).toEqual([
      {
        source: '/proc/net/udp',
        expected: 'a TCP listener on port 8000',
        observed: `0.0.0.0:8000 (pid ${APP_PID}, python3 collector.py)`,
        at: NOW - 5_000,
      },
    ]);
  });

  test('waits for the end of the release check if it is another port', () => {
    const other = { ...only, otherSockets: [udp(8125)] };
    expect(severityOf(rule, facts(other))).toBe('info');
    expect(severityOf(rule, facts({ ...other, health: releaseFailed() }))).toBe('error');
  });

  test('explains that nothing listens', () => {
    expect(causesOf([notListening, rule], facts({ ...only, health: releaseFailed() }))).toEqual({
      'udp-only': 'primary',
      'not-listening': 'udp-only',
    });
  });

  test.each([
    ['a healthy app', facts()],
    ['an app with a TCP listener too', facts({ ...only, listeners: [listener('0.0.0.0')] })],
    ['the ports of clients', facts({ ...only, otherSockets: [udp(45_123)] })],
    ['a socket that is new', facts({ ...only, otherSockets: [udp(8000, NOW - 1_999)] })],
    ['an app without sockets', facts({ ...only, otherSockets: [] })],
    ['checks that pass all the same', facts({ ...only, probes: [probe()] })],
    ['an app that has ended', facts({ ...only, app: ended({ code: 1 }) })],
    ['an app that is being stopped', facts({ ...only, app: app({ stopRequestedAt: STARTED }) })],
  ])('is silent about %s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });

  test('is skipped where the sockets cannot be read', () => {
    expect(rule.judge(facts({ ...only, otherSockets: undefined })).kind).toBe('skipped');
  });

  test('accepts a high port as a server if it is the endpoint', () => {
    const seen = facts({ ...only, otherSockets: [udp(45_123)], endpoints: [endpoint({ port: 45_123 })] });
    expect(severityOf(rule, seen)).toBe('error');
  });
});
