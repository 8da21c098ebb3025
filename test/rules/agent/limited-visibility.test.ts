import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../src/core/diagnosis/diagnose.ts';
import type { BlindSpot } from '../../../src/core/facts/visibility.ts';
import rule from '../../../src/rules/agent/limited-visibility.ts';
import { rules } from '../../../src/rules/index.ts';
import { facts, listener, NOW, waiting } from '../../support/builders.ts';

const denied: BlindSpot = { kind: 'closed-descriptors', pid: 7, uid: 0, reason: 'EACCES: permission denied' };
const seeing = (...gaps: readonly BlindSpot[]) => ({ uid: 65_534, gaps });

describe('limited-visibility', () => {
  test.each([
    [denied, /as user 65534 and cannot inspect the app's process 7 \(user 0\)/, /runAsUser: 0.*SYS_PTRACE/],
    [{ kind: 'hidden-processes' }, /hidepid/, /same user.*hidepid/],
    [{ kind: 'other-pid-namespace' }, /another PID namespace/, /shareProcessNamespace/],
    [
      { kind: 'unread-sockets', reason: 'EACCES: permission denied' },
      /cannot read the listening sockets \(EACCES/,
      /\/proc\/net\/tcp/,
    ],
    [{ kind: 'no-processes', reason: 'ENOENT: no such file' }, /any process \(ENOENT/, /Mount the proc/],
  ] as const)('says why the agent cannot see, what that hides, and what lets it see: %j', (gap, why, remedy) => {
    const verdict = rule.judge(facts({ sight: seeing(gap), health: waiting() }));
    expect(verdict).toMatchObject({
      kind: 'raised',
      finding: { severity: 'warning', summary: expect.stringMatching(why), evidence: [{ source: expect.any(String) }] },
    });
    expect(verdict.kind === 'raised' && verdict.finding.remedy.join(' ')).toMatch(remedy);
    expect(verdict.kind === 'raised' && verdict.finding.summary).toMatch(
      /it does not know .*(?:which process owns a socket|socket owners, heartbeats or the app's environment)\.$/,
    );
  });

  test('is only information about an app that passes its checks', () => {
    expect(rule.judge(facts({ sight: seeing(denied) }))).toMatchObject({ finding: { severity: 'info' } });
  });

  test('is raised even before there is an app', () => {
    const blind = facts({ sight: seeing({ kind: 'hidden-processes' }), app: undefined, health: undefined });
    expect(rule.judge(blind)).toMatchObject({ kind: 'raised' });
  });

  test('is never primary while the app has a diagnosis', () => {
    const ill = facts({ sight: seeing(denied), health: waiting(), listeners: [listener('127.0.0.1')], probes: [] });
    const { diagnoses } = diagnose(rules, ill, []);
    expect(diagnoses.map(({ code, primary }) => [code, primary])).toEqual([
      ['bound-to-loopback', true],
      ['limited-visibility', false],
    ]);
  });

  const lossOf = (change: object) => ({
    log: {
      ...{ tail: [], exceptions: [], hostRejections: [], cutBytes: 0 },
      losses: [{ stream: 'stdout' as const, bytes: 2_000_000, at: NOW, ...change }],
    },
  });

  test.each([
    [
      { trouble: 'ENOSPC' },
      /target of the app's stdout does not accept.*ENOSPC: no space is left there\): 1\.9 MiB of output lost/,
      /Free space/,
    ],
    [{ trouble: 'EDQUOT' }, /EDQUOT/, /quota/],
    [{ trouble: 'EFBIG' }, /EFBIG/, /ulimit -f/],
    [{ trouble: 'ENXIO', stream: 'output' }, /stdout and stderr does not accept.*\(ENXIO\)/, /Check where/],
    [{ trouble: 'unread' }, /The app's stdout was not read when the app exited/, /reader/],
  ])(
    'warns about output that its target does not accept, even if everything is visible: %j',
    (change, summary, remedy) => {
      const verdict = rule.judge(facts(lossOf(change)));
      expect(verdict).toMatchObject({
        kind: 'raised',
        finding: {
          severity: 'warning',
          summary: expect.stringMatching(summary),
          remedy: [expect.stringMatching(remedy)],
        },
      });
    },
  );

  test('is silent once the target accepts output again', () => {
    expect(rule.judge(facts(lossOf({})))).toEqual({ kind: 'silent' });
  });

  test('is silent if everything is visible', () => {
    expect(rule.judge(facts())).toEqual({ kind: 'silent' });
  });

  test('is skipped if nothing was scanned, as in a saved log', () => {
    expect(rule.judge(facts({ sight: undefined }))).toMatchObject({ kind: 'skipped' });
  });
});
