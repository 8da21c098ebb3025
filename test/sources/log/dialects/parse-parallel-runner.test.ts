import { expect, test } from 'vitest';
import type { LogEvent } from '../../../../src/core/facts/log-event.ts';
import { parallelRunners } from '../../../../src/sources/log/dialects/parse-parallel-runner.ts';
import { createLogReader } from '../../../../src/sources/log/read/log-reader.ts';

const happenings = (line: string) => {
  const { supervisor, program, happened } = parallelRunners.parse(line) ?? {};
  return [supervisor, program, happened];
};

test.each([
  ['[web] node a.js exited with code 1', ['concurrently', 'node a.js', { kind: 'ended', how: 'exited with code 1' }]],
  [
    '[0] npm run web exited with code 0',
    ['concurrently', 'npm run web', { kind: 'ended', how: 'exited with code 0', isWell: true }],
  ],
  [
    '[1] ./jobs exited with code SIGTERM',
    ['concurrently', './jobs', { kind: 'ended', how: 'was killed by SIGTERM', isWell: true }],
  ],
  ['[1] ./jobs restarted', ['concurrently', './jobs', { kind: 'started' }]],
  ['ERROR: "start:web" exited with 1.', ['npm-run-all', 'start:web', { kind: 'ended', how: 'exited with code 1' }]],
])('%s', (line, told) => {
  expect(happenings(line)).toEqual(told);
  expect(parallelRunners.needles.test(`\n${line}`)).toBe(true);
});

test.each([
  'job 7 exited with code 1',
  '[jobs] child exited with code 12: see above',
  '[web] the worker was restarted at noon',
  'ERROR: "web" exited with 1, and more',
])('not its words: %s', (line) => {
  expect(parallelRunners.parse(line)).toBeUndefined();
});

function exceptionsIn(log: string): readonly string[] {
  const events: LogEvent[] = [];
  const reader = createLogReader((event) => events.push(event));
  reader.write(Buffer.from(log));
  reader.end();
  return events.flatMap((event) => (event.kind === 'exception' ? [`${event.text} in ${event.where}`] : []));
}

test("a trace behind a program's label is told apart from what others print in between", () => {
  const node = [
    '[web] Error: no key',
    '[jobs] tick',
    '[web]     at main (/srv/a.js:1:26)',
    '[jobs] tick',
    '[web]     at node:internal/main/run_main_module:36:49',
    '[web] ',
  ];
  const python = [
    '[0] Traceback (most recent call last):',
    '[1] tick',
    '[0]   File "/srv/app.py", line 2, in <module>',
    '[1] tick',
    `[0] KeyError: 'KEY_A'`,
    '[1] tick',
  ];
  expect(exceptionsIn(`${node.join('\n')}\n${python.join('\n')}\n`)).toEqual([
    'Error: no key in /srv/a.js line 1, in main',
    "KeyError: 'KEY_A' in /srv/app.py line 2, in <module>",
  ]);
});

test('a level in brackets is no program', () => {
  const log = [
    '[ERROR] Traceback (most recent call last):',
    '  File "/srv/app.py", line 2, in work',
    'KeyError: 1',
    '',
  ];
  expect(exceptionsIn(log.join('\n'))).toEqual(['KeyError: 1 in /srv/app.py line 2, in work']);
});

test('a program that is called by its command line carries no secret', () => {
  const line = '[web] node a.js --api-key=sk_live_4242424242424242 exited with code 1';
  expect(JSON.stringify(parallelRunners.parse(line))).not.toContain('4242');
});
