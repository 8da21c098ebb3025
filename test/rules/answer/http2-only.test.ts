import { describe, expect, test } from 'vitest';
import connectionReset from '../../../src/rules/answer/connection-reset.ts';
import rule from '../../../src/rules/answer/http2-only.ts';
import noResponse from '../../../src/rules/answer/no-response.ts';
import notHttp from '../../../src/rules/answer/not-http.ts';
import runtimeCheckFailing from '../../../src/rules/answer/runtime-check-failing.ts';
import { app, endpoint, facts, health, NOW, probe, process } from '../../support/builders.ts';
import { failed, raised, told, unanswered } from '../../support/probe-builders.ts';
import { log } from '../../support/rule-builders.ts';

const h2 = failed({ kind: 'reset' }, { identity: 'http2' });
const node = { app: app({ command: ['node', 'h2.js'] }), processes: [process({ command: ['node', 'h2.js'] })] };

describe('http2-only', () => {
  test('names the protocol, the outcome of the request, and the function to call', () => {
    const finding = raised(rule, facts({ ...node, probes: [h2] }));
    expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
    expect(finding.summary).toBe(
      'Port 8000 speaks only HTTP/2, but the check uses HTTP/1.1: after GET / it closed the connection without a response.',
    );
    expect(finding.remedy).toEqual([
      'Create the server with `http.createServer` instead of `http2.createServer`, which without TLS speaks only HTTP/2.',
      'Use a TCP endpoint (or a TLS endpoint) instead of the HTTP(S) endpoint if clients need HTTP/2, as with gRPC; then start sidewatch with `--endpoint tcp:8000`.',
    ]);
  });

  test('does not quote the frames of the response', () => {
    const frames = failed({ kind: 'malformed', head: '\u0000\u0000\u0012\u0004' }, { identity: 'http2' });
    expect(raised(rule, facts({ ...node, probes: [frames] })).summary).toContain('after GET / it sent HTTP/2 frames.');
  });

  test.each([
    'gRPC server listening on 0.0.0.0:50051',
    '2026/11/30 12:00:00 starting gRPC server on :50051',
    '{"level":"info","msg":"serving gRPC on port 50051"}',
  ])('checks a gRPC server over TCP, or through a separate HTTP server: %s', (line) => {
    const { summary, remedy } = raised(rule, facts({ ...node, probes: [h2], log: log([line]) }));
    expect(summary).toContain('speaks only HTTP/2, as a gRPC server does, but');
    expect(remedy[0]).toContain('`--endpoint tcp:8000`');
    expect(remedy[1]).toMatch(/second port with a small HTTP\/1\.1 server/);
    expect(remedy.join(' ')).not.toContain('createServer');
  });

  test.each(['connecting to the gRPC server at ledger:50051', 'gRPC client started', 'listening on 8000'])(
    'takes no server of gRPC from: %s',
    (line) => {
      const { remedy } = raised(rule, facts({ ...node, probes: [h2], log: log([line]) }));
      expect(remedy[0]).toContain('`http.createServer`');
    },
  );

  test.each([
    ['hangs up', { kind: 'reset' } as const],
    ['sends a frame', { kind: 'malformed', head: '....' } as const],
    ['is silent', unanswered()],
  ])('is the only cause if the server %s', (_, outcome) => {
    const probes = [0, 1, 2].map((n) => failed(outcome, { identity: 'http2', at: NOW - 3_000 + n * 1_000 }));
    const unhealthy = health({ status: 'failed', runtime: { state: 'unhealthy', consecutiveFailures: 3 } });
    const all = [connectionReset, noResponse, notHttp, runtimeCheckFailing, rule];
    expect(told(all, facts({ probes, health: unhealthy }))).toEqual([
      ['http2-only'],
      ['runtime-check-failing', 'http2-only'],
    ]);
  });

  test.each([
    ['a healthy app', facts()],
    ['a port that answers by now', facts({ probes: [h2, probe()] })],
    ['a tcp endpoint', facts({ probes: [{ ...h2, endpoint: endpoint({ protocol: 'tcp' }) }] })],
    ['a port that speaks TLS', facts({ probes: [{ ...h2, identity: 'tls' }] })],
    ['an app that has ended', facts({ probes: [h2], app: app({ exit: { code: 1, at: NOW } }) })],
  ])('is silent about %s', (_, seen) => {
    expect(rule.judge(seen)).toEqual({ kind: 'silent' });
  });
});
