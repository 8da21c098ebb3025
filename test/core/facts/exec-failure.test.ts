import { describe, expect, test } from 'vitest';
import { execFailure } from '../../../src/core/facts/exec-failure.ts';

describe('what could not become a program', () => {
  test.each([
    ['[FATAL tini (7)] exec gunicorn failed: No such file or directory', 'tini', 'gunicorn', 'missing', 127],
    ['[FATAL tini (7)] exec /app/x.sh failed: Permission denied', 'tini', '/app/x.sh', 'denied', 126],
    ['[dumb-init] gunicorn: No such file or directory', 'dumb-init', 'gunicorn', 'missing', 2],
    ['su-exec: node: No such file or directory', 'su-exec', 'node', 'missing', 1],
    ['error: exec: "loom": executable file not found in $PATH', 'gosu', 'loom', 'missing', 1],
    ['Doppler Error: exec: "loom": executable file not found in $PATH', 'the runner', 'loom', 'missing', 1],
    ["/usr/bin/env: 'python3 -u': No such file or directory", 'env', 'python3 -u', 'missing', 127],
    ['* start-stop-daemon: /srv/loom does not exist', 'start-stop-daemon', '/srv/loom', 'missing', 1],
    ['error: exec failed: exec format error', 'gosu', undefined, 'wrong-format', 1],
    ['setpriv: failed to execute node: No such file or directory', 'setpriv', 'node', 'missing', 127],
    ['chroot: failed to run command ‘node’: Permission denied', 'chroot', 'node', 'denied', 126],
    ["timeout: can't execute 'node': No such file or directory", 'timeout', 'node', 'missing', 127],
    ["env: 'node\\r': No such file or directory", 'env', 'node\\r', 'line-ends', 127],
    ['chpst: fatal: unable to run: gunicorn: file does not exist', 'chpst', 'gunicorn', 'missing', 111],
    ['s6-setuidgid: fatal: unable to exec loom: No such file or directory', 's6-setuidgid', 'loom', 'missing', 127],
    ['/entry.sh: line 5: exec: loom worker: not found', 'the shell', 'loom worker', 'missing', 127],
    ['loom.service: Failed to execute command: Permission denied', undefined],
    [
      'loom.service: Failed at step EXEC spawning /srv/run.sh: Permission denied',
      'systemd',
      '/srv/run.sh',
      'denied',
      203,
    ],
    [
      'Error: failed to spawn command: gunicorn app:app: No such file or directory (os error 2)',
      'Fly',
      'gunicorn',
      'missing',
      1,
    ],
    ['Container failed to start. The executable `cd` could not be found.', 'Railway', 'cd', 'missing'],
    ['The executable `node server.js` could not be found.', 'Railway', 'node server.js', 'missing'],
    [
      'exec /docker-entrypoint.sh: no such file or directory',
      'the container runtime',
      '/docker-entrypoint.sh',
      'unreadable',
    ],
    [
      'standard_init_linux.go:228: exec user process caused: exec format error',
      'the container runtime',
      undefined,
      'wrong-format',
    ],
    [
      'standard_init_linux.go:211: exec user process caused "no such file or directory"',
      'the container runtime',
      undefined,
      'unreadable',
    ],
    [
      'docker: OCI runtime create failed: starting container process caused: exec: "/x": stat /x: no such file or directory: unknown',
      'the container runtime',
      '/x',
      'missing',
    ],
    [
      'OCI runtime create failed: unable to start container process: chdir to cwd ("/srv") set in config.json failed: no such file or directory: unknown',
      'the container runtime',
      '/srv',
      'no-directory',
    ],
    [
      '{"msg":"exec container process `/app/x`: Exec format error","level":"error","time":"2026-01-01T00:00:00Z"}',
      'the container runtime',
      '/app/x',
      'wrong-format',
    ],
    [
      'Error: crun: executable file `loom` not found in $PATH: No such file or directory: OCI runtime attempted to invoke a command that was not found',
      'the container runtime',
      'loom',
      'missing',
    ],
  ] as const)('%s', (line, by, program?: string, reason?: string, code?: number) => {
    const told = by && { by, reason, ...(program && { program }), ...(code && { code }) };
    expect(execFailure(line)).toEqual(told);
  });
});

test.each([
  'sh: 1: curl: not found',
  'which: no curl in (/usr/bin:/bin)',
  'GET /missing: not found',
  'cat: config.yml: No such file or directory',
  'the last Error: exec: "ffmpeg": executable file not found in $PATH',
  "env: 'no plan': No such file or directory",
  'error: thumbnails: exec: "ffmpeg": executable file not found in $PATH',
  'the docs say: exec /docker-entrypoint.sh: no such file or directory',
  'user: my shell says "[dumb-init] gunicorn: No such file or directory"',
  'OCI runtime exec failed: exec failed: unable to start container process: exec: "curl": executable file not found in $PATH: unknown',
])('a line that means another command, or only quotes such words, is none: %s', (line) => {
  expect(execFailure(line)).toBeUndefined();
});
