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
  test('names the size, the limit and the largest header', () => {
    const seen = facts({ probes: [failed(tooLarge({ name: 'Set-Cookie', bytes: 1_050_000 }))] });
    expect(raised(rule, seen)).toMatchObject({
      severity: 'error',
      summary:
        "The response to GET / on port 8000 exceeds the check's limit of 1 MiB for headers: 1.05 MiB so far, 1.00 MiB in Set-Cookie.",
      remedy: [expect.stringContaining('cookie'), expect.any(String), expect.any(String)],
    });
  });

  test('is the cause of a failed release check', () => {
    const seen = facts({ probes: [failed(tooLarge())], health: releaseFailed() });
    expect(told(rules, seen)[0]).toEqual(['response-too-large']);
  });

  test('is silent about a response whose head was read, whatever its size', () => {
    expect(rule.judge(facts({ probes: [probe(answered(200))] }))).toEqual({ kind: 'silent' });
    expect(rule.judge(facts({ probes: [failed(answered(500))] }))).toEqual({ kind: 'silent' });
  });

  test('is silent once a later response was read', () => {
    expect(rule.judge(facts({ probes: [failed(tooLarge()), probe()] }))).toEqual({ kind: 'silent' });
  });
});
