import { describe, expect, test } from 'vitest';
import { newestProbes } from '../../../src/core/checks/newest-probes.ts';
import type { Outcome } from '../../../src/core/facts/probe.ts';
import {
  answeredSince,
  failingProbes,
  outcomeWords,
  requestWords,
  sameOutcomeSince,
} from '../../../src/rules/shared/last-probe.ts';
import { answered, app, endpoint, NOW, probe } from '../../support/builders.ts';
import { failed, unanswered } from '../../support/probe-builders.ts';

const other = endpoint({ port: 9000, source: '--endpoint' });
const endpoints = [other, endpoint()];

describe('newestProbes', () => {
  test('finds the newest of each endpoint, whatever its purpose', () => {
    const [old, runtime, ninth] = [
      probe(),
      failed(unanswered(), { purpose: 'runtime' }),
      probe(answered(200), { endpoint: other }),
    ];
    expect(newestProbes({ endpoints, probes: [old, ninth, runtime] })).toEqual([ninth, runtime]);
    expect(newestProbes({ endpoints: [other], probes: [old] })).toEqual([]);
  });
});

describe('failingProbes', () => {
  const bad = failed(unanswered());

  test('leaves out probes that passed, and all once the app has exited or never started', () => {
    const of = (change: Parameters<typeof app>[0]) => failingProbes({ app: app(change), endpoints, probes: [bad] });
    expect(of({})).toEqual([bad]);
    expect(of({ exit: { code: 0, at: NOW } })).toEqual([]);
    expect(of({ startFailure: { errno: 'ENOENT', path: 'x', searched: [], at: NOW } })).toEqual([]);
    expect(failingProbes({ app: app(), endpoints, probes: [bad, probe()] })).toEqual([]);
  });

  test('ignores what the app does while it stops', () => {
    const stopping = app({ stopRequestedAt: NOW - 5_000 });
    expect(failingProbes({ app: stopping, endpoints, probes: [bad] })).toEqual([]);
    const before = { ...bad, at: NOW - 9_000 };
    expect(failingProbes({ app: stopping, endpoints, probes: [before, bad] })).toEqual([before]);
  });
});

test('sameOutcomeSince reaches back to the last other outcome of the same endpoint', () => {
  const at = (agoMs: number, outcome: Outcome, port = endpoint()) =>
    failed(outcome, { at: NOW - agoMs, endpoint: port });
  const newest = at(1_000, unanswered());
  const probes = [at(9_000, { kind: 'refused' }), at(6_000, unanswered()), at(3_000, { kind: 'reset' }, other), newest];
  expect(sameOutcomeSince(probes, newest)).toBe(NOW - 6_000);
});

test('requestWords names the request of each protocol', () => {
  const of = (protocol: 'http' | 'tls' | 'tcp') => requestWords({ endpoint: endpoint({ protocol }), path: '/up' });
  expect([of('http'), of('tls'), of('tcp')]).toEqual([
    'GET /up on port 8000',
    'a TLS handshake on port 8000',
    'a connection on port 8000',
  ]);
});

test.each<[Outcome, string]>([
  [answered(404), 'returned 404'],
  [{ kind: 'connected' }, 'accepted the connection'],
  [{ kind: 'refused' }, 'refused the connection'],
  [{ kind: 'connect-timeout' }, 'did not accept the connection within 15 s'],
  [unanswered(), 'sent no response within 15 s'],
  [unanswered(9), 'sent 9 bytes but no complete response within 15 s'],
  [{ kind: 'reset' }, 'closed the connection without a response'],
  [{ kind: 'malformed', head: 'a"\n' }, 'sent something that is not HTTP: "a\\"\\n"'],
  [{ kind: 'handshake-failed', reason: 'alert 40' }, 'failed the TLS handshake (alert 40)'],
  [{ kind: 'failed', reason: 'EMFILE' }, 'could not be probed (EMFILE)'],
])('outcomeWords describes %o', (outcome, words) => {
  expect(outcomeWords(outcome, 15_000)).toBe(words);
});

describe('answeredSince', () => {
  test.each([
    ['a probe that passed', [probe()], true],
    ['a 404', [failed(answered(404))], true],
    ['a 502, which a proxy may have made up', [failed(answered(502))], false],
    ['silence', [failed({ kind: 'no-response', received: 0 })], false],
    ['a probe before', [probe(answered(200), { at: NOW - 20_000 })], false],
  ])('counts %s', (_what, probes, expected) => {
    expect(answeredSince(probes, NOW - 10_000)).toBe(expected);
  });
});
