import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dialects } from '../../../../src/sources/log/dialects/dialects.ts';
import { computedMs } from '../../../support/computed.ts';
import { holdsNeedle } from '../../../support/needles.ts';
import { provenBy } from '../../../support/replay.ts';

const parseSupervisor = (line: string) =>
  dialects.map((dialect) => dialect.parse(line)).find((event) => event?.kind === 'supervised');

const logOf = (name: string): string =>
  readFileSync(join(import.meta.dirname, `../../../fixtures/supervisors/${name}.log`), 'utf8');

/** What the lines of a log tell: `program: what happened`, each telling once. */
function toldIn(name: string): readonly string[] {
  const told = logOf(name)
    .split('\n')
    .flatMap((line) => parseSupervisor(line) ?? []);
  const words = told.map(({ program = '?', happened }) => {
    const { kind, ...rest } = happened;
    return `${program}: ${[kind, ...Object.entries(rest).map(([key, value]) => (value === true ? key : value))].join(' ')}`;
  });
  return [...new Set(words)];
}

// See fixtures/supervisors/README.md for which were captured.
describe.each([
  ['supervisord-gave-up', ['web: started', 'web: ended exited with code 7', 'web: given-up'], ['crash-loop']],
  [
    'supervisord-recovers',
    ['web: started', 'web: ended exited with code 7', 'web: ended exited when it was told to isExpected'],
    [],
  ],
  [
    'supervisord-several',
    [
      'again: started',
      'badcwd: started',
      '?: not-started /opt/nothing/here',
      'killed: started',
      'noexec: started',
      'once: started',
      'web: started',
      'badcwd: ended exited with code 127',
      'noexec: ended exited with code 127',
      'badcwd: given-up',
      'noexec: given-up',
      'gone: given-up',
      'again: ended exited with code 3',
      'web: ended exited with code 7',
      'killed: ended was killed by SIGKILL',
      'once: ended exited with code 0 isExpected',
      'web: given-up',
    ],
    ['command-not-found', 'crash-loop'],
  ],
  ['pm2-unstable', ['crash: started', 'crash: ended exited with code 1', '?: given-up'], ['crash-loop']],
  ['nodemon-crash', ['node crash.js: started', '?: given-up a file changes'], ['app-gone']],
  ['node-watch-crash', ['w.mjs: given-up a file changes'], ['app-gone']],
  [
    'foreman-exit',
    [
      'web.1: started',
      'idle.1: started',
      'web.1: ended exited with code 7',
      'idle.1: ended was killed by SIGTERM isWell',
    ],
    ['exited-early'],
  ],
  [
    'honcho-exit',
    [
      'redis_cache.1: started',
      'redis_queue.1: started',
      'web.1: started',
      'redis_queue.1: ended exited with code 1',
      'redis_cache.1: ended exited with code 1',
      'web.1: ended was killed by SIGTERM isWell',
    ],
    ['exited-early'],
  ],
  ['runit', ['gone: not-started', 'badint: not-started'], ['crash-loop']],
  ['s6', ['badint: not-started', 'gone: not-started'], []],
])('the log %s', (name, told, proven) => {
  test('tells what the supervisor says', () => {
    expect(toldIn(name)).toEqual(told);
  });

  test('proves no more than that', () => {
    expect(provenBy(Buffer.from(logOf(name)))).toEqual(proven);
  });
});

test('ends in a row are no loop where no stamp tells how long the program lived', () => {
  const life = 'Started shop.service - Shop.\nshop.service: Main process exited, code=exited, status=1/FAILURE\n';
  const stamped = (text: string): string =>
    text
      .trimEnd()
      .split('\n')
      .map((line, i) => `Nov 21 10:00:${String(10 + i).padStart(2, '0')} host systemd[1]: ${line}`)
      .join('\n');
  expect(provenBy(Buffer.from(life.repeat(6)))).toEqual(['exited-early']);
  expect(provenBy(Buffer.from(stamped(life.repeat(6))))).toEqual(['host shop: crash-loop']);
});

test('systemd gives up on a service, in the journal', () => {
  expect(provenBy(Buffer.from(logOf('systemd-loop')))).toEqual(['host prismatic-consumer: crash-loop']);
});

test.each([
  '127.0.0.1 - - [21/Nov/2026:12:00:00 +0000] "GET /?q=gave%20up:%20web%20entered%20FATAL%20state HTTP/1.1" 200 2',
  'read in a forum: 2026-11-21 16:24:26,057 INFO gave up: web entered FATAL state, too many start retries too quickly',
  '2026-11-21 16:24:26,059 WARN exited: web (exit status 7; not expected) says the old log',
  '{"msg":"2026-11-21 16:24:26,059 WARN exited: web (exit status 7; not expected)"}',
  'the log has: 2026-11-21T16:26:42: PM2 log: App [crash:0] exited with code [1] via signal [SIGINT]',
  'web.1 | exited with code 7',
  'nodemon said [nodemon] app crashed - waiting for file changes before starting...',
  'runsv web: fatal: unable to start',
])('takes nothing from a line that only quotes one: %s', (line) => {
  expect(parseSupervisor(line)).toBeUndefined();
});

test('finds each line by a needle', () => {
  const names = ['supervisord-several', 'pm2-unstable', 'nodemon-crash', 'foreman-exit', 'honcho-exit', 'runit', 's6'];
  const lines = names.flatMap((name) => logOf(name).split('\n')).filter((line) => parseSupervisor(line) !== undefined);
  expect(lines.filter((line) => !holdsNeedle(`\n${line}`))).toEqual([]);
});

test('takes linear time on hostile lines', () => {
  const hostile = [
    `2026-11-21 16:24:26,059 WARN exited: ${'a'.repeat(60_000)}`,
    `12:00:00 ${'a-'.repeat(30_000)} | started with pid 1`,
    `${'.service'.repeat(8_000)}: Main process exited, code=exited, status=1/FAILURE`,
    `[nodemon] starting \`${'`'.repeat(60_000)}`,
  ];
  const work = (): void => {
    for (const line of hostile) for (let i = 0; i < 20; i += 1) parseSupervisor(line);
  };
  expect(computedMs(work)).toBeLessThan(2_000);
});

test.each([
  ['web    | Started with pid 71...', 'Overmind', 'web', { kind: 'started' }],
  ['web    | Exited', 'Overmind', 'web', { kind: 'ended', how: 'exited' }],
  ['web    | Exited with code 3', 'Overmind', 'web', { kind: 'ended', how: 'exited with code 3' }],
  ['web    | exit status 3', 'Hivemind', 'web', { kind: 'ended', how: 'exited with code 3' }],
  [
    'shop.service: Main process exited, code=exited, status=217/USER',
    'systemd',
    'shop.service',
    { kind: 'ended', how: 'exited with code 217/USER' },
  ],
  [
    'shop.service: Main process exited, code=killed, status=11/SEGV',
    'systemd',
    'shop.service',
    { kind: 'ended', how: 'was killed by SIGSEGV' },
  ],
  [
    'Watcher Process failed. Restarting on file change...',
    'deno --watch',
    undefined,
    { kind: 'given-up', until: 'a file changes' },
  ],
  [
    'dotnet watch \u231a Waiting for a file to change before restarting dotnet...',
    'dotnet watch',
    undefined,
    { kind: 'given-up', until: 'a file changes' },
  ],
])('%s', (line, supervisor, program, happened) => {
  expect(parseSupervisor(line)).toMatchObject({ supervisor, ...(program !== undefined && { program }), happened });
  expect(holdsNeedle(`\n${line}`)).toBe(true);
});

test.each(['Web | Exited', 'web | Exited early', 'a table | exit status 3', 'the watcher process failed'])(
  'takes nothing from %s',
  (line) => {
    expect(parseSupervisor(line)).toBeUndefined();
  },
);
