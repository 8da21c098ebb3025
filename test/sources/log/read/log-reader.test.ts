// needs: time
import { describe, expect, test } from 'vitest';
import type { LogEvent } from '../../../../src/core/facts/log-event.ts';
import { createLogReader } from '../../../../src/sources/log/read/log-reader.ts';
import { LINE_LIMIT_BYTES } from '../../../../src/sources/log/read/unfinished-line.ts';
import { computedMs } from '../../../support/computed.ts';
import { logOf } from '../dialects/gunicorn-runs.ts';

function eventsOf(...chunks: readonly Buffer[]): readonly LogEvent[] {
  const events: LogEvent[] = [];
  const reader = createLogReader((event) => events.push(event));
  for (const chunk of chunks) reader.write(chunk);
  reader.end();
  return events;
}

const TIMEOUT = '[2026-11-21 08:54:09 +0000] [4] [CRITICAL] WORKER TIMEOUT (pid:7)';
const timedOut = expect.objectContaining({ kind: 'worker-timeout', worker: 7, line: TIMEOUT });

describe('the events', () => {
  test('keep of a line what stands before an escape sequence at its end', () => {
    const told = (end: string) =>
      eventsOf(Buffer.from(`an ordinary line\nError: listen EADDRINUSE: address already in use :::3000${end}\n`));
    expect(told('\r')).toEqual(told(''));
    expect(told('\u001b[0m\r')).toEqual(told(''));
    expect(told('\r\u001b]0;title\u0007')).toMatchObject([{ line: expect.stringMatching(/3000\ufffd$/) }]);
  });

  test.each(['v26.1.0_request_timeout', 'v26.1.0_app_raises', 'log_json'])(
    'of %s are the same wherever its chunks end',
    (name) => {
      const log = logOf(name);
      const whole = eventsOf(log);
      expect(whole.length).toBeGreaterThan(5);
      for (let at = 1; at < log.length; at += 1) expect(eventsOf(log.subarray(0, at), log.subarray(at))).toEqual(whole);
      expect(eventsOf(...[...log].map((byte) => Buffer.of(byte)))).toEqual(whole);
    },
  );

  test('are found among much that says nothing', () => {
    const noise = Buffer.from('GET /items 200\n'.repeat(20_000));
    expect(eventsOf(noise, Buffer.from(`${TIMEOUT}\n`), noise)).toEqual([timedOut]);
    expect(eventsOf(Buffer.concat([noise, Buffer.from(`${TIMEOUT}\n`), noise]))).toEqual([timedOut]);
  });

  test('are found after invalid UTF-8 and after a line of 10 MB', () => {
    const long = Buffer.alloc(10 * 1024 * 1024, 'x');
    expect(eventsOf(Buffer.from([0xff, 0xfe, 0x0a]), long, Buffer.from(`\n${TIMEOUT}`))).toEqual([timedOut]);
  });

  test('are not found in a line that is over-long', () => {
    expect(eventsOf(Buffer.alloc(LINE_LIMIT_BYTES, ' '), Buffer.from(`${TIMEOUT}\n`))).toEqual([]);
  });

  test('include a trace whose error came in the chunk before its first frame', () => {
    const head = Buffer.from('ready\nError: no database\n');
    const frames = Buffer.from('    at start (/srv/app/a.js:1:26)\n');
    expect(eventsOf(head, frames)).toEqual([
      { kind: 'exception', language: 'node', text: 'Error: no database', where: '/srv/app/a.js line 1, in start' },
    ]);
  });
});

test('a trace is told wherever its chunks end', () => {
  const trace = Buffer.from(
    'ready\n\nReferenceError: desk is not defined\n    at start (/srv/app/a.js:1:26)\n\nNode.js v24\n',
  );
  const told = [expect.objectContaining({ kind: 'exception', text: 'ReferenceError: desk is not defined' })];
  for (let from = 1; from < trace.length; from += 1) {
    for (let to = from; to < trace.length; to += 1) {
      expect(eventsOf(trace.subarray(0, from), trace.subarray(from, to), trace.subarray(to))).toEqual(told);
    }
  }
});

test('lines that begin with a time in brackets are told once each, however many times there are', () => {
  const stamp = (i: number): string => `[12:00:${String(i).padStart(2, '0')}]`;
  const lines = Array.from({ length: 50 }, (_, i) => `${stamp(i)} connect ECONNREFUSED 127.0.0.1:5432\n`);
  expect(eventsOf(Buffer.from(lines.join('')))).toHaveLength(50);
  const trace = ['Traceback (most recent call last):', '  File "/srv/a.py", line 2, in f', 'ValueError: no database'];
  const exceptions = eventsOf(Buffer.from(`${lines.join('')}${trace.join('\n')}\n`)).filter(isException);
  expect(exceptions).toEqual([expect.objectContaining({ text: 'ValueError: no database' })]);
});

test('a label that was seen before many times in brackets is still the one of a program', () => {
  const stamps = Array.from({ length: 50 }, (_, i) => `[req-${i}] ok\n`).join('');
  const trace =
    '[web] Error: no database\n[web]     at start (/srv/app/a.js:1:26)\n[jobs] tick\n[web] Node.js v24.0.0\n';
  expect(eventsOf(Buffer.from(stamps + trace)).filter(isException)).toEqual([
    expect.objectContaining({ text: 'Error: no database', where: '/srv/app/a.js line 1, in start' }),
  ]);
});

const isException = ({ kind }: LogEvent): boolean => kind === 'exception';

test('a chunk of any bytes is searched in no time', () => {
  const hostile = ['address=', '] ', '[a] ', 'onnect to ', "thread '"].map((unit) =>
    Buffer.from(unit.repeat(LINE_LIMIT_BYTES / unit.length)),
  );
  expect(computedMs(() => hostile.map((chunk) => eventsOf(chunk)))).toBeLessThan(500);
});

test('bytes that were cut are counted once', () => {
  const reader = createLogReader(() => {});
  reader.write(Buffer.alloc(LINE_LIMIT_BYTES + 100, 'x'));
  expect([reader.takeCutBytes(), reader.takeCutBytes()]).toEqual([100, 0]);
});
