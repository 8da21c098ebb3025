import { describe, expect, test } from 'vitest';
import type { StatusBody } from '../../src/core/report/status-body.ts';
import type { Display } from '../../src/terminal/paint.ts';
import { paintFor } from '../../src/terminal/paint.ts';
import { statusText } from '../../src/terminal/status-text.ts';
import { diagnosis, report } from '../sinks/reports.ts';
import { facts, NOW, waiting } from '../support/builders.ts';

const showing = (change: Partial<Display> = {}): Display => ({
  paint: paintFor(false, {}),
  width: 100,
  now: NOW,
  source: 'As the agent sees it.',
  ...change,
});
const ill = report({
  diagnoses: [
    diagnosis(),
    diagnosis({ code: 'not-listening', primary: false, causedBy: 'bound-to-loopback', summary: 'It does not listen.' }),
  ],
  facts: facts({ health: waiting() }),
}).body;

const [cause] = ill.diagnoses;
if (cause === undefined) throw new Error('no diagnosis');

describe('a status for a person', () => {
  test('says what is the matter, what was seen, what to do, and how things are', () => {
    expect(statusText(ill, showing())).toBe(
      `Not healthy: gunicorn listens on 127.0.0.1:8000, where only the container itself can reach it
bound-to-loopback (error, certain)

Seen
  - /proc/net/tcp: 127.0.0.1:8000 (expected: 0.0.0.0:8000)

What to do
  1. Start it with --bind 0.0.0.0:8000
  2. Or set GUNICORN_CMD_ARGS

Also
  not-listening (error, follows from bound-to-loopback): It does not listen.

App         gunicorn app:app (pid 7), started 100 s ago
Endpoint    8000 (http)
Listeners   0.0.0.0:8000 (pid 7, gunicorn)
Last probe  none yet
Release     waiting, 80 s left
Runtime     unknown
As the agent sees it.
`,
    );
  });

  test.each([40, 60, 80])('keeps to %d columns, but for words that are longer', (width) => {
    const lines = statusText(ill, showing({ width })).split('\n');
    expect(lines.filter((line) => line.length > width && line.trim().includes(' '))).toEqual([]);
  });

  test('holds nothing that a terminal would obey, wherever the world may have put it', () => {
    const evil = '\u001b]0;owned\u0007\u009b31m\r\n\u202e';
    const body: StatusBody = {
      ...ill,
      app: { command: [`sh${evil}`], pid: 7, startedAt: ill.at, exit: null },
      diagnoses: [{ ...cause, summary: evil, remedy: [evil], evidence: [{ source: evil, observed: evil }] }],
    };
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
    expect(statusText(body, showing())).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  test('says so where no app was found', () => {
    expect(statusText({ ...ill, app: null, diagnoses: [] }, showing())).toMatch(/^Not healthy: no app was found\.\n/);
  });
});

describe('colours', () => {
  const isColoured = (isTerminal: boolean, environment: Record<string, string>): boolean =>
    paintFor(isTerminal, environment).good('x') !== 'x';

  test.each([
    [true, {}, true],
    [false, {}, false],
    [true, { TERM: 'dumb' }, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [false, { FORCE_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [true, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ])('on a terminal: %s, with %j: %s', (isTerminal, environment, expected) => {
    expect(isColoured(isTerminal, environment)).toBe(expected);
  });
});
