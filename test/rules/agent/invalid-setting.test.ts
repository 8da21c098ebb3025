import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../src/core/diagnosis/diagnose.ts';
import rule from '../../../src/rules/agent/invalid-setting.ts';
import strictNotFound from '../../../src/rules/strict/strict-not-found.ts';
import { answered, facts, listener, NOW, settings } from '../../support/builders.ts';
import { raised, refused, strict, told } from '../../support/probe-builders.ts';

const problem = {
  name: 'SIDEWATCH_INTERVAL',
  given: 'soon',
  accepted: 'a whole number of ms from 100 to 60000',
  used: '20000',
};
const several = [listener('0.0.0.0', 8080), listener('::', 3000), listener('0.0.0.0', 3000)];

describe('invalid-setting', () => {
  test('names the given value, what is accepted and what is used', () => {
    const { summary, severity } = raised(rule, facts({ settingProblems: [problem] }));
    expect({ summary, severity }).toEqual({
      summary: 'SIDEWATCH_INTERVAL is "soon", which is not a whole number of ms from 100 to 60000, so 20000 is used.',
      severity: 'warning',
    });
  });

  test('keeps the spelling of a config file', () => {
    const odd = { name: 'odd.json', given: 'prot', accepted: 'the name of a flag', used: 'nothing' };
    expect(raised(rule, facts({ settingProblems: [odd] })).summary).toMatch(/^odd\.json is "prot"/);
  });

  test('reports that the API left its port to an endpoint that was found later, but not a port that the app could not bind', () => {
    const yielded = { host: '0.0.0.0', port: 9393, reason: 'endpoint', at: NOW } as const;
    const { summary, remedy } = raised(rule, facts({ api: { yielded } }));
    expect(summary).toBe(
      "The API of sidewatch is off, because its port 9393 is the app's (the app's endpoint uses it).",
    );
    expect(remedy).toEqual([expect.stringMatching(/--listen 0\.0\.0\.0:9394.*--no-api/)]);
    expect(rule.judge(facts({ api: { yielded: { ...yielded, reason: 'bind-failed' } } })).kind).toBe('silent');
  });

  test('lists every problem', () => {
    const port = { name: 'PORT', given: 'http', accepted: 'a port from 1 to 65535', used: 'the only listener' };
    const { summary, evidence, remedy } = raised(rule, facts({ settingProblems: [problem, port] }));
    expect(summary).toContain('; PORT is "http", which is not a port');
    expect([evidence.length, remedy.length]).toEqual([2, 2]);
  });

  test('asks for a choice when the app listens on several ports', () => {
    const { summary, severity, remedy } = raised(rule, facts({ endpoints: [], listeners: several }));
    expect(severity).toBe('error');
    expect(summary).toBe(
      'No endpoint is chosen and the app listens on several ports (3000, 8080), so nothing is probed.',
    );
    expect(remedy).toEqual([
      'Set PORT, or start sidewatch with `--endpoint PORT`, to name the port to which the platform sends traffic.',
    ]);
  });

  test('judges the settings even if the listeners cannot be read', () => {
    const seen = facts({ settingProblems: [problem], listeners: undefined, listenersSince: undefined });
    expect(rule.judge(seen).kind).toBe('raised');
  });

  test.each([
    ['a healthy app', facts()],
    ['several ports of which one was chosen', facts({ listeners: several })],
    [
      'ports that have only just been opened',
      facts({ endpoints: [], listeners: several, listenersSince: NOW - 1_500 }),
    ],
    ['one port on several addresses', facts({ endpoints: [], listeners: several.slice(1) })],
    [
      'a second port that is not the app',
      facts({ endpoints: [], listeners: [listener('0.0.0.0'), listener('0.0.0.0', 9393, { owner: 'agent' })] }),
    ],
    ['an app that does not listen yet', facts({ endpoints: [], listeners: [] })],
    [
      'a platform that goes by the process alone',
      facts({ settings: settings({ profile: 'cloudaipilot' }), endpoints: [], listeners: several }),
    ],
  ])('stays silent about %s', (_what, seen) => {
    expect(rule.judge(seen)).toEqual({ kind: 'silent' });
  });

  test.each([
    ['an app without a fault', facts({ settingProblems: [problem] }), false],
    ['an app that nothing can probe', facts({ settingProblems: [problem], endpoints: [], listeners: several }), true],
  ])('is the root cause only if nothing is probed: %s', (_what, seen, primary) => {
    expect(diagnose([rule], seen, []).diagnoses).toMatchObject([{ code: 'invalid-setting', primary }]);
  });

  test('leaves the first place to diagnoses of the app', () => {
    const seen = facts({ settings: strict(), settingProblems: [problem], probes: [refused(answered(404))] });
    expect(told([rule, strictNotFound], seen)).toEqual([['strict-not-found'], ['invalid-setting']]);
  });
});
