import { describe, expect, test } from 'vitest';
import type { Probe } from '../../../src/core/facts/probe.ts';
import rule from '../../../src/rules/strict/strict-host-rejected.ts';
import strictNotFound from '../../../src/rules/strict/strict-not-found.ts';
import strictStatus from '../../../src/rules/strict/strict-status.ts';
import { answered, app, facts, NOW, probe, settings } from '../../support/builders.ts';
import { raised, refused, strict, told } from '../../support/probe-builders.ts';

const BARE_DJANGO =
  '<!doctype html><html lang="en"><head><title>Bad Request (400)</title></head><body><h1>Bad Request (400)</h1><p></p></body></html>';
const RAILS = '<header><h1>Blocked hosts: containers</h1></header><p>To allow requests to these hosts</p>';
const VITE =
  'Blocked request. This host ("containers") is not allowed.\nTo allow this host, add "containers" to `server.allowedHosts`';
const LINE = "Invalid HTTP_HOST header: 'containers'. You may need to add 'containers' to ALLOWED_HOSTS.";

const logOf = (line: string, at = NOW - 900) => ({
  tail: [],
  exceptions: [],
  hostRejections: [{ framework: 'django', line, at }],
  cutBytes: 0,
});
const seenWith = (probes: ReturnType<typeof refused>[], log = logOf('nothing of the kind')) =>
  facts({ settings: strict(), probes, log });
const bare = refused(answered(400, { bodyHead: BARE_DJANGO }));

describe('strict-host-rejected', () => {
  test('is certain when the log names the host, and quotes it', () => {
    const { summary, severity, confidence, evidence } = raised(rule, seenWith([bare], logOf(LINE)));
    expect({ summary, severity, confidence, source: evidence[1]?.source }).toEqual({
      summary: `The check expects 200, but GET /healthcheck on port 8000 returned 400 because the app refuses the Host header "containers": it says ${JSON.stringify(LINE.replace(/\.$/, ''))}.`,
      severity: 'error',
      confidence: 'certain',
      source: 'log',
    });
  });

  test("leaves out what the app's logger puts before its words", () => {
    const line =
      'E, [2026-11-30T02:14:13.101#14] ERROR -- : [ActionDispatch::HostAuthorization::DefaultResponseApp] Blocked host: containers';
    expect(raised(rule, seenWith([bare], logOf(line))).summary).toContain('it says "Blocked host: containers".');
  });

  test.each([
    ['Rails', 403, RAILS, 'Blocked hosts: containers'],
    ['Vite', 403, VITE, 'is not allowed'],
  ])('is certain from the page of %s', (_name, status, bodyHead, words) => {
    const { summary, confidence } = raised(rule, seenWith([refused(answered(status, { bodyHead }))]));
    expect(confidence).toBe('certain');
    expect(summary).toContain(words);
  });

  test.each([400, 403, 404, 421])('is certain when a %i becomes a 200 with another Host', (status) => {
    const variants = [{ changed: 'host', value: 'localhost', status: 200 }] as const;
    const { summary, confidence } = raised(rule, seenWith([refused(answered(status), { variants })]));
    expect(confidence).toBe('certain');
    expect(summary).toContain('with Host localhost it returns 200');
  });

  test('is only likely for the page that Django returns to all bad requests', () => {
    const { summary, confidence } = raised(rule, seenWith([bare]));
    expect(confidence).toBe('likely');
    expect(summary).toContain('because the app most likely refuses the Host header "containers"');
  });

  test('gives the step of the framework to allow the Host that was sent', () => {
    const host = 'localhost:8000';
    const bodyHead = `Invalid HTTP_HOST header: &#x27;${host}&#x27;. You may need to add &#x27;localhost&#x27; to ALLOWED_HOSTS.`;
    const seen = facts({
      settings: settings({ profile: 'cloudaipilot', healthPath: '/health' }),
      probes: [refused(answered(400, { bodyHead }), { host, path: '/health' })],
    });
    expect(raised(rule, seen).remedy[0]).toContain('ALLOWED_HOSTS');
  });

  test.each([
    ['Starlette', 400, 'Invalid host header', ['uvicorn', 'web:app'], 'TrustedHostMiddleware'],
    ['webpack-dev-server', 403, 'Invalid Host header', ['webpack', 'serve'], 'allowedHosts'],
    [
      'an app in Python, which no words of webpack fit',
      403,
      'Invalid Host header',
      ['python3', 'web.py'],
      'Add `containers` to the allowed or trusted hosts',
    ],
  ])('recognizes the whole response of %s', (_name, status, bodyHead, command, words) => {
    const seen = facts({
      settings: strict(),
      app: app({ command }),
      probes: [refused(answered(status, { bodyHead }))],
    });
    const { confidence, remedy } = raised(rule, seen);
    expect(confidence).toBe('certain');
    expect(remedy[0]).toContain(words);
  });

  test('names the host without its port, as every list of hosts has it', () => {
    const seen = facts({
      settings: settings({ profile: 'cloudaipilot', healthPath: '/health' }),
      probes: [refused(answered(400, { bodyHead: BARE_DJANGO }), { host: 'localhost:8000', path: '/health' })],
    });
    expect(raised(rule, seen).remedy).toEqual(["Add `'localhost'` to `ALLOWED_HOSTS` in settings.py."]);
  });

  test("gives a pod's probe another Host, because no list can hold the address of every pod", () => {
    const seen = (variants: Probe['variants']) =>
      facts({
        settings: settings({ profile: 'kubernetes', healthPath: '/health' }),
        probes: [
          refused(answered(400, { bodyHead: BARE_DJANGO }), {
            host: '10.0.0.5:8000',
            address: '10.0.0.5',
            path: '/health',
            variants,
          }),
        ],
      });
    const [header, any] = raised(rule, seen([{ changed: 'host', value: 'localhost:8000', status: 200 }])).remedy;
    expect(header).toContain('`httpHeaders: [{ name: Host, value: localhost }]`');
    expect(any).toContain("`'*'`");
    expect(raised(rule, seen([])).remedy.join()).not.toContain("'10.0.0.5:8000'");
  });

  test.each([
    ['a healthy app', facts()],
    [
      'a page that only speaks of such headers',
      seenWith([refused(answered(400, { bodyHead: 'See our page about the Invalid host header error' }))]),
    ],
    ['a refusal where any answer passes', facts({ probes: [probe(bare.outcome, { passed: true })] })],
    ['a 400 for another reason', seenWith([refused(answered(400, { bodyHead: 'missing parameter: host' }))])],
    ['a page that merely has the word', seenWith([refused(answered(404, { bodyHead: 'No such containers here' }))])],
    [
      'a 403 with every Host',
      seenWith([refused(answered(403), { variants: [{ changed: 'host', value: 'localhost', status: 403 }] })]),
    ],
    [
      'a refusal of a visitor in the log',
      seenWith([refused(answered(403))], logOf(LINE.replaceAll('containers', 'evil.example'))),
    ],
    ['a refusal long ago', seenWith([refused(answered(404))], logOf(LINE, NOW - 120_000))],
    ['an error of the app', seenWith([refused(answered(500))], logOf(LINE))],
    ['an app that has ended', facts({ settings: strict(), probes: [bare], app: app({ exit: { code: 1, at: NOW } }) })],
  ])('stays silent about %s', (_what, seen) => {
    expect(rule.judge(seen)).toEqual({ kind: 'silent' });
  });

  test('is the only diagnosis of that response', () => {
    const seen = seenWith([
      refused(answered(404), { variants: [{ changed: 'host', value: 'localhost', status: 200 }] }),
    ]);
    expect(told([strictStatus, strictNotFound, rule], seen)).toEqual([['strict-host-rejected']]);
  });
});
