import { expect, test } from 'vitest';
import exitedEarly from '../../../src/rules/exit/exited-early.ts';
import commandNotExecutable from '../../../src/rules/start/command-not-executable.ts';
import rule from '../../../src/rules/start/wrong-architecture.ts';
import { facts } from '../../support/builders.ts';
import { shellSaid, unstartable } from '../../support/exec-builders.ts';
import { causesOf, findingOf, log, silent } from '../../support/rule-builders.ts';

test('names both architectures, and how to build for the right one', () => {
  const seen = unstartable('/app/server', 'ENOEXEC', { kind: 'other-processor', built: 'arm64', here: 'amd64' });
  const finding = findingOf(rule, seen);
  expect(finding).toMatchObject({
    confidence: 'certain',
    summary: '`/app/server` was built for arm64 and cannot run on this machine (amd64).',
    evidence: [{ source: '/app/server', expected: 'a program for amd64', observed: 'a program for arm64' }],
  });
  expect(finding.remedy[0]).toContain('`docker build --platform linux/amd64 .`');
});

test.each([
  ['bash: line 1: ./app: cannot execute binary file: Exec format error', 126],
  ['/bin/bash: ./app: cannot execute binary file', 126],
  ['sh: ./app: Exec format error', 126],
  ['sh: 1: ./app: Exec format error', 126],
  ['exec ./app: exec format error', 1],
  ['2026/11/21 12:00:00 fork/exec ./app: exec format error', 1],
  ["OSError: [Errno 8] Exec format error: './app'", 1],
  ['./app: 1: \ufffdELF\ufffd\ufffd: not found', 127],
])('takes the log for likely: %s', (line, code) => {
  const finding = findingOf(rule, shellSaid(line, code));
  expect(finding).toMatchObject({ confidence: 'likely', evidence: [{ source: 'log', observed: line }, {}] });
  expect(finding.summary).toContain('`./app` was built for another CPU architecture, or is not a program at all.');
});

test.each([
  ['a healthy app', facts()],
  ['an app that runs on', facts({ log: log(['sh: ./app: Exec format error']) })],
  ['a missing command', shellSaid('sh: 1: ./app: not found', 127)],
  ['another exit code', shellSaid('exec ./app: exec format error', 3)],
  ['a file without permission', unstartable('/app/x', 'EACCES')],
])('is silent on %s', (_, seen) => {
  expect(rule.judge(seen)).toEqual(silent);
});

test('explains the exit that it leads to', () => {
  const seen = shellSaid('bash: line 1: ./app: cannot execute binary file: Exec format error', 126);
  expect(causesOf([exitedEarly, commandNotExecutable, rule], seen)).toEqual({
    'wrong-architecture': 'primary',
    'exited-early': 'wrong-architecture',
  });
});
