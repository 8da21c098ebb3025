import { describe, expect, test } from 'vitest';
import rule from '../../../src/rules/strict/strict-status.ts';
import { facts, listener, NOW, process, waiting } from '../../support/builders.ts';
import { raised, refused, strict } from '../../support/probe-builders.ts';
import { exception, log } from '../../support/rule-builders.ts';

describe('a 503 of an app that may be starting', () => {
  const sinceMs = (ago: number, body = '{"status":"warming"}', change = {}) => {
    const probes = [ago, 10].map((ms) =>
      refused({ kind: 'answered', status: 503, bodyHead: body }, { at: NOW - ms, durationMs: 5 }),
    );
    return facts({ settings: strict(), health: waiting(), probes, ...change });
  };
  const logged = (...texts: readonly string[]) => ({
    log: {
      tail: texts.map((text) => ({ origin: 'stdout', text })),
      lastWrittenAt: NOW,
      exceptions: [],
      hostRejections: [],
      cutBytes: 0,
    },
  });

  test('gets some seconds, and is then reported', () => {
    expect(rule.judge(sinceMs(2_500)).kind).toBe('silent');
    expect(rule.judge(sinceMs(2_500, '', logged('INFO warming the cache'))).kind).toBe('silent');
    expect(rule.judge(sinceMs(9_000)).kind).toBe('silent');
    expect(raised(rule, sinceMs(16_000)).summary).toContain('returned 503 ({"status":"warming"}), which means');
  });

  test.each([
    ['starting', 'silent'],
    ['{"status":"starting","checks":{"db":"pending","cache":"pending"}}', 'silent'],
    ['{"detail":"model is loading"}', 'silent'],
    // They say of no start, or of one that failed.
    ['', 'raised'],
    ['Unhealthy', 'raised'],
    ['waiting for the database', 'raised'],
    ['failed while loading the model', 'raised'],
    ['<p>loading</p>', 'raised'],
  ])('that returns %j is %s after ten seconds, though an error was logged', (body, kind) => {
    const said = 'Error: no snapshot found, the index is lost';
    const exceptions = [exception(said, { language: 'node', at: NOW - 900 })];
    expect(rule.judge(sinceMs(10_000, body, logged(said))).kind).toBe(kind);
    expect(rule.judge(sinceMs(10_000, body, { log: log([said], { exceptions }) })).kind).toBe(kind);
    expect(rule.judge(sinceMs(16_000, body, logged(said))).kind).toBe('raised');
  });

  test('is reported immediately if it names a part that is down, though it says that it is starting', () => {
    const down = [{ name: 'db', says: 'connection refused' }];
    const probes = [500, 10].map((ms) =>
      refused(
        { kind: 'answered', status: 503, bodyHead: '{"status":"starting"}', down },
        { at: NOW - ms, durationMs: 5 },
      ),
    );
    expect(raised(rule, sinceMs(0, '', { probes })).summary).toContain('the app reports that db is down');
  });

  test.each([
    ['db pool empty', 'raised'],
    ['{"status":"error","cache":"unreachable"}', 'raised'],
    ['waiting for the database', 'silent'],
    ['loading the cache', 'silent'],
    ['{"status":"starting","database":"pending"}', 'silent'],
    ['cache: warming up', 'silent'],
    ['queue: replaying 4 of 90', 'silent'],
    ['Unhealthy', 'silent'],
  ])('%j is %s after half a second', (body, kind) => {
    expect(rule.judge(sinceMs(500, body)).kind).toBe(kind);
  });

  test('is reported immediately if the log shows an error', () => {
    const said = 'ERROR cannot read the rates of today';
    const { summary, evidence } = raised(rule, sinceMs(500, '', logged(said, 'INFO next try in 5 s')));
    expect(summary).toContain(`returned 503, and the app's log says "${said}".`);
    expect(evidence.at(-1)).toMatchObject({ source: 'log', observed: said });
  });

  test('is reported immediately if a record of the log shows an error', () => {
    const record = '{"level":"error","caller":"up.go:9","msg":"health check failed","error":"no rates"}';
    const { summary } = raised(rule, sinceMs(500, '', logged(record)));
    expect(summary).toContain('and the app\'s log says "health check failed: no rates".');
  });

  test.each([
    ['127.0.0.1:4318', 'otel Error: connect ECONNREFUSED 127.0.0.1:4318', 'silent'],
    [undefined, 'ERROR cannot export spans: connection refused', 'silent'],
    ['10.0.0.3:5432', 'Error: connect ECONNREFUSED 10.0.0.3:5432', 'raised'],
  ])('whose log reports an unreachable %s (%j) is %s', (target, line, kind) => {
    const failure = { kind: 'dependency-failed' as const, how: 'refused' as const, line, ...(target && { target }) };
    const seen = log([line], {
      lastWrittenAt: NOW,
      exceptions: [exception(line.replace('otel ', ''), { language: 'node', at: NOW - 400 })],
      dependencyFailures: [{ ...failure, at: NOW - 400, firstAt: NOW - 400, count: 1 }],
    });
    expect(rule.judge(sinceMs(500, '', { log: seen })).kind).toBe(kind);
  });

  test("is reported immediately in the words of .NET's health checks", () => {
    const line = "Health check SqlServer with status Unhealthy completed after 15.1ms with message 'A network error'";
    const { summary, remedy } = raised(rule, sinceMs(500, 'Unhealthy', logged(`      ${line}`)));
    expect(summary).toContain(
      'returned 503 ("Unhealthy"): the app\'s log reports that SqlServer is down (A network error).',
    );
    expect(remedy[0]).toContain('Check that SqlServer is up');
  });
});

describe('an exception of a timer', () => {
  const said = 'TypeError: no avatar';
  const summaryOf = (where: string, bodyHead: string) => {
    const exceptions = [exception(said, { language: 'node', where, at: NOW - 900 })];
    const probes = [refused({ kind: 'answered', status: 503, bodyHead })];
    const { summary, remedy } = raised(
      rule,
      facts({ settings: strict(), probes, log: log([said], { lastWrittenAt: NOW, exceptions }) }),
    );
    expect(remedy.join().includes('the app raises it when')).toBe(/failed with/.test(summary));
    return summary.slice(summary.indexOf('503'));
  };

  test.each(['Timeout._onTimeout', 'Timeout.<anonymous>', 'Immediate.<anonymous>'])(
    'in %s is not the reason',
    (name) => {
      const of = (body: string) => summaryOf(`a.js line 1, in ${name}`, body);
      expect(of('maintenance mode is on')).toBe(
        '503 ("maintenance mode is on"), which means that it is temporarily unavailable.',
      );
      expect(of('{"status":"down","redis":"connection refused"}')).toMatch(/^503 \(\{.*redis.*\}\), which means/);
      // A request may have waited for it.
      expect(of('Unhealthy')).toBe(`503 ("Unhealthy"), and the app's log says "${said}".`);
      expect(of('')).toBe(`503, and the app's log says "${said}".`);
    },
  );

  test('in a program next to the server is not even quoted', () => {
    const of = (pid: number, file: string) => process({ pid, command: ['node', file], name: 'node' });
    const where = 'jobs.js line 1, in Timeout._onTimeout';
    const exceptions = [exception(said, { language: 'node', where, at: NOW - 900 })];
    const seen = facts({
      settings: strict(),
      probes: [refused({ kind: 'answered', status: 503, bodyHead: '' })],
      processes: [of(8, 'jobs.js'), of(9, 'web.js')],
      listeners: [listener('0.0.0.0', 8000, { pid: 9 })],
      log: log([said], { lastWrittenAt: NOW, exceptions }),
    });
    expect(raised(rule, seen).summary).toContain('503, which means that it is temporarily unavailable.');
  });

  test.each(['check', 'Object.onTimeout', 'Server.<anonymous>'])('is not one in %s', (name) => {
    const where = `a.js line 1, in ${name}`;
    expect(summaryOf(where, 'maintenance mode is on')).toBe(`503: the app failed with ${said} in ${where}.`);
  });

  test.each([
    ['Exception in thread Thread-1:', '503 ("maintenance mode is on"), which means'],
    ['Exception in thread Thread-7 (process_request_thread):', `503: the app failed with ${said}`],
    ['ERROR:app:Exception on /healthcheck [GET]', `503: the app failed with ${said}`],
  ])('in Python is recognized by the line above its trace: %j', (head, words) => {
    const probes = [refused({ kind: 'answered', status: 503, bodyHead: 'maintenance mode is on' })];
    const lines = [head, 'Traceback (most recent call last):', '  File "a.py", line 2, in tick', said];
    const seen = log(lines, { lastWrittenAt: NOW, exceptions: [exception(said, { at: NOW - 900 })] });
    expect(raised(rule, facts({ settings: strict(), probes, log: seen })).summary).toContain(words);
  });
});
