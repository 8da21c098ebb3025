import { describe, expect, test } from 'vitest';
import rule from '../../../src/rules/strict/strict-redirect.ts';
import strictStatus from '../../../src/rules/strict/strict-status.ts';
import { answered, app, facts, NOW, probe, settings } from '../../support/builders.ts';
import { raised, refused, strict, told } from '../../support/probe-builders.ts';

const to = (location: string, status = 301) => refused(answered(status, { location }));
const seenWith = (...probes: ReturnType<typeof to>[]) => facts({ settings: strict(), probes });

describe('strict-redirect', () => {
  test('quotes the Location and says that it leads to HTTPS', () => {
    const { summary, severity, evidence } = raised(rule, seenWith(to('https://containers/healthcheck')));
    expect({ summary, severity }).toEqual({
      summary:
        'The check expects 200, but GET /healthcheck on port 8000 returned a redirect: 301 to https://containers/healthcheck, the same address over HTTPS.',
      severity: 'error',
    });
    expect(evidence[0]?.observed).toContain('Location: https://containers/healthcheck');
  });

  test('treats a request that passes as forwarded HTTPS as the proof', () => {
    const proof = { changed: 'forwarded-proto', value: 'https', status: 200 } as const;
    const probes = [refused(answered(302, { location: 'https://www.shop.example/' }), { variants: [proof] })];
    const { summary, evidence } = raised(rule, facts({ settings: strict(), probes }));
    expect(summary).toContain('over HTTPS');
    expect(evidence.at(-1)?.observed).toBe('200 with X-Forwarded-Proto: https');
  });

  test.each([
    ['/accounts/login/?next=/healthcheck', 'a login page'],
    ['https://containers/login', 'a login page'],
    ['/healthcheck/', 'the trailing slash'],
    ['http://www.shop.example/healthcheck', 'another host name'],
  ])('says of %s that it is %s', (location, words) => {
    expect(raised(rule, seenWith(to(location, 302))).summary).toContain(words);
  });

  test('advises by what the redirect is for', () => {
    expect(raised(rule, seenWith(to('/users/sign_in'))).remedy[0]).toBe(
      'Return 200 for /healthcheck before the app asks for a login.',
    );
    expect(raised(rule, seenWith(to('/healthcheck/'))).remedy[0]).toContain(
      'without adding or removing a trailing slash',
    );
  });

  test('handles a redirect without a usable Location', () => {
    expect(raised(rule, seenWith(refused(answered(302)))).summary).toContain('302 without a Location');
    expect(raised(rule, seenWith(to('http://[broken'))).summary).toContain('to http://[broken.');
  });

  test.each([
    ['a healthy app', facts()],
    [
      'a redirect where any answer passes',
      facts({ probes: [probe(answered(301, { location: '/x' }), { passed: true })] }),
    ],
    [
      'a redirect that Kubernetes takes',
      facts({ settings: settings({ profile: 'kubernetes' }), probes: [probe(answered(302), { passed: true })] }),
    ],
    ['an answer that is Not Modified', seenWith(refused(answered(304)))],
    ['a missing path', seenWith(refused(answered(404)))],
    ['a redirect that is over', facts({ settings: strict(), probes: [to('/x'), probe()] })],
    [
      'an app that has ended',
      facts({ settings: strict(), probes: [to('/x')], app: app({ exit: { code: 1, at: NOW } }) }),
    ],
  ])('stays silent about %s', (_what, seen) => {
    expect(rule.judge(seen)).toEqual({ kind: 'silent' });
  });

  test('is the only diagnosis of a redirect', () => {
    expect(told([strictStatus, rule], seenWith(to('/x')))).toEqual([['strict-redirect']]);
  });
});
