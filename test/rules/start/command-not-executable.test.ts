import { describe, expect, test } from 'vitest';
import exitedEarly from '../../../src/rules/exit/exited-early.ts';
import rule from '../../../src/rules/start/command-not-executable.ts';
import commandNotFound from '../../../src/rules/start/command-not-found.ts';
import { facts, STARTED } from '../../support/builders.ts';
import { shellSaid, unstartable } from '../../support/exec-builders.ts';
import { causesOf, findingOf, log, silent } from '../../support/rule-builders.ts';

describe('a file that the kernel refuses', () => {
  test('is named with its mode', () => {
    const fault = { kind: 'no-permission', mode: '0644', isBySomeone: false } as const;
    expect(findingOf(rule, unstartable('/app/start.sh', 'EACCES', fault))).toEqual({
      severity: 'error',
      confidence: 'certain',
      summary: '`/app/start.sh` cannot be executed: its mode 0644 has no execute permission.',
      evidence: [
        {
          source: 'execve',
          expected: 'an executable file',
          observed: 'EACCES for /app/start.sh, mode 0644',
          at: STARTED,
        },
      ],
      remedy: [
        'Make it executable in the Dockerfile: `RUN chmod +x /app/start.sh`, or `COPY --chmod=755` instead of COPY.',
        'Keep the permission in Git too: run `git update-index --chmod=+x` with the name of the file.',
      ],
    });
  });

  test.each([
    [{ kind: 'directory' }, 'it is a directory', 'Name a program within /app/x'],
    [{ kind: 'noexec-mount', mountPoint: '/data' }, '/data, is mounted with noexec', 'outside /data'],
    [{ kind: 'no-program', what: 'a macOS program' }, 'it is a macOS program, not a program for Linux', 'GOOS=linux'],
    [{ kind: 'no-permission', mode: '0750', isBySomeone: true }, 'does not let this user', '--chown'],
    [undefined, 'permission denied', 'chmod +x'],
  ] as const)('is told by its fault: %j', (fault, reason, advice) => {
    const { summary, remedy } = findingOf(rule, unstartable('/app/x', 'EACCES', fault));
    expect(summary).toContain(reason);
    expect(remedy.join(' ')).toContain(advice);
  });

  test.each([
    ['a missing file', unstartable('/app/x', 'ENOENT')],
    ['another processor', unstartable('/app/x', 'ENOEXEC', { kind: 'other-processor', built: 'arm64', here: 'amd64' })],
  ])('is not %s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});

describe('a shell that was refused', () => {
  test.each([
    ['sh: 1: ./app: Permission denied', './app', 'permission denied'],
    ['/bin/sh: 1: exec: ./app: Permission denied', './app', 'permission denied'],
    ['bash: line 1: ./app: Permission denied', './app', 'permission denied'],
    ['sh: ./app: Permission denied', './app', 'permission denied'],
    ["env: './app': Permission denied", './app', 'permission denied'],
    ["env: can't execute './app': Permission denied", './app', 'permission denied'],
    ['bash: line 1: /srv/app: Is a directory', '/srv/app', 'it is a directory'],
  ])('is quoted: %s', (line, name, reason) => {
    const finding = findingOf(rule, shellSaid(line, 126));
    expect(finding.summary).toBe(`\`${name}\` cannot be executed, but \`sh -c 'exec ./app'\` needs it: ${reason}.`);
    expect(finding.evidence[0]).toEqual({ source: 'log', observed: line });
  });

  test('is not the cause when the exit code differs or the line is an ordinary one', () => {
    expect(rule.judge(shellSaid('sh: 1: ./app: Permission denied', 1))).toEqual(silent);
    expect(rule.judge(shellSaid("cat: '/etc/shadow': Permission denied", 126))).toEqual(silent);
    expect(rule.judge(facts({ log: log(['sh: 1: ./app: Permission denied']) }))).toEqual(silent);
  });
});

test('is silent on a healthy app', () => {
  expect(rule.judge(facts())).toEqual(silent);
});

test('explains the exit that it leads to', () => {
  const seen = shellSaid('sh: 1: ./app: Permission denied', 126);
  expect(causesOf([exitedEarly, commandNotFound, rule], seen)).toEqual({
    'command-not-executable': 'primary',
    'exited-early': 'command-not-executable',
  });
});
