import { expect, test } from 'vitest';
import rule from '../../../src/rules/listening/port-not-exposed.ts';
import { endpoint, facts, listener, settings, waiting } from '../../support/builders.ts';
import { findingOf, severityOf, silent } from '../../support/rule-builders.ts';

const exposing = (...expose: readonly number[]) => ({ settings: settings({ expose }), health: waiting() });

test('names the exposed ports in the order of the platform, and the line that is missing', () => {
  const finding = findingOf(rule, facts(exposing(80, 443)));
  expect(finding.severity).toBe('error');
  expect(finding.summary).toBe(
    "The endpoint's port is 8000 (from $PORT), but the image exposes only 443 and 80 (the platform picks 443 by default).",
  );
  expect(finding.evidence).toEqual([
    { source: 'settings', expected: '8000 among the exposed ports', observed: 'the image exposes 443 and 80' },
    { source: 'settings', observed: "the endpoint's port is 8000 (from $PORT)" },
  ]);
  expect(finding.remedy).toEqual([
    'Add `EXPOSE 8000` to the Dockerfile and rebuild the image.',
    'Send the endpoint\'s traffic to port 8000: `aptible endpoints:https:modify --app "$APP_HANDLE" --port 8000 ENDPOINT_HOSTNAME`.',
  ]);
});

test('needs no choice at the platform where the missing port would be the lowest as text', () => {
  expect(findingOf(rule, facts(exposing(9000))).remedy).toEqual([
    'Add `EXPOSE 8000` to the Dockerfile and rebuild the image.',
  ]);
});

test('says that the endpoint should be the exposed port on which the app listens', () => {
  const finding = findingOf(rule, facts({ ...exposing(80, 443), listeners: [listener('0.0.0.0', 80)] }));
  expect(finding.summary).toMatch(/, and the app listens on the exposed port 80\.$/);
  expect(finding.remedy[0]).toContain('--port 80 ');
});

test('does not recommend an exposed port that is on loopback only', () => {
  expect(findingOf(rule, facts({ ...exposing(80), listeners: [listener('127.0.0.1', 80)] })).summary).not.toContain(
    'listens',
  );
});

test('is a warning if the checks pass, and information if the platform ignores EXPOSE', () => {
  expect(severityOf(rule, facts({ settings: settings({ expose: [80] }) }))).toBe('warning');
  expect(severityOf(rule, facts({ settings: settings({ expose: [80], profile: 'kubernetes' }) }))).toBe('info');
});

test('is raised even if the listeners cannot be read', () => {
  expect(rule.judge(facts({ ...exposing(80), listeners: undefined })).kind).toBe('raised');
});

test.each([
  ['on a healthy app', facts()],
  ['when the port is exposed', facts(exposing(80, 8000))],
  ['when the image exposes nothing', facts(exposing())],
  ['when no port is known', facts({ ...exposing(80), endpoints: [] })],
  [
    'when the endpoint follows the exposed port',
    facts({ ...exposing(80), endpoints: [endpoint({ port: 80, source: '--expose' })] }),
  ],
])('is silent %s', (_, seen) => {
  expect(rule.judge(seen)).toEqual(silent);
});
