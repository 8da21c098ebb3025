import { describe, expect, test } from 'vitest';
import { createExceptionParser } from '../../../../src/sources/log/traces/parse-exception.ts';

const LIBRARY = '/opt/lib/site-packages';
const HEAD = 'Traceback (most recent call last):';
const ERROR = 'shop.Error: no answer';

const frame = (file: string, name: string): string => `  File "${file}", line 4, in ${name}`;

/** Whether the trace may have ended its program, by the parser's word. */
function isRootless(...lines: readonly string[]): boolean {
  const parser = createExceptionParser();
  for (const line of lines) parser.push(line);
  return parser.flush()?.isRootless === true;
}

describe('a trace of Python may have ended its program', () => {
  test('where only frames of libraries are left', () => {
    expect(isRootless(HEAD, frame(`${LIBRARY}/client.py`, 'connect'), ERROR)).toBe(true);
  });

  test.each([
    ['a frame', [frame('/srv/shop.py', 'connect')]],
    ['a line of source', ['    return connect(url)', frame(`${LIBRARY}/client.py`, 'connect')]],
    ['the frame of a file that is loaded', [frame('/srv/views.py', '<module>')]],
  ])('where the log begins in its middle, with %s', (_, lines) => {
    expect(isRootless(...lines, ERROR)).toBe(true);
  });
});

describe('a trace of Python says nothing of its program', () => {
  test.each([
    ['that begins in the app itself', [HEAD, frame('/srv/shop.py', 'load')]],
    ['below the line of a logger', ['2026-11-21 08:54:09 ERROR no feed', HEAD, frame(`${LIBRARY}/client.py`, 'get')]],
    ['of a request', [frame(`${LIBRARY}/flask/app.py`, 'dispatch_request')]],
    ['of a job', [frame(`${LIBRARY}/celery/app/trace.py`, 'trace_task')]],
    ['of a thread', [frame('/usr/lib/python3.12/threading.py', 'run')]],
    ["of the app's own handler", [frame('/srv/views.py', 'basket')]],
    ['whose middle stands below another line', ['reading', frame('/srv/shop.py', 'load')]],
  ])('%s', (_, lines) => {
    expect(isRootless(...lines, ERROR)).toBe(false);
  });

  test('over a client that went away', () => {
    expect(isRootless(frame(`${LIBRARY}/http.py`, 'send'), 'BrokenPipeError: [Errno 32] Broken pipe')).toBe(false);
  });
});
