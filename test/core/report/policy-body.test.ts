import { describe, expect, test } from 'vitest';
import { policyBody } from '../../../src/core/report/policy-body.ts';
import { settings } from '../../support/builders.ts';

describe('the policy', () => {
  test('has what Aptible checks, and where each value comes from', () => {
    expect(policyBody(settings({ given: { profile: 'environment', interval: 'flag' } }))).toEqual({
      profile: 'aptible',
      chosenBy: 'environment',
      strict: false,
      release: 'http',
      from: 'outside',
      path: '/healthcheck',
      releasePath: '/',
      host: 'containers',
      headers: ['x-aptible-health-check'],
      passes: 'any',
      redirects: 'pass',
      interval: 20,
      timeout: 15,
      failures: 3,
      successes: 2,
      releaseTimeout: 180,
      origin: {
        profile: 'environment',
        strict: 'default',
        release: 'profile',
        from: 'profile',
        path: 'profile',
        releasePath: 'profile',
        host: 'profile',
        headers: 'profile',
        passes: 'profile',
        redirects: 'profile',
        interval: 'flag',
        timeout: 'profile',
        failures: 'profile',
        successes: 'profile',
        releaseTimeout: 'profile',
      },
    });
  });

  test.each([
    ['strict checks of Aptible', settings({ strict: true }), '/healthcheck', 'containers', '200', 'fail'],
    [
      'CloudAIPilot with a path',
      settings({ profile: 'cloudaipilot', healthPath: '/up' }),
      ...(['/up', 'localhost:PORT', '200', 'fail'] as const),
    ],
    ['Kubernetes', settings({ profile: 'kubernetes' }), '/', 'ADDRESS:PORT', '200-399', 'pass'],
  ])('of %s is what its probes send and take', (_what, given, path, host, passes, redirects) => {
    expect(policyBody(given)).toMatchObject({ release: 'http', path, releasePath: path, host, passes, redirects });
  });

  test.each([
    ['process', settings({ profile: 'cloudaipilot' })],
    ['tcp', settings({ endpoints: [{ port: 5432, protocol: 'tcp' }] })],
  ])('by %s has nothing of HTTP', (release, given) => {
    expect(policyBody(given)).toMatchObject({
      release,
      path: null,
      releasePath: null,
      host: null,
      headers: [],
      passes: null,
    });
  });

  test('shows no secret of a health path', () => {
    const given = settings({ healthPath: '/up?token=hunter2hunter2' });
    expect(JSON.stringify(policyBody(given))).not.toContain('hunter2');
  });

  test('of several endpoints is that of HTTP where one of them speaks it', () => {
    const endpoints = [
      { port: 5432, protocol: 'tcp' },
      { port: 8000, protocol: 'http' },
    ] as const;
    expect(policyBody(settings({ endpoints }))).toMatchObject({ release: 'http', path: '/healthcheck' });
  });
});
