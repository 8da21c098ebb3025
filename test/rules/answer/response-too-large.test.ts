import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../src/core/facts/probe.ts';
import rule from '../../../src/rules/answer/response-too-large.ts';
import { rules } from '../../../src/rules/index.ts';
import { answered, facts, probe, releaseFailed } from '../../support/builders.ts';
import { failed, raised, told } from '../../support/probe-builders.ts';

const tooLarge = (...largest: readonly { readonly name: string; readonly bytes: number }[]): Outcome => ({
  kind: 'too-large',
  received: 1_100_000,
  largest,
});

describe('response-too-large', () => {
  test('names the size, the limit and the header that takes most of it', () => {
    const seen = facts({ probes: [failed(tooLarge({ name: 'Set-Cookie', bytes: 1_050_000 }))] });
    expect(raised(rule, seen)).toMatchObject({
      severity: 'error',
      summary:
        'The answer to GET / on port 8000 has more headers than a health check takes: 1.05 MiB so far, and 1 MiB is the limit; Set-Cookie alone takes 1.00 MiB.',
      remedy: [expect.stringContaining('cookie'), expect.any(String), expect.any(String)],
    });
  });

  test('is the cause of a failed release check', () => {
    const seen = facts({ probes: [failed(tooLarge())], health: releaseFailed() });
    expect(told(rules, seen)[0]).toEqual(['response-too-large']);
  });

  test('is silent on an answer with a head of any size that was read', () => {
    expect(rule.judge(facts({ probes: [probe(answered(200))] }))).toEqual({ kind: 'silent' });
    expect(rule.judge(facts({ probes: [failed(answered(500))] }))).toEqual({ kind: 'silent' });
  });

  test('is silent once a later answer was read', () => {
    expect(rule.judge(facts({ probes: [failed(tooLarge()), probe()] }))).toEqual({ kind: 'silent' });
  });
});
