import { describe, expect, test } from 'vitest';
import { type StalePid, stalePidIn, stalePidStep } from '../../src/remedies/stale-pid.ts';

const pathIn = (...lines: readonly string[]) => stalePidIn(lines)?.path;

describe("a server's own words about a pid file from an earlier start", () => {
  test.each<[string, string, string]>([
    [
      'Apache, of an empty file',
      '(20014)Internal error (specific information not available): AH00058: Error retrieving pid file /var/run/apache2/apache2.pid',
      '/var/run/apache2/apache2.pid',
    ],
    ['Gunicorn', "Error: Already running on PID 29778 (or pid file 'g.pid' is stale)", 'g.pid'],
    [
      'Unicorn',
      "/usr/lib/ruby/vendor_ruby/unicorn/http_server.rb:206:in `pid=': Already running on PID:29778 (or pid=/srv/u.pid is stale) (ArgumentError)",
      '/srv/u.pid',
    ],
    ['Unicorn, as an exception', 'ArgumentError: Already running on PID:1 (or pid=/srv/u.pid is stale)', '/srv/u.pid'],
    ['Rack', 'A server is already running. Check /srv/r.pid.', '/srv/r.pid'],
    ['Rails 7.1', 'A server is already running (pid: 1, file: /app/tmp/pids/server.pid).', '/app/tmp/pids/server.pid'],
    [
      'PostgreSQL',
      '2026-11-29 22:36:17.463 UTC [30712] HINT:  Is another postmaster (PID 30711) running in data directory "/var/lib/db"?',
      '/var/lib/db/postmaster.pid',
    ],
    ['Celery', 'ERROR: Pidfile (celerybeat.pid) already exists.', 'celerybeat.pid'],
    [
      'Thin',
      "daemonizing.rb:190:in `remove_stale_pid_file': t.pid already exists, seems like it's already running (process ID: 6034). Stop the process or delete t.pid. (Thin::PidFileExist)",
      't.pid',
    ],
    ['Play', 'This application is already running (Or delete /app/RUNNING_PID file).', '/app/RUNNING_PID'],
    [
      'D-Bus',
      'Failed to start message bus: The pid file "/run/dbus/pid" exists, if the message bus is not running, remove this file',
      '/run/dbus/pid',
    ],
    [
      'Squid',
      'FATAL: Squid is already running: Found fresh instance PID file (/run/squid.pid) with PID 1',
      '/run/squid.pid',
    ],
    ['rsync', 'failed to create pid file /var/run/rsyncd.pid: File exists', '/var/run/rsyncd.pid'],
  ])('%s names the file', (_server, line, path) => {
    expect(stalePidIn(['Starting', line, ''])).toEqual({ line: line.trim(), path });
  });

  test('Apache and Twisted name only the process', () => {
    expect(stalePidIn(['httpd (pid 15) already running'])).toEqual({ line: 'httpd (pid 15) already running' });
    expect(stalePidIn(['Another twistd server is running, PID 6034'])).toMatchObject({});
  });

  test.each([
    '10.0.0.1 - - [29/Nov/2026] "GET /?q=httpd (pid 15) already running HTTP/1.1" 200 2',
    'worker: the import of orders is already running',
    'Already running migrations',
    'INFO docs: a message like `ERROR: Pidfile (x) already exists.` means that …',
  ])('are not in `%s`', (line) => {
    expect(pathIn(line)).toBeUndefined();
    expect(stalePidIn([line])).toBeUndefined();
  });
});

describe('the step', () => {
  const unnamed: StalePid = { line: 'httpd (pid 1) already running' };

  test('deletes the file that is named, quoted for a shell', () => {
    expect(stalePidStep({ line: '', path: '/run/g.pid' }, [])).toContain('(`rm -f /run/g.pid`)');
    expect(stalePidStep({ line: '', path: "/run/my app's.pid" }, [])).toContain('`rm -f "/run/my app\'s.pid"`');
    expect(stalePidStep({ line: '', path: '/run/$(id).pid' }, [])).toContain("`rm -f '/run/$(id).pid'`");
    expect(stalePidStep({ line: '', path: '-rf.pid' }, [])).toContain('`rm -f ./-rf.pid`');
  });

  test.each(['/', '/etc/passwd', '/srv/pids/data.db'])('names no file that is not a pid file: %s', (path) => {
    const stale = stalePidIn([`A server is already running. Check ${path}.`]);
    expect(stale).toEqual({ line: `A server is already running. Check ${path}.` });
    expect(stalePidStep({ line: '', ...stale }, ['rails', 's'])).toMatch(
      /^Delete the pid file before the server starts: /,
    );
  });

  test('asks Apache which file it is', () => {
    expect(stalePidStep(unnamed, ['apache2ctl', '-D', 'FOREGROUND'])).toContain(
      '`rm -f "$(apache2ctl -t -D DUMP_RUN_CFG | sed -n \'s/^PidFile: "\\(.*\\)"/\\1/p\')"`',
    );
    expect(stalePidStep(unnamed, ['sh', '-c', 'apache2 -d "$PWD" -f conf/a.conf -D FOREGROUND'])).toContain(
      'apache2 -d "$PWD" -f conf/a.conf -t -D DUMP_RUN_CFG',
    );
    expect(stalePidStep(unnamed, ['httpd-foreground'])).toContain('apachectl -t -D DUMP_RUN_CFG');
  });

  test("takes Twisted's option, or its default", () => {
    expect(stalePidStep(unnamed, ['twistd3', '-n', '--pidfile=/tmp/t.pid', 'web'])).toContain('`rm -f /tmp/t.pid`');
    expect(stalePidStep(unnamed, ['twistd', '--pidfile', 'a.pid', 'web'])).toContain('`rm -f a.pid`');
    expect(stalePidStep(unnamed, ['twistd', '-n', 'web'])).toContain('`rm -f twistd.pid`');
  });

  test('names no file if no line names it', () => {
    expect(stalePidStep(unnamed, ['sh', 'start.sh'])).toMatch(/^Delete the pid file before the server starts: /);
  });
});
