import { describe, expect, test } from 'vitest';
import { type EndpointChecks, withProbe } from '../../../src/core/checks/endpoint-checks.ts';
import { healthOf } from '../../../src/core/checks/health.ts';
import { answered, app, endpoint, probe, STARTED, settings } from '../../support/builders.ts';

const SECOND = 1_000;
const deadline = STARTED + 180 * SECOND;
const health = (change: Partial<Parameters<typeof healthOf>[0]> = {}) =>
  healthOf({ settings: settings(), app: app(), endpoints: [endpoint()], checks: [], at: STARTED + SECOND, ...change });
const passedAt = (at: number): readonly EndpointChecks[] =>
  withProbe([], probe(answered(200), { at, durationMs: 0 }), settings());

describe('the release check', () => {
  test('waits until its deadline', () => {
    expect(health().release).toEqual({ state: 'waiting', deadline });
    expect(health().status).toBe('pending');
  });

  test('passes with the first probe that passes', () => {
    const { release, status, everHealthy } = health({ checks: passedAt(STARTED + 500) });
    expect(release).toMatchObject({ state: 'passed', passedAt: STARTED + 500 });
    expect({ status, everHealthy }).toEqual({ status: 'running', everHealthy: true });
  });

  test('waits for every endpoint', () => {
    const endpoints = [endpoint(), endpoint({ port: 9000 })];
    expect(health({ endpoints, checks: passedAt(STARTED) }).release.state).toBe('waiting');
  });

  test('fails at its deadline', () => {
    expect(health({ at: deadline })).toMatchObject({
      status: 'failed',
      release: { state: 'failed', failedAt: deadline },
    });
  });

  test('stays failed when the app answers later; the status then follows the runtime checks', () => {
    const late = health({ at: deadline + 5 * SECOND, checks: passedAt(deadline + SECOND) });
    expect(late).toMatchObject({ status: 'running', release: { state: 'failed', passedAt: deadline + SECOND } });
  });

  test('is not called failed by an agent that took over later, before it has looked for itself', () => {
    const over = { watchedFrom: deadline + 5 * SECOND, at: deadline + 6 * SECOND };
    expect(health(over)).toMatchObject({ status: 'pending', release: { state: 'waiting' } });
    const refused = withProbe([], probe({ kind: 'refused' }, { at: over.watchedFrom }), settings());
    const failed = { status: 'failed', release: { state: 'failed', failedAt: deadline } };
    expect(health({ ...over, checks: refused })).toMatchObject(failed);
    expect(health({ ...over, at: deadline + 60 * SECOND })).toMatchObject(failed);
    expect(health({ ...over, app: app({ exit: { code: 1, at: STARTED + 100 } }) }).release.state).toBe('failed');
  });

  test('fails when the app ends before it passed', () => {
    const ended = app({ exit: { code: 1, at: STARTED + 100 } });
    expect(health({ app: ended })).toMatchObject({
      status: 'failed',
      release: { state: 'failed', failedAt: STARTED + 100 },
    });
  });

  test('goes by the process alone for CloudAIPilot without a health path', () => {
    const byProcess = settings({ profile: 'cloudaipilot' });
    expect(health({ settings: byProcess, endpoints: [] })).toMatchObject({
      status: 'running',
      runtime: { state: 'healthy' },
    });
  });
});

describe('the status', () => {
  const exited = (change: object) => app({ exit: { at: STARTED + 100, ...change } });
  test.each([
    ['stopped', exited({ code: 0 })],
    ['failed', exited({ code: 3 })],
    ['failed', exited({ signal: 'SIGKILL' })],
    ['stopped', { ...exited({ signal: 'SIGTERM' }), stopRequestedAt: STARTED + 50 }],
    ['deleting', app({ stopRequestedAt: STARTED + 50 })],
  ])('is %s', (status, given) => {
    expect(health({ app: given }).status).toBe(status);
  });
});

describe('the runtime check', () => {
  const runtime = (passed: boolean) => probe(answered(passed ? 200 : 500), { purpose: 'runtime', passed });
  const checkedAfter = (...results: readonly boolean[]) =>
    health({
      checks: results.reduce((checks, passed) => withProbe(checks, runtime(passed), settings()), passedAt(STARTED)),
    });

  test.each([
    [[], 'unknown', 0],
    [[true], 'healthy', 0],
    [[true, false, false], 'healthy', 2],
    [[true, false, false, false], 'unhealthy', 3],
    [[false, false, false, true], 'unhealthy', 0],
    [[false, false, false, true, true], 'healthy', 0],
    [[false, false, true, false], 'healthy', 1],
  ])('after %j is %s with %i failures in a row', (results, state, consecutiveFailures) => {
    expect(checkedAfter(...results).runtime).toMatchObject({ state, consecutiveFailures });
  });

  test('makes the status failed past the threshold, and running again on recovery', () => {
    expect(checkedAfter(true, false, false, false).status).toBe('failed');
    expect(checkedAfter(true, false, false, false, true, true).status).toBe('running');
  });
});
