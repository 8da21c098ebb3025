import { describe, expect, test } from 'vitest';
import { invocations } from '../../../src/remedies/command-line/invocation.ts';

const programs = (...command: string[]) => invocations(command).map(({ program, args }) => [program, ...args]);

describe('invocations', () => {
  test.each<[string, string[], string[][]]>([
    ['a plain program', ['/usr/sbin/nginx', '-c', 'x'], [['nginx', '-c', 'x']]],
    ['a shell string', ['sh', '-c', 'exec gunicorn app:app -b :$PORT'], [['gunicorn', 'app:app', '-b', ':$PORT']]],
    ['a login shell', ['/bin/bash', '-lc', 'cd /app && puma'], [['cd', '/app'], ['puma']]],
    ['a login shell by its name', ['-ksh', '-c', 'puma -w 2'], [['puma', '-w', '2']]],
    ['a login shell with a script', ['-bash', 'start.sh'], [['start.sh']]],
    ['an init that maps signals', ['dumb-init', '--rewrite', '15:3', 'puma'], [['puma']]],
    ['a shell with options', ['bash', '-eo', 'pipefail', '-c', 'puma -w 2', 'name'], [['puma', '-w', '2']]],
    ['a shell in a shell', ['sh', '-c', `bash -c 'exec "uvicorn" a:b'`], [['uvicorn', 'a:b']]],
    ['a shell script', ['/bin/sh', '/usr/sbin/apache2ctl', 'start'], [['apache2ctl', 'start']]],
    ['assignments', ['PORT=1', 'A=b', 'gunicorn', 'x'], [['gunicorn', 'x']]],
    ['env', ['/usr/bin/env', '-u', 'X', 'PORT=1', 'node', '--max-old-space-size=64', 'server.js'], [['server.js']]],
    ['tini', ['/usr/bin/tini', '-g', '--', 'uvicorn', 'a:b'], [['uvicorn', 'a:b']]],
    ['dumb-init', ['dumb-init', 'uvicorn', 'a:b'], [['uvicorn', 'a:b']]],
    ['gosu', ['gosu', 'app', 'redis-server', '--port', '1'], [['redis-server', '--port', '1']]],
    ['su', ['su', 'app', '-c', 'exec thin start'], [['thin', 'start']]],
    ['nice and timeout', ['nice', '-n', '5', 'timeout', '-k', '1', '10', 'caddy', 'run'], [['caddy', 'run']]],
    ['bundle exec', ['bundle', 'exec', 'puma', '-C', 'x'], [['puma', '-C', 'x']]],
    ['bundle without exec', ['bundle', 'install'], [['bundle', 'install']]],
    ['poetry run', ['poetry', 'run', 'gunicorn', 'x'], [['gunicorn', 'x']]],
    ['uv run', ['uv', 'run', '--with', 'x', 'uvicorn', 'a:b'], [['uvicorn', 'a:b']]],
    ['a run with its own options', ['sidewatch', 'run', '--endpoint', '80', '--', 'puma'], [['puma']]],
    ['npx', ['npx', '--yes', 'serve', '-l', '80'], [['serve', '-l', '80']]],
    ['npm start', ['npm', 'start'], [['npm', 'start']]],
    ['a service script', ['service', 'ssh', 'start'], [['sshd', 'start']]],
    [
      'start-stop-daemon',
      ['start-stop-daemon', '--start', '--pidfile', 'x', '--exec', '/usr/sbin/nginx', '--', '-c', 'x'],
      [['nginx', '--', '-c', 'x']],
    ],
    ['a Python module', ['python3.11', '-u', '-m', 'uvicorn', 'a:b'], [['uvicorn', 'a:b']]],
    [
      'a Python script',
      ['/usr/bin/python3', '-W', 'ignore', '/usr/bin/gunicorn', '-t', '5'],
      [['gunicorn', '-t', '5']],
    ],
    ['a Node tool', ['node', '/app/node_modules/vite/bin/vite.js', '--port', '1'], [['vite', '--port', '1']]],
    ['Rails', ['ruby', 'bin/rails', 's'], [['rails', 's']]],
    ['Laravel', ['php', 'artisan', 'serve'], [['artisan', 'serve']]],
    ['PHP itself', ['php', '-d', 'x=1', '-S', ':80'], [['php', '-d', 'x=1', '-S', ':80']]],
    ['Java', ['java', '-Xmx1g', '-jar', 'app.jar'], [['java', '-Xmx1g', '-jar', 'app.jar']]],
    ['an interpreter alone', ['python3'], [['python']]],
    ['a title', ['gunicorn: master [app]', '', ''], [['gunicorn', 'master', '[app]']]],
    ['a title in parentheses', ['(squid-1)', '--kid'], [['squid-1', '--kid']]],
    ['a wrapper without a program', ['exec'], [['exec']]],
    ['nothing', [], []],
    ['an empty word', [''], [['']]],
  ])('sees through to the program of %s', (_what, command, expected) => {
    expect(programs(...command)).toEqual(expected);
  });

  test('keeps the assignments before the program', () => {
    expect(invocations(['sh', '-c', 'env A=1 PORT=80 gunicorn x'])).toEqual([
      {
        program: 'gunicorn',
        path: 'gunicorn',
        args: ['x'],
        words: ['gunicorn', 'x'],
        environment: { A: '1', PORT: '80' },
        isTitle: false,
        detachedBy: [],
      },
    ]);
  });

  test('distinguishes a title from a command line', () => {
    expect(invocations(['redis-server *:6379'])).toMatchObject([{ program: 'redis-server', isTitle: true }]);
    expect(invocations(['redis-server'])).toMatchObject([{ program: 'redis-server', isTitle: false, detachedBy: [] }]);
  });

  test('terminates for a command that wraps itself endlessly', () => {
    const nested = Array.from({ length: 10_000 }, () => 'exec');
    expect(invocations(nested)).toEqual([]);
  });

  test('terminates for a script with a variable that names itself', () => {
    const PORT = 'sh -c "$PORT"; '.repeat(60);
    expect(invocations(['sh', '-c', 'sh -c "$PORT"'], { PORT }).length).toBeLessThanOrEqual(64);
  });
});
