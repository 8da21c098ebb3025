import { describe, expect, test } from 'vitest';
import notListening from '../../../src/rules/listening/not-listening.ts';
import portNotExposed from '../../../src/rules/listening/port-not-exposed.ts';
import rule from '../../../src/rules/listening/wrong-port.ts';
import { APP_PID, app, endpoint, facts, listener, NOW, STARTED, settings, waiting } from '../../support/builders.ts';
import { causesOf, ended, findingOf, refused, severityOf, silent } from '../../support/rule-builders.ts';

const command = ['node', 'server.js'];
const on3000 = {
  app: app({ command }),
  listeners: [listener('0.0.0.0', 3000, { command })],
  probes: [refused],
  health: waiting(),
};

describe('an app that ignores $PORT', () => {
  const finding = findingOf(rule, facts(on3000));

  test('is reported with both ports', () => {
    expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
    expect(finding.summary).toBe(
      "The app listens on 0.0.0.0:3000 and ignores $PORT, but the endpoint's port is 8000 (from $PORT).",
    );
    expect(finding.evidence).toEqual([
      {
        source: '/proc/net/tcp',
        expected: 'a listener on port 8000',
        observed: `0.0.0.0:3000 (pid ${APP_PID}, node server.js)`,
        at: STARTED + 1_000,
      },
      { source: 'settings', observed: "the endpoint's port is 8000 (from $PORT)" },
      { source: 'environment', observed: 'PORT=8000' },
      expect.objectContaining({ source: 'probe' }),
    ]);
  });

  test('has two ways out: the app first, then the endpoint', () => {
    expect(finding.remedy[0]).toContain('process.env.PORT');
    expect(finding.remedy[1]).toContain('`PORT=3000`');
    expect(finding.remedy[2]).toContain('--port 3000');
  });
});

test('is information for two seconds after the last change of listeners', () => {
  expect(severityOf(rule, facts({ ...on3000, listenersSince: NOW - 1_999 }))).toBe('info');
  expect(severityOf(rule, facts({ ...on3000, listenersSince: NOW - 2_000 }))).toBe('error');
});

test('advises to move the endpoint first when the app follows $PORT', () => {
  const seen = facts({
    ...on3000,
    endpoints: [endpoint({ source: '--endpoint' })],
    settings: settings({ port: 3000, endpoints: [{ port: 8000, protocol: 'http' }] }),
  });
  const finding = findingOf(rule, seen);
  expect(finding.summary).toBe(
    "The app listens on 0.0.0.0:3000, as $PORT says, but the endpoint's port is 8000 (from --endpoint).",
  );
  expect(finding.remedy[0]).toContain('--port 3000');
  // What PORT says would be read again.
  expect(finding.remedy.at(-1)).toBe("Make the Node program listen with `listen({ port: 8000, host: '0.0.0.0' })`.");
});

describe("where the endpoint's port is the lowest exposed one", () => {
  const { port: _, ...unset } = settings();
  const exposed = (expose: readonly number[], port: number) =>
    findingOf(
      rule,
      facts({ ...on3000, endpoints: [endpoint({ port, source: '--expose' })], settings: { ...unset, expose } }),
    );

  test('advises to expose the port of the app where that makes it the lowest', () => {
    expect(exposed([80], 80).remedy.slice(1)).toEqual(['Add `EXPOSE 3000` to the Dockerfile and rebuild the image.']);
  });

  test('keeps in mind that another port sorts first as text', () => {
    const { remedy, summary } = exposed([443, 3000, 10_000], 10_000);
    expect(summary).toContain("the endpoint's port is 10000 (the lowest exposed port)");
    expect(remedy.slice(1)).toEqual([
      'Send the endpoint\'s traffic to port 3000: `aptible endpoints:https:modify --app "$APP_HANDLE" --port 3000 ENDPOINT_HOSTNAME`.',
      'Or expose only port 3000: of several ports the platform picks the one that sorts first as text, here 10000.',
    ]);
  });
});

test('is likely only where the owner of a listener cannot be read', () => {
  const listeners = [listener('0.0.0.0', 3000, { owner: 'unknown' })];
  expect(findingOf(rule, facts({ ...on3000, listeners })).confidence).toBe('likely');
});

test('is silent about a new socket whose holder is not known yet', () => {
  const listeners = [listener('0.0.0.0', 3000, { owner: 'unknown' })];
  expect(rule.judge(facts({ ...on3000, listeners, listenersSince: NOW - 500 }))).toEqual(silent);
});

test('is raised for the one of two endpoints that nothing serves', () => {
  const endpoints = [endpoint({ port: 3000 }), endpoint({ port: 8000 })];
  expect(findingOf(rule, facts({ ...on3000, endpoints })).summary).toContain("the endpoint's port is 8000");
});

test('names the listeners that no endpoint claims', () => {
  const endpoints = [endpoint({ port: 3000 }), endpoint({ port: 8000 })];
  const listeners = [listener('0.0.0.0', 3000), listener('0.0.0.0', 5000)];
  expect(findingOf(rule, facts({ ...on3000, endpoints, listeners })).summary).toMatch(
    /^The app listens on 0\.0\.0\.0:5000 and ignores \$PORT, but/,
  );
});

describe('is silent', () => {
  test.each([
    ['on a healthy app', facts()],
    [
      'when it listens on the port and on another',
      facts({ ...on3000, listeners: [listener('0.0.0.0', 9090), listener('::')] }),
    ],
    [
      'when it listens on the port on loopback only',
      facts({ ...on3000, listeners: [listener('0.0.0.0', 9090), listener('127.0.0.1')] }),
    ],
    ['when all of it is on loopback', facts({ ...on3000, listeners: [listener('127.0.0.1', 3000)] })],
    ['when only a debugger listens', facts({ ...on3000, listeners: [listener('0.0.0.0', 5005)] })],
    ["on the agent's own API", facts({ ...on3000, listeners: [listener('0.0.0.0', 9393, { owner: 'agent' })] })],
    ['when nothing listens', facts({ ...on3000, listeners: [] })],
    ['when no port is known', facts({ ...on3000, endpoints: [] })],
    ['when the endpoint answers all the same', facts({ listeners: [listener('0.0.0.0', 3000)] })],
    ['when the app has ended', facts({ ...on3000, app: ended({ code: 1 }) })],
    ['while the app closes one port after the other', facts({ ...on3000, app: app({ stopRequestedAt: STARTED }) })],
  ])('%s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});

test('keeps to one cause', () => {
  expect(causesOf([notListening, rule], facts(on3000))).toEqual({ 'wrong-port': 'primary' });
  const seen = facts({ ...on3000, settings: settings({ expose: [3000] }) });
  expect(causesOf([rule, portNotExposed], seen)).toEqual({
    'port-not-exposed': 'primary',
    'wrong-port': 'port-not-exposed',
  });
});
