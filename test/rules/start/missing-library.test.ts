import { describe, expect, test } from 'vitest';
import exitedEarly from '../../../src/rules/exit/exited-early.ts';
import rule from '../../../src/rules/start/missing-library.ts';
import workerBootFailed from '../../../src/rules/workers/worker-boot-failed.ts';
import { facts, NOW, pool, releaseFailed, waiting } from '../../support/builders.ts';
import { shellSaid, unstartable } from '../../support/exec-builders.ts';
import { causesOf, ended, exception, findingOf, log, silent } from '../../support/rule-builders.ts';

test('names a glibc program on a musl image as such', () => {
  const loader = '/lib64/ld-linux-x86-64.so.2';
  const seen = unstartable('/app/server', 'ENOENT', { kind: 'no-loader', loader, libc: 'glibc', has: 'musl' });
  const { summary, remedy, evidence } = findingOf(rule, seen);
  expect(summary).toBe(
    `\`/app/server\` cannot be loaded: it was built for glibc, its loader ${loader} does not exist, and the image has musl (Alpine).`,
  );
  expect(evidence).toMatchObject([
    { source: '/app/server', expected: `the loader ${loader}`, observed: 'no such file' },
  ]);
  expect(remedy.join(' ')).toMatch(/Debian.*CGO_ENABLED=0/);
});

describe('what the loader says', () => {
  test.each([
    [
      './app: error while loading shared libraries: libpq.so.5: cannot open shared object file: No such file or directory',
      127,
      'the shared library libpq.so.5 is not in the image',
      /apt-get install libpq5`.*apk add libpq`/,
    ],
    [
      'Error loading shared library libfoo.so.1: No such file or directory (needed by /app/server)',
      127,
      'the shared library libfoo.so.1 is not in the image',
      /apk search so:libfoo\.so\.1/,
    ],
    [
      "./app: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by ./app)",
      1,
      'it needs glibc 2.34 or later, but the image has an older one',
      /newer/,
    ],
  ])('is read: %s', (line, code, reason, advice) => {
    const { summary, evidence, remedy } = findingOf(rule, shellSaid(line, code));
    expect(summary).toBe(`\`sh -c 'exec ./app'\` cannot be loaded: ${reason}.`);
    expect(evidence[0]).toEqual({ source: 'log', observed: line });
    expect(remedy.join(' ')).toMatch(advice);
  });
});

const failedImport = exception('ImportError: libGL.so.1: cannot open shared object file: No such file or directory');
const imported = (code: number) =>
  facts({ app: ended({ code }), health: releaseFailed(), log: log(['bye'], { exceptions: [failedImport] }) });

test('knows the module that an interpreter could not load', () => {
  const { summary, remedy } = findingOf(rule, imported(3));
  expect(summary).toContain('the shared library libGL.so.1 is not in the image');
  expect(remedy[0]).toContain('libgl1');
});

test('names the module that was imported last, and does not say that the program cannot be loaded', () => {
  const trace = [
    '  File "/app/shop.py", line 3, in <module>',
    '    import cv2',
    '  File "/lib/cv2/__init__.py", line 181',
    '    bootstrap()',
  ];
  const seen = facts({
    app: ended({ code: 3 }),
    health: releaseFailed(),
    log: log(trace, { exceptions: [failedImport] }),
  });
  expect(findingOf(rule, seen).summary).toBe(
    '`gunicorn app:app` cannot load its module `cv2`: the shared library libGL.so.1 is not in the image.',
  );
  const gem = exception(
    'LoadError: libpq.so.5: cannot open shared object file: No such file or directory - /usr/gems/pg-1.5.4/lib/pg_ext.so',
  );
  expect(findingOf(rule, facts({ app: ended({ code: 1 }), log: log([], { exceptions: [gem] }) })).summary).toContain(
    'its module `pg_ext`: the shared library libpq.so.5',
  );
});

test('names the library that a gem loads itself, and ignores a file that it opens', () => {
  const told = (what: string) => {
    const raised = exception(`LoadError: Could not open library ${what}`);
    return facts({ app: ended({ code: 1 }), log: log([], { exceptions: [raised] }) });
  };
  const missed = 'cannot open shared object file: No such file or directory';
  expect(findingOf(rule, told(`'vips.so.42': vips.so.42: ${missed}. `)).summary).toContain(
    'the shared library libvips.so.42 is not in the image',
  );
  expect(rule.judge(told("'catalogue of Alexandria': no such library"))).toEqual(silent);
});

test('is reported for a worker that could not load it, once the log shows which module it was', () => {
  const failure = pool({ bootFailure: { at: NOW, line: 'Reason: Worker failed to boot.' } });
  const raised = { ...failedImport, at: NOW - 50 };
  const seen = (lastWrittenAt: number) =>
    facts({
      pool: failure,
      health: waiting(),
      probes: [],
      listeners: [],
      log: log([], { exceptions: [raised], lastWrittenAt }),
    });
  for (const each of [rule, workerBootFailed]) expect(each.judge(seen(NOW - 100))).toEqual(silent);
  expect(causesOf([workerBootFailed, rule], seen(NOW - 10))).toEqual({
    'missing-library': 'primary',
    'worker-boot-failed': 'missing-library',
  });
});

test('is reported when its lines were read together, and so seem older than the exception in them', () => {
  const read = { exceptions: [failedImport], lastWrittenAt: failedImport.at - 100 };
  const seen = facts({ app: ended({ code: 3 }), health: releaseFailed(), log: log([], read) });
  expect(findingOf(rule, seen).summary).toContain('the shared library libGL.so.1 is not in the image');
  const later = { exceptions: [{ ...failedImport, at: NOW - 1_500 }], lastWrittenAt: NOW - 1_600 };
  const failure = pool({ bootFailure: { at: NOW - 1_500, line: 'Reason: Worker failed to boot.' } });
  const running = facts({ pool: failure, health: waiting(), probes: [], listeners: [], log: log([], later) });
  expect(findingOf(rule, running).summary).toContain('libGL.so.1');
});

test('names the newest of several missing versions, whatever their order', () => {
  const lacked = (version: string) =>
    `./app: /lib/x86_64-linux-gnu/libc.so.6: version \`${version}' not found (required by ./app)`;
  const lines = ['GLIBC_2.32', 'GLIBC_2.38', 'GLIBCXX_3.4.30', 'GLIBC_2.4', 'GLIBC_2.34'].map(lacked);
  const seen = facts({ app: ended({ code: 1 }), health: releaseFailed(), log: log(lines) });
  expect(findingOf(rule, seen).summary).toContain('it needs glibc 2.38 or later');
});

test.each([
  ['a healthy app', facts()],
  ['an app that continues without it', facts({ log: log([], { exceptions: [failedImport] }) })],
  ['an app that exited with 0', imported(0)],
  ['a missing command', shellSaid('sh: 1: ./app: not found', 127)],
  ['a missing file of the app', shellSaid('./app: cannot open data.bin: No such file or directory', 127)],
  ['a file without permission', unstartable('/app/x', 'EACCES')],
])('is silent on %s', (_, seen) => {
  expect(rule.judge(seen)).toEqual(silent);
});

test('explains the exit that it leads to', () => {
  expect(causesOf([exitedEarly, rule], imported(3))).toEqual({
    'missing-library': 'primary',
    'exited-early': 'missing-library',
  });
});
