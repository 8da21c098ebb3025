import { describe, expect, test } from 'vitest';
import type { LogEvent } from '../../../../src/core/facts/log-event.ts';
import { createLogReader } from '../../../../src/sources/log/read/log-reader.ts';

const MARKS = [
  '\r',
  '\u2028',
  '\u2029',
  '\v',
  '\f',
  '\u0085',
  '\0',
  '\u202e',
  '\u001b[31m',
  '\u001b]0;title\u0007',
  '\u200b',
];

const TRACES: Readonly<Record<string, (mark: string) => string>> = {
  Python: (mark) =>
    `Traceback (most recent call last):\n  File "/srv/app/a.py", line 2, in load\n    raise\nValueError: no${mark}database\n`,
  'a chain of Python': (mark) =>
    `Traceback (most recent call last):\n  File "/srv/app/a.py", line 2, in load\nKeyError: a${mark}b\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "/srv/app/a.py", line 4, in load\nValueError: no${mark}database\n`,
  'Python in JSON': (mark) =>
    `${JSON.stringify({ level: 'error', exc_info: `Traceback (most recent call last):\r\n  File "/srv/app/a.py", line 2, in load\r\nValueError: no${mark}database` })}\n`,
  Node: (mark) => `Error: no${mark}database\n    at load (/srv/app/a.js:2:1)\n`,
  Java: (mark) =>
    `Exception in thread "main" java.lang.IllegalStateException: no${mark}database\n\tat com.shop.App.load(App.java:2)\n`,
  Ruby: (mark) => `/srv/app/a.rb:2:in \`load': no${mark}database (ArgumentError)\n`,
  Unicorn: (mark) => `E, [2026-11-21T12:07:44.031996 #25945] ERROR -- : no${mark}database (ArgumentError)\n`,
  Go: (mark) => `panic: no${mark}database\n\ngoroutine 1 [running]:\nmain.load(...)\n\t/srv/app/a.go:2 +0x1\n`,
  PHP: (mark) => `PHP Fatal error:  Uncaught Exception: no${mark}database in /srv/app/a.php:2\n`,
};

function eventsIn(text: string): readonly LogEvent[] {
  const events: LogEvent[] = [];
  const reader = createLogReader((event) => events.push(event));
  reader.write(Buffer.from(text));
  reader.end();
  return events;
}

describe.each(Object.entries(TRACES))('an exception of %s', (_language, trace) => {
  test.each(MARKS.map((mark) => [JSON.stringify(mark), mark]))('is seen with %s in its message', (_shown, mark) => {
    const exceptions = eventsIn(trace(mark)).filter((event) => event.kind === 'exception');
    expect(exceptions).toHaveLength(1);
    expect(exceptions[0]?.text).toMatch(/no\ufffd?\s?database/);
  });
});

describe('other lines with a mark at which a pattern could stop', () => {
  test.each([
    [
      'a refused host',
      (mark: string) =>
        `psycopg2.OperationalError: connection to server at "db" (10.0.0.1), port 5432 failed: Connection refused${mark}Is it running?\n`,
      'dependency-failed',
    ],
    [
      'an upstream',
      (mark: string) =>
        `2026/11/21 12:00:00 [error] 12#12: *1 connect() failed (111: Connection refused)${mark} while connecting to upstream, client: 10.0.0.1, upstream: "http://127.0.0.1:3000/"\n`,
      'upstream-failed',
    ],
    [
      'an app that Puma cannot load',
      (mark: string) => `Puma starting in cluster mode...\n! Unable to load application: NameError: a${mark}b\n`,
      'worker-failed',
    ],
  ])('%s is seen', (_what, line, kind) => {
    for (const mark of MARKS)
      expect(
        eventsIn(line(mark)).map((event) => event.kind),
        JSON.stringify(mark),
      ).toContain(kind);
  });
});
