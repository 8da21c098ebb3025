import { describe, expect, test } from 'vitest';
import type { ProgramFault } from '../../../src/core/facts/program-fault.ts';
import exitedEarly from '../../../src/rules/exit/exited-early.ts';
import rule from '../../../src/rules/start/bad-interpreter.ts';
import commandNotFound from '../../../src/rules/start/command-not-found.ts';
import { facts, STARTED } from '../../support/builders.ts';
import { shellSaid, unstartable } from '../../support/exec-builders.ts';
import { causesOf, findingOf, log, silent } from '../../support/rule-builders.ts';

const fault = (interpreter: string, hasWindowsLineEnds = false, isBehindEnv = false): ProgramFault => ({
  kind: 'no-interpreter',
  interpreter,
  hasWindowsLineEnds,
  isBehindEnv,
});

describe('a script whose interpreter is missing', () => {
  test('is not mistaken for a missing command', () => {
    const seen = unstartable('/app/start.sh', 'ENOENT', fault('/bin/bash'));
    expect(commandNotFound.judge(seen)).toEqual(silent);
    const finding = findingOf(rule, seen);
    expect(finding).toMatchObject({
      severity: 'error',
      confidence: 'certain',
      summary: '`/app/start.sh` cannot run because its interpreter `/bin/bash` does not exist in the image.',
    });
    expect(finding.evidence).toEqual([
      {
        source: '/app/start.sh',
        expected: 'a first line that names a program in the image',
        observed: '#!/bin/bash',
        at: STARTED,
      },
    ]);
    expect(finding.remedy[0]).toContain('`apk add bash`');
  });

  test('gets the advice to fix its line endings when they are the fault', () => {
    const finding = findingOf(rule, unstartable('/app/run', 'ENOENT', fault('python3', true, true)));
    expect(finding.summary).toContain('has Windows line endings (CRLF)');
    expect(finding.evidence[0]?.observed).toBe('#!/usr/bin/env python3\\r');
    expect(finding.remedy[0]).toContain("`RUN sed -i 's/\\r$//' /app/run`");
    expect(finding.remedy[1]).toContain('.gitattributes');
  });

  test('gets the advice about PATH when env searches for it', () => {
    expect(findingOf(rule, unstartable('/app/run', 'ENOENT', fault('ruby', false, true))).remedy.join()).toContain(
      'PATH',
    );
  });
});

describe('a shell that reports Windows line endings', () => {
  test.each([
    ["env: 'python3\ufffd': No such file or directory", 127],
    ['/usr/bin/env: ‘python3\\r’: No such file or directory', 127],
    ["env: can't execute 'python3\ufffd': No such file or directory", 127],
    ['bash: line 1: ./app: /bin/sh^M: bad interpreter: No such file or directory', 126],
    ['/app/start.sh: 2: \ufffd: not found', 127],
    ['/app/start.sh: 3: gunicorn\ufffd: not found', 127],
    ["start.sh: line 2: $'\\r': command not found", 127],
    ['start.sh: 1: set: Illegal option -', 2],
  ])('is quoted: %s', (line, code) => {
    const seen = shellSaid(line, code);
    expect(findingOf(rule, seen)).toMatchObject({ confidence: 'likely', evidence: [{ observed: line }, {}] });
    expect(commandNotFound.judge(seen)).toEqual(silent);
  });
});

test("trusts bash's line about a missing interpreter", () => {
  const line = 'bash: line 1: ./app: /usr/bin/fish: bad interpreter: No such file or directory';
  expect(findingOf(rule, shellSaid(line, 126)).summary).toContain('its interpreter `/usr/bin/fish` does not exist');
});

test("trusts a newer bash's line that something is missing", () => {
  const line = 'bash: line 1: /app/start.sh: cannot execute: required file not found';
  const { confidence, summary, remedy } = findingOf(rule, shellSaid(line, 127));
  expect(confidence).toBe('likely');
  expect(summary).toContain(
    '`/app/start.sh` is in the image but cannot run: the interpreter that its first line names',
  );
  expect(remedy.join(' ')).toContain("sed -i 's/\\r$//' /app/start.sh");
});

test.each([
  ['a missing command', shellSaid('sh: 1: gunicorn: not found', 127)],
  ['a missing command of a script', shellSaid("env: 'python3': No such file or directory", 127)],
  ['a program for another CPU architecture', shellSaid('./app: 1: \ufffdELF\ufffd\ufffd: not found', 127)],
  ['an option that set does not have', shellSaid('start.sh: 1: set: Illegal option -k', 2)],
  ['a missing file', unstartable('/app/x', 'ENOENT')],
  ['an app that runs on', facts({ log: log(["env: 'python3\ufffd': No such file or directory"]) })],
  ['a healthy app', facts()],
])('is silent on %s', (_, seen) => {
  expect(rule.judge(seen)).toEqual(silent);
});

test('explains the exit that it leads to', () => {
  const seen = shellSaid("env: 'python3\ufffd': No such file or directory", 127);
  expect(causesOf([exitedEarly, commandNotFound, rule], seen)).toEqual({
    'bad-interpreter': 'primary',
    'exited-early': 'bad-interpreter',
  });
});
