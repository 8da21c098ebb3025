import { describe, expect, test } from 'vitest';
import { diagnosesOf } from '../../../support/replay.ts';

const primaryOf = (...lines: readonly string[]) =>
  diagnosesOf(Buffer.from(`${lines.join('\n')}\n`)).find(({ primary }) => primary);
const codesOf = (...lines: readonly string[]) =>
  diagnosesOf(Buffer.from(`${lines.join('\n')}\n`)).map(({ code }) => code);

const SERVING = [
  'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)',
  '10.0.0.1 - - [21/Nov/2026:08:54:09 +0000] "GET / HTTP/1.1" 200 2',
];

describe('a saved log says of a command', () => {
  test.each([
    [
      ['[FATAL tini (7)] exec gunicorn failed: No such file or directory'],
      'command-not-found',
      'The command `gunicorn` does not exist in the image.',
    ],
    [
      ['bundler: command not found: puma', 'Install missing gem executables with `bundle install`'],
      'command-not-found',
      'The command `puma` does not exist in the image.',
    ],
    [
      ['sh: 1: next: not found', 'npm ERR! errno ENOENT', 'npm ERR! spawn ENOENT'],
      'command-not-found',
      'The command `next` does not exist in the image.',
    ],
    [
      ["env: 'node\\r': No such file or directory", 'env: use -[v]S to pass options in shebang lines'],
      'bad-interpreter',
      'The command cannot run because it has Windows line endings (CRLF).',
    ],
    [
      ['exec /start.sh: no such file or directory'],
      'bad-interpreter',
      '`/start.sh` is in the image but cannot run: the interpreter that its first line names (or the loader, if it is a binary) does not exist.',
    ],
    [
      ['standard_init_linux.go:228: exec user process caused: permission denied'],
      'command-not-executable',
      'The command cannot be executed: permission denied.',
    ],
    [
      ['exec /app/server: exec format error'],
      'wrong-architecture',
      '`/app/server` was built for another CPU architecture, or is not a program at all.',
    ],
    [
      ["qemu-x86_64: Could not open '/lib64/ld-linux-x86-64.so.2': No such file or directory"],
      'wrong-architecture',
      'The program was built for another CPU architecture, or is not a program at all.',
    ],
    [
      [
        'Error loading shared library libstdc++.so.6: No such file or directory (needed by /usr/bin/node)',
        'Error relocating /usr/bin/node: _ZNSt6vector: symbol not found',
      ],
      'missing-library',
      '`/usr/bin/node` cannot be loaded: the shared library libstdc++.so.6 is not in the image.',
    ],
    [
      ['Error loading shared library ld-linux-x86-64.so.2: No such file or directory (needed by /app/server)'],
      'missing-library',
      '`/app/server` cannot be loaded: it was built for glibc, its loader ld-linux-x86-64.so.2 does not exist, and the image has musl (Alpine).',
    ],
    [
      ['/usr/local/bin/python: No module named gunicorn'],
      'exited-early',
      'The app exited with code 1: its last line was "/usr/local/bin/python: No module named gunicorn".',
    ],
    [
      ['/run.sh: line 12:     8 Segmentation fault      (core dumped) /srv/server'],
      'exited-early',
      'The app was killed by SIGSEGV: its native code crashed on a bad memory access.',
    ],
    [
      ['[12.5] Memory cgroup out of memory: Killed process 8123 (python3) total-vm:1843212kB, anon-rss:523412kB'],
      'out-of-memory',
      'The kernel reports that it killed python3 (pid 8123) because the memory of its container had run out.',
    ],
  ] as const)('%j: %s', (lines, code, summary) => {
    expect(primaryOf(...lines)).toMatchObject({ code, summary });
  });

  test('the newest version of glibc that is lacked, with its line', () => {
    const lacked = (version: string) =>
      `/bin/loom: /lib/libc.so.6: version \`${version}' not found (required by /bin/loom)`;
    const found = primaryOf(lacked('GLIBC_2.34'), lacked('GLIBC_2.32'));
    expect(found).toMatchObject({
      code: 'missing-library',
      evidence: [{ observed: lacked('GLIBC_2.34') }, ...(found?.evidence.slice(1) ?? [])],
    });
  });
});

describe('a saved log stays silent', () => {
  test.each([
    [
      'where the start script does without an optional tool',
      ['/entry.sh: line 3: curl: command not found', ...SERVING],
    ],
    ['where a health check lacks its tool', [...SERVING, '/healthcheck.sh: line 2: wget: not found']],
    ['where a job lacks its program', [...SERVING, 'su-exec: backup: No such file or directory']],
    ['where a sentence speaks of a kill', ['job 7 was Killed by operator', 'Killed connection 12']],
    [
      'where the kernel kills a process of another',
      [...SERVING, '[12.5] Out of memory: Killed process 8123 (chrome) total-vm:1843212kB, anon-rss:523412kB'],
    ],
    [
      'where PHP ends one request',
      [
        ...SERVING,
        'PHP Fatal error:  Allowed memory size of 134217728 bytes exhausted (tried to allocate 20480 bytes) in /app/x.php on line 7',
      ],
    ],
    [
      'where another command cannot be run in the container',
      [
        ...SERVING,
        'OCI runtime exec failed: exec failed: unable to start container process: exec: "curl": executable file not found in $PATH: unknown',
      ],
    ],
    ['where a file of the environment is not found', ['node: .env: not found', 'listening']],
  ] as const)('%s', (_, lines) => {
    expect(codesOf(...lines)).toEqual([]);
  });
});
