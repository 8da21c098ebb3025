import { expect, test } from 'vitest';
import type { Outcome } from '../../../src/core/facts/probe.ts';
import { probeBody } from '../../../src/core/report/probe-body.ts';
import { answered, probe } from '../../support/builders.ts';

const failed: readonly (readonly [string, Outcome])[] = [
  ['redirected', answered(302)],
  ['wrong-status', answered(404)],
  ['wrong-status', answered(503)],
  ['refused', { kind: 'refused' }],
  ['connect-timeout', { kind: 'connect-timeout' }],
  ['no-response', { kind: 'no-response', received: 0 }],
  ['reset', { kind: 'reset' }],
  ['malformed', { kind: 'malformed', head: 'SSH-2.0' }],
  ['handshake-failed', { kind: 'handshake-failed', reason: 'x' }],
  ['other', { kind: 'failed', reason: 'EHOSTUNREACH' }],
];

test.each(failed)('a failed probe has the reason %s: %j', (reason, outcome) => {
  expect(probeBody(probe(outcome, { passed: false }))).toMatchObject({ passed: false, reason });
});

test('a probe that passed has no reason, whatever it was answered', () => {
  for (const outcome of [answered(200), answered(302), answered(500), { kind: 'connected' } as const]) {
    expect(probeBody(probe(outcome, { passed: true }))).toMatchObject({ passed: true, reason: null });
  }
});
